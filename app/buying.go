//go:build cgo

package app

import (
	"context"

	"matinee/app/control"
	"matinee/app/owner"
	"matinee/app/ui/buying"
	"matinee/library"
	"matinee/library/format"
)

// PlaceOrder implements buying.Backend. The bundle comes first: a license is kept for what
// is in the library, and what is loaded while somebody pays plays at once afterwards.
func (c channelsOf) PlaceOrder(ctx context.Context, o buying.Order) (library.Purchase, error) {
	if _, err := c.DownloadListed(ctx, o.Channel, o.Bundle, o.Edition); err != nil {
		return library.Purchase{}, err
	}
	return placeOrder(ctx, c.Owner, o)
}

// Shops implements buying.Backend.
func (c curatorOf) Shops(ctx context.Context, channel library.Key) ([]library.Shop, error) {
	return c.own.Shops(ctx, channel)
}

// AskShop implements buying.Backend.
func (c curatorOf) AskShop(ctx context.Context, channel, key library.Key) (library.Shop, error) {
	return c.own.AskShop(ctx, channel, key)
}

// PlaceOrder implements buying.Backend.
func (c curatorOf) PlaceOrder(ctx context.Context, o buying.Order) (library.Purchase, error) {
	return placeOrder(ctx, c.own, o)
}

// AwaitPurchase implements buying.Backend.
func (c curatorOf) AwaitPurchase(ctx context.Context, order library.Token) (library.Purchase, error) {
	return c.own.AwaitPurchase(ctx, order)
}

// Purchases implements buying.Backend.
func (c curatorOf) Purchases(ctx context.Context) ([]library.Purchase, error) {
	return c.own.Purchases(ctx)
}

// CancelPurchase implements buying.Backend.
func (c curatorOf) CancelPurchase(ctx context.Context, order library.Token) error {
	return c.own.CancelPurchase(ctx, order)
}

// PurchaseState implements settings.Purchases.
func (c curatorOf) PurchaseState(ctx context.Context, order library.Token) (library.PurchaseState, error) {
	return c.own.PurchaseState(ctx, order)
}

// LookAfterPurchases implements settings.Purchases.
func (c curatorOf) LookAfterPurchases(ctx context.Context) error {
	return c.own.LookAfterPurchases(ctx)
}

// PurchaseTerms implements settings.Purchases.
func (c curatorOf) PurchaseTerms(ctx context.Context, order library.Token) (library.Access, library.Money, error) {
	return c.own.PurchaseTerms(ctx, order)
}

// RestoreReceipt implements settings.Purchases.
func (c curatorOf) RestoreReceipt(ctx context.Context, path string) error {
	data, err := readDocument(path, format.MaxReceipt)
	if err == nil {
		_, err = c.own.RestorePurchase(ctx, data)
	}
	return err
}

// placeOrder buys what the sheet says; a bundle's number is also a name of it.
func placeOrder(ctx context.Context, own *owner.Owner, o buying.Order) (library.Purchase, error) {
	return own.Buy(ctx, control.BuyRequest{
		Name: string(o.Bundle), Edition: o.Edition, Rental: o.Rental, Price: o.Price, Currency: o.Currency, Code: o.Code, Store: o.Store, CardFee: &o.CardFee, Provider: o.Provider,
	})
}

// WatchWithAds implements buying.Backend.
func (c curatorOf) WatchWithAds(ctx context.Context, channel library.Key, bundle library.Token, edition library.EditionID) error {
	return c.own.WatchWithAds(ctx, channel, bundle, edition)
}

// WatchWithAds implements buying.Backend.
func (c channelsOf) WatchWithAds(ctx context.Context, channel library.Key, bundle library.Token, edition library.EditionID) error {
	if _, err := c.DownloadListed(ctx, channel, bundle, edition); err != nil {
		return err
	}
	return c.Owner.WatchWithAds(ctx, channel, bundle, edition)
}
