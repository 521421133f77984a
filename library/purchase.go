package library

import "time"

// Purchase is an order of one's own at a store. Number and secret were drawn here, so that
// it is found again whatever becomes of an answer.
type Purchase struct {
	Order   Token     `json:"order"`
	Secret  Secret    `json:"-"`
	Bundle  Token     `json:"bundle"`
	Edition EditionID `json:"edition"`
	Name    string    `json:"name"`              // of what is bought
	Price   Money     `json:"price"`             // all that is paid
	CardFee int64     `json:"cardFee,omitempty"` // of it, in minor units, which the buyer bears
	// Returned is what of Price was paid back, as far as the store was asked; Gone is that the
	// receipt restores nothing for it.
	Returned int64     `json:"returned,omitempty"`
	Gone     bool      `json:"gone,omitempty"`
	Test     bool      `json:"test,omitempty"` // no money stands behind it
	Store    WebURL    `json:"store"`
	Key      Key       `json:"key"`                // the store's, as the channel names it
	Provider string    `json:"provider,omitempty"` // by which it is paid, as the store calls it
	Page     string    `json:"page,omitempty"`     // where it is paid; "" where there is nothing to pay
	Created  time.Time `json:"created"`
	Settled  time.Time `json:"settled,omitzero"`  // zero: not paid yet
	Receipt  []byte    `json:"receipt,omitempty"` // signed; restores the licence on other devices
}

// PurchaseState is how an order stands at its store.
type PurchaseState string

// The states of an order.
const (
	PurchaseOpen     PurchaseState = "open"
	PurchasePaid     PurchaseState = "paid"
	PurchaseReturned PurchaseState = "returned" // paid back, by the store or by the buyer's bank
	PurchaseEnded    PurchaseState = "ended"    // not paid in time, or canceled
)

// Waits reports whether the purchase is not paid yet.
func (p Purchase) Waits() bool { return p.Settled.IsZero() }
