package library

import "time"

// Purchase is an order of one's own at a store. Number and secret were drawn here, so that
// it is found again whatever becomes of an answer.
type Purchase struct {
	Order   Token
	Secret  Secret `json:"-"`
	Bundle  Token
	Edition EditionID
	Name    string // of what is bought
	Price   Money
	Test    bool // no money stands behind it
	Store   WebURL
	Key     Key    // the store's, as the channel names it
	Page    string // where it is paid; "" where there is nothing to pay
	Created time.Time
	Settled time.Time // zero: not paid yet
	Receipt []byte    `json:",omitempty"` // signed; restores the licence on other devices
}

// Waits reports whether the purchase is not paid yet.
func (p Purchase) Waits() bool { return p.Settled.IsZero() }
