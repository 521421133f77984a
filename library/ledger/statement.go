package ledger

import (
	"cmp"
	"slices"
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
	Borne    int64     // by the store: card fees and losses; of a party, losses taken off
	Closing  int64     // owed then
	Base     int64     // of which sales and ads are a part
	Sold     int64     // sales, of which Back went back as a whole or in part
	Back     int64
	Counted  int64 // given for a voucher
	Days     []Day
	Bundles  []Line
	Head     Head  // the chain at the month's end
	Earliest int64 // the number of the first entry in it; 0 without one
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

// State makes the statement of an account for the month that holds a time. The entries
// are those of one channel from its first.
func State(entries []Entry, a Account, money library.Currency, in time.Time) (Statement, error) {
	in = in.UTC()
	from := time.Date(in.Year(), in.Month(), 1, 0, 0, 0, 0, time.UTC)
	until := from.AddDate(0, 1, 0)
	s := Statement{Account: a, Money: money, Month: from}
	days, bundles := map[time.Time]*Day{}, map[library.Token]*Line{}
	for _, e := range entries {
		if !e.At.Before(until) { // one that a wrong clock put there does not hide what follows
			continue
		}
		s.Head = Head{N: e.N}
		if e.Money != money {
			continue
		}
		minor := -e.Of(a)
		s.Closing += minor
		if e.At.Before(from) {
			s.Opening += minor
			continue
		}
		if s.Earliest == 0 {
			s.Earliest = e.N
		}
		s.take(e, minor, days, bundles)
	}
	if s.Head.N > 0 {
		hash, err := entries[s.Head.N-1].Hash()
		if err != nil {
			return Statement{}, err
		}
		s.Head.Hash = hash
	}
	for _, d := range days {
		s.Days = append(s.Days, *d)
	}
	for _, l := range bundles {
		s.Bundles = append(s.Bundles, *l)
	}
	slices.SortFunc(s.Days, func(a, b Day) int { return a.Day.Compare(b.Day) })
	slices.SortFunc(s.Bundles, func(a, b Line) int { return cmp.Compare(a.Bundle, b.Bundle) })
	return s, nil
}

// take counts an entry of the month.
func (s *Statement) take(e Entry, minor int64, days map[time.Time]*Day, bundles map[library.Token]*Line) {
	base := e.base()
	switch e.Kind {
	case Sold:
		s.Sold++
		s.Sales += minor
	case Refunded, Disputed:
		s.Back++
		s.Sales += minor
	case Reinstated:
		s.Sales += minor
	case Viewed:
		s.Ads += minor
	case Counted:
		s.Counted++
	case Transferred, Returned:
		s.Paid -= minor
	case CardFee, Lost, Regained:
		s.Borne -= minor
	case Prepaid, Allotted:
	}
	if base == 0 && minor == 0 || e.Bundle == "" {
		return
	}
	s.Base += base
	at := e.At.Truncate(24 * time.Hour)
	day, line := days[at], bundles[e.Bundle]
	if day == nil {
		day = &Day{Day: at}
		days[at] = day
	}
	if line == nil {
		line = &Line{Bundle: e.Bundle}
		bundles[e.Bundle] = line
	}
	line.Base += base
	if e.Kind == Viewed {
		day.Ads, line.Ads = day.Ads+minor, line.Ads+minor
	} else {
		day.Sales, line.Sales = day.Sales+minor, line.Sales+minor
	}
}

// base is by how much what is divided between store and parties has grown.
func (e Entry) base() (minor int64) {
	switch e.Kind {
	case Sold, Refunded, Disputed, Reinstated, Viewed:
		for _, l := range e.Legs {
			if l.Kind == StorePart || l.Kind == PartyDue {
				minor -= l.Minor
			}
		}
	default:
	}
	return minor
}
