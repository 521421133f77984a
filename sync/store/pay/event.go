package pay

import "matinee/library"

// Kind is what happened to a payment.
type Kind string

// The kinds of events.
const (
	Paid     Kind = "paid"
	Expired  Kind = "expired"  // it was not paid and cannot be any more
	Returned Kind = "returned" // money went back; the amount is all that did so far
	Disputed Kind = "disputed" // the buyer's bank took money back
	Won      Kind = "won"      // a dispute, and the money came again
	Lost     Kind = "lost"     // a dispute, for good
)

// Event is a provider's word that something happened. It may be told often, late and in
// any order.
type Event struct {
	ID    string // of what happened, not of the message that tells it: it counts once
	Kind  Kind
	Order library.Token // "" where only Ref is known
	Ref   string        // what the provider calls the payment
	Money library.Money
	Fee   int64 // what the provider takes for this, in minor units of Money
	// Dispute is what the provider calls the dispute.
	Dispute string
}

// Reason is an error that decides what is done next.
type Reason string

func (r Reason) Error() string { return string(r) }

// The reasons.
const (
	ErrShort  Reason = "the account does not hold as much"
	ErrNotYet Reason = "it is not known yet"
	ErrNever  Reason = "the provider refuses" // and would again
	ErrForged Reason = "the message is not the provider's, or is too old"
)
