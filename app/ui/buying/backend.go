// Package buying is the sheet by which an edition is bought: what it costs, who gets what
// of that, what the license permits, and the wait until it is paid. It must not know how
// stores are spoken to, nor which page it lies over.
package buying

import (
	"context"

	"matinee/app/ui/live"
	"matinee/library"
)

// Order is what is bought how.
type Order struct {
	Channel library.Key
	Bundle  library.Token
	Edition library.EditionID
	Rental  bool
	// Currency is that of the offer; "" where a code pays.
	Currency library.Currency
	Price    *library.Money // where one pays what one wants
	CardFee  int64          // on top of the price, as it was shown
	Code     string         // instead of money
	Provider string         // by which it is paid, as the store calls it; "" for its first
	Store    library.Key
}

// Backend buys. All calls are made off the main thread; they must heed their context.
type Backend interface {
	// Shops are the stores that sell for a channel now; nobody is asked for it.
	Shops(ctx context.Context, channel library.Key) ([]library.Shop, error)
	// AskShop asks a store who it is, and whether money stands behind it.
	AskShop(ctx context.Context, channel, store library.Key) (library.Shop, error)
	// PlaceOrder orders. Where no answer came, the order comes back with the error.
	PlaceOrder(ctx context.Context, o Order) (library.Purchase, error)
	// AwaitPurchase returns when an order is paid and its license is here.
	AwaitPurchase(ctx context.Context, order library.Token) (library.Purchase, error)
	// CancelPurchase forgets an order that was not paid.
	CancelPurchase(ctx context.Context, order library.Token) error
	// WatchWithAds gets a license from a store that has ads, for which they are shown; the
	// bundle is brought first where it is not here.
	WatchWithAds(ctx context.Context, channel library.Key, bundle library.Token, edition library.EditionID) error
	// OpenLicense keeps a license, here one that is the text of a gift.
	OpenLicense(ctx context.Context, source string) error
	// Purchases are all orders, the newest first.
	Purchases(ctx context.Context) ([]library.Purchase, error)
}

// Desk is what the sheet asks of the window, on the main thread.
type Desk interface {
	// OpenPage shows a page of a store in the system's browser.
	OpenPage(address string)
	// Copy puts text on the clipboard.
	Copy(text string)
	// Tell shows a problem; nil takes the one before away.
	Tell(err error)
}

// Subject is what is bought, and with whose help.
type Subject struct {
	Goods   Goods
	Loop    *live.Loop
	Backend Backend
	Desk    Desk
	// Bought runs once an edition is paid and its license here.
	Bought func(library.EditionID)
}
