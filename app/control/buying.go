package control

import (
	"context"

	"matinee/library"
)

// Buying is what is bought from stores.
type Buying interface {
	// Buy orders an edition that a followed channel lists, from a store that the channel
	// names. What a code pays for is here when it returns; anything else is paid at Page.
	Buy(ctx context.Context, req BuyRequest) (library.Purchase, error)
	// AwaitPurchase returns when an order is paid and its licence is here.
	AwaitPurchase(ctx context.Context, order library.Token) (library.Purchase, error)
	// Purchases are all orders, the newest first.
	Purchases(ctx context.Context) ([]library.Purchase, error)
	// CancelPurchase forgets an order that was not paid.
	CancelPurchase(ctx context.Context, order library.Token) error
	// RestorePurchase gets the licence of a receipt for this machine.
	RestorePurchase(ctx context.Context, receipt []byte) (Licence, error)
	// HandOver gives a store what it needs to sell an edition of one's own: to the store
	// at its address, or as the file that is returned.
	HandOver(ctx context.Context, req ConsignRequest) (sent bool, file []byte, err error)
}

// BuyRequest says what is bought how. Name is a title, or at least four digits of a number.
type BuyRequest struct {
	Name     string            `json:"name"`
	Edition  library.EditionID `json:"edition,omitempty"` // "" where there is one
	Rental   bool              `json:"rental,omitempty"`
	Price    *library.Money    `json:"price,omitempty"`    // where one pays what one wants
	CardFee  *int64            `json:"cardFee,omitempty"`  // what was seen of it on top of the price; nil for whatever it is
	Currency library.Currency  `json:"currency,omitempty"` // "" for that of the first such offer
	Code     string            `json:"code,omitempty"`     // a voucher instead of money
	Store    library.Key       `json:"store,omitempty"`    // "" for the first that sells
	Provider string            `json:"provider,omitempty"`
}

// orderArgs name an order.
type orderArgs struct {
	Order library.Token `json:"order"`
}

// handed is the answer to HandOver.
type handed struct {
	Sent bool   `json:"sent"`
	File []byte `json:"file,omitempty"`
}

// Buy implements Buying.
func (c *Client) Buy(ctx context.Context, req BuyRequest) (p library.Purchase, err error) {
	err = c.ask(ctx, "buy", req, &p)
	return p, err
}

// AwaitPurchase implements Buying.
func (c *Client) AwaitPurchase(ctx context.Context, order library.Token) (p library.Purchase, err error) {
	err = c.ask(ctx, "purchase-await", orderArgs{order}, &p)
	return p, err
}

// Purchases implements Buying.
func (c *Client) Purchases(ctx context.Context) (all []library.Purchase, err error) {
	err = c.ask(ctx, "purchases", nil, &all)
	return all, err
}

// CancelPurchase implements Buying.
func (c *Client) CancelPurchase(ctx context.Context, order library.Token) error {
	return c.ask(ctx, "purchase-cancel", orderArgs{order}, nil)
}

// RestorePurchase implements Buying.
func (c *Client) RestorePurchase(ctx context.Context, receipt []byte) (l Licence, err error) {
	err = c.ask(ctx, "purchase-restore", documentArgs{receipt}, &l)
	return l, err
}

// HandOver implements Buying.
func (c *Client) HandOver(ctx context.Context, req ConsignRequest) (sent bool, file []byte, err error) {
	var out handed
	err = c.ask(ctx, "hand-over", req, &out)
	return out.Sent, out.File, err
}

// doBuying carries out a command about purchases; false if it is none.
func (s *Server) doBuying(ctx context.Context, req request) (result any, known bool, err error) {
	switch req.Do {
	case "buy":
		result, err = call(req, func(a BuyRequest) (any, error) { return s.service.Buy(ctx, a) })
	case "purchase-await":
		result, err = call(req, func(a orderArgs) (any, error) { return s.service.AwaitPurchase(ctx, a.Order) })
	case "purchases":
		result, err = s.service.Purchases(ctx)
	case "purchase-cancel":
		result, err = call(req, func(a orderArgs) (any, error) { return nil, s.service.CancelPurchase(ctx, a.Order) })
	case "purchase-restore":
		result, err = call(req, func(a documentArgs) (any, error) { return s.service.RestorePurchase(ctx, a.Document) })
	case "hand-over":
		result, err = call(req, func(a ConsignRequest) (any, error) {
			sent, file, err := s.service.HandOver(ctx, a)
			return handed{sent, file}, err
		})
	default:
		return nil, false, nil
	}
	return result, true, err
}
