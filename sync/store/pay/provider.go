package pay

import (
	"context"
	"net/http"
	"time"

	"matinee/library"
)

// Payment is what a provider is to collect.
type Payment struct {
	Order   library.Token // also the key under which it happens once
	Money   library.Money
	Fee     int64     // of Money: what the buyer bears of what the provider keeps; shown as a line of its own
	Title   string    // of what is bought
	Back    string    // where the browser goes afterwards; "" for a page of the provider's own
	Expires time.Time // it may not be paid later, where the provider can see to that
}

// Begun is a payment that was prepared.
type Begun struct {
	Ref  string // what the provider calls it
	Page string // where the buyer pays; "" of an Invoicer
}

// Provider collects payments. Whatever it does, it does once for an order.
type Provider interface {
	// Name is what orders and books call it.
	Name() string
	// Test reports that no money stands behind it.
	Test() bool
	// Begin prepares a payment; the buyer pays at the page it returns.
	Begin(ctx context.Context, p Payment) (Begun, error)
}

// Accepter is a provider that does not take every amount.
type Accepter interface {
	// Accepts says why an amount cannot be paid here; nil when it can.
	Accepts(m library.Money) error
}

// Limiter is a provider that takes few currencies.
type Limiter interface {
	Currencies() []library.Currency
}

// Stepper is a provider that takes only multiples of an amount.
type Stepper interface {
	// Step is that amount in minor units; 1 where any amount is taken.
	Step(c library.Currency) int64
}

// Looker is a provider that can be asked what became of a payment.
type Looker interface {
	// Look returns all that happened to a payment so far, the same each time. No event
	// means that it is still open.
	Look(ctx context.Context, ref string) ([]Event, error)
}

// Hearer is a provider that tells by itself what happens, over HTTP.
type Hearer interface {
	// Hear reads what came in, which may be forged, old, repeated or out of order. A
	// message that is none of the store's has no event.
	Hear(ctx context.Context, header http.Header, body []byte) ([]Event, error)
}

// Canceler is a provider that can close a payment, so that nobody pays it any more. One
// that was paid meanwhile stays paid; Look tells.
type Canceler interface {
	Cancel(ctx context.Context, ref string) error
}

// Refunder is a provider that can give money back.
type Refunder interface {
	// Refund gives a part or all of a payment back and returns the Returned event, whose
	// amount is all that went back by then.
	Refund(ctx context.Context, r Refund) (Event, error)
}

// Refund is money that goes back to its buyer.
type Refund struct {
	Key   string // under one it happens once
	Order library.Token
	Ref   string // of the payment
	Money library.Money
	Again bool // it was tried before, and may have happened
	// Refused is how often the provider answered that it did not do it: then it may be asked
	// anew instead of being reminded of its answer.
	Refused int64
}

// Payer is a provider that can pass money on to who it belongs to.
type Payer interface {
	// Transfer pays an account and returns what the transfer is called.
	Transfer(ctx context.Context, t Transfer) (ref string, err error)
	// Reverse takes a part or all of a transfer back. ErrShort says that the account
	// does not hold it.
	Reverse(ctx context.Context, r Reversal) error
}

// Transfer is money for an account of a party.
type Transfer struct {
	Key     string // under one it happens once
	Order   library.Token
	Ref     string // of the payment it comes from; "" for the store's own funds
	Account string // the provider's name for it
	Money   library.Money
	Again   bool // it was tried before, and may have happened
	// Refused is how often the provider answered that it did not do it: then it may be asked
	// anew instead of being reminded of its answer.
	Refused int64
}

// Reversal is money that an account gives back.
type Reversal struct {
	Key      string // under one it happens once
	Transfer string // what Transfer returned
	Money    library.Money
	Again    bool // it was tried before, and may have happened
	// Refused is how often the provider answered that it did not do it: then it may be asked
	// anew instead of being reminded of its answer.
	Refused int64
}

// Charger is a provider that keeps something of a payment for its work, and tells how
// much.
type Charger interface {
	// Fee is what it kept. ErrNotYet says that it is not known yet.
	Fee(ctx context.Context, ref string) (library.Money, error)
}

// Invoicer is a provider whose payments are a text that the buyer's wallet takes: the store
// shows it on a page of its own.
type Invoicer interface {
	// Invoice is that text.
	Invoice(ctx context.Context, ref string) (string, error)
}
