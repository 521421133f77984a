package ledger

import (
	"time"

	"matinee/library"
)

// Statement is what happened to one account of a channel in one month (UTC) and one
// currency, in minor units as its holder sees them: what is owed to them is positive.
type Statement struct {
	Account  Account
	Money    library.Currency
	Month    time.Time // its first moment
	Opening  int64     // owed before
	Sales    int64     // from sales, after refunds and disputes
	Ads      int64     // from ads
	Paid     int64     // transferred to them, less what came back
	Borne    int64     // by the store: card fees, less what buyers bear of them, and losses; of a party, losses taken off
	Closing  int64     // owed then
	Base     int64     // of which sales and ads are a part
	Sold     int64     // sales, of which Back went back as a whole or in part
	Back     int64
	Counted  int64 // given for a voucher
	Days     []Day
	Bundles  []Line
	Against  []Contested // what sponsors objected to, as it was posted
	Head     Head        // the chain at the month's end
	Earliest int64       // the number of the first entry in it; 0 without one
}

// Day is what one day brought.
type Day struct {
	Day        time.Time
	Sales, Ads int64
}

// Line is what one bundle brought.
type Line struct {
	Bundle     library.Token
	Base       int64
	Sales, Ads int64
}

// Contested is what an objection took from an account.
type Contested struct {
	N      int64 // the entry's number
	At     time.Time
	Bundle library.Token
	Minor  int64
	Objection
}

// Contests is what an entry's objection takes from an account.
func (e Entry) Contests(a Account) (c Contested, is bool) {
	if e.Objection == nil {
		return c, false
	}
	return Contested{N: e.N, At: e.At, Bundle: e.Bundle, Minor: e.Of(a), Objection: *e.Objection}, true
}

// State makes the statement of an account for the month that holds a time. The entries
// are those of one channel from its first.
func State(entries []Entry, a Account, money library.Currency, in time.Time) (Statement, error) {
	sums := Sums{}
	for _, e := range entries {
		sums.Add(e)
	}
	s := sums.State(a, money, in)
	from, until := Month(in)
	for _, e := range entries {
		if c, is := e.Contests(a); is && e.Money == money && !e.At.Before(from) && e.At.Before(until) {
			s.Against = append(s.Against, c)
		}
	}
	if s.Head.N > 0 {
		hash, err := entries[s.Head.N-1].Hash()
		if err != nil {
			return Statement{}, err
		}
		s.Head.Hash = hash
	}
	return s, nil
}

// base is by how much what is divided between store and parties has grown.
func (e Entry) base() (minor int64) {
	switch e.Kind {
	case Sold, Refunded, Disputed, Reinstated, Viewed, Objected:
		for _, l := range e.Legs {
			if l.Kind == StorePart || l.Kind == PartyDue {
				minor -= l.Minor
			}
		}
		minor -= e.feeGrew()
	default:
	}
	return minor
}

// feeGrew is by how much the card fees have grown that buyers bear.
func (e Entry) feeGrew() int64 {
	switch e.Kind {
	case Sold, Reinstated:
		return e.Fee
	case Refunded, Disputed:
		return -e.Fee
	default:
		return 0
	}
}
