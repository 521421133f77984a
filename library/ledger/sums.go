package ledger

import (
	"cmp"
	"slices"
	"time"

	"matinee/library"
)

// Sums are entries of a channel added up, day by day: all that statements are made of, and
// much less than the entries. Sums of entries that follow each other can be added.
type Sums map[SumOf]Sum

// SumOf names a sum: of an account, or without one of what no account has for itself.
type SumOf struct {
	Account Account
	Money   library.Currency
	Day     int64 // since 1970, UTC
	Bundle  library.Token
	Kind    Kind
}

// Sum is what entries come to.
type Sum struct {
	Minor int64 // owed to the account
	// These are of the entries themselves, where no account is named.
	Base   int64 // what is divided
	Count  int64
	First  int64 // number of the first and the last entry
	Latest int64
}

const day = 24 * time.Hour

// DayOf numbers the day of a time.
func DayOf(at time.Time) int64 {
	seconds, length := at.Unix(), int64(day/time.Second)
	if seconds < 0 {
		seconds -= length - 1
	}
	return seconds / length
}

// Month is the first day of the month that holds a time, and of the next one.
func Month(in time.Time) (from, until time.Time) {
	in = in.UTC()
	from = time.Date(in.Year(), in.Month(), 1, 0, 0, 0, 0, time.UTC)
	return from, from.AddDate(0, 1, 0)
}

// Add adds an entry. An entry counts on the day it says, whatever comes before it in the
// chain: a clock that was wrong hides nothing.
func (s Sums) Add(e Entry) {
	of := SumOf{Money: e.Money, Day: DayOf(e.At), Bundle: e.Bundle, Kind: e.Kind}
	s.Join(of, Sum{Base: e.base(), Count: 1, First: e.N, Latest: e.N})
	for _, l := range e.Legs {
		of.Account = l.Account
		s.Join(of, Sum{Minor: -l.Minor})
	}
	if fee := e.feeGrew(); fee != 0 { // no part of what was sold, but less to bear
		of.Account = Account{Kind: StorePart}
		s.Join(of, Sum{Minor: -fee})
		of.Kind, of.Bundle = CardFee, ""
		s.Join(of, Sum{Minor: fee})
	}
}

// Join adds a sum of entries that came before these, or after them.
func (s Sums) Join(of SumOf, sum Sum) {
	have := s[of]
	have.Minor, have.Base, have.Count = have.Minor+sum.Minor, have.Base+sum.Base, have.Count+sum.Count
	have.Latest = max(have.Latest, sum.Latest)
	if have.First == 0 || sum.First > 0 && sum.First < have.First {
		have.First = sum.First
	}
	s[of] = have
}

// State makes the statement of an account for the month that holds a time, all but the
// hash of its head.
func (s Sums) State(a Account, money library.Currency, in time.Time) Statement {
	from, until := Month(in)
	out := Statement{Account: a, Money: money, Month: from}
	first, end := DayOf(from), DayOf(until)
	days, bundles := map[int64]*Day{}, map[library.Token]*Line{}
	for of, sum := range s {
		if of.Day >= end {
			continue
		}
		if of.Account == (Account{}) {
			out.Head.N = max(out.Head.N, sum.Latest)
		}
		if of.Money != money || of.Account != a && of.Account != (Account{}) {
			continue
		}
		out.Closing += sum.Minor
		if of.Day < first {
			out.Opening += sum.Minor
			continue
		}
		if sum.First > 0 && (out.Earliest == 0 || sum.First < out.Earliest) {
			out.Earliest = sum.First
		}
		out.take(of, sum, days, bundles)
	}
	for _, d := range days {
		out.Days = append(out.Days, *d)
	}
	for _, l := range bundles {
		out.Bundles = append(out.Bundles, *l)
	}
	slices.SortFunc(out.Days, func(a, b Day) int { return a.Day.Compare(b.Day) })
	slices.SortFunc(out.Bundles, func(a, b Line) int { return cmp.Compare(a.Bundle, b.Bundle) })
	return out
}

// take counts a sum of the month.
func (s *Statement) take(of SumOf, sum Sum, days map[int64]*Day, bundles map[library.Token]*Line) {
	switch of.Kind {
	case Sold:
		s.Sold += sum.Count
		s.Sales += sum.Minor
	case Refunded, Disputed:
		s.Back += sum.Count
		s.Sales += sum.Minor
	case Reinstated:
		s.Sales += sum.Minor
	case Viewed, Objected:
		s.Ads += sum.Minor
	case Counted:
		s.Counted += sum.Count
	case Transferred, Returned:
		s.Paid -= sum.Minor
	case CardFee, Lost, Regained:
		s.Borne -= sum.Minor
	case Prepaid, Allotted, Repaid:
	}
	if sum.Base == 0 && sum.Minor == 0 || of.Bundle == "" {
		return
	}
	s.Base += sum.Base
	at, line := days[of.Day], bundles[of.Bundle]
	if at == nil {
		at = &Day{Day: time.Unix(of.Day*int64(day/time.Second), 0).UTC()}
		days[of.Day] = at
	}
	if line == nil {
		line = &Line{Bundle: of.Bundle}
		bundles[of.Bundle] = line
	}
	line.Base += sum.Base
	if of.Kind == Viewed || of.Kind == Objected {
		at.Ads, line.Ads = at.Ads+sum.Minor, line.Ads+sum.Minor
	} else {
		at.Sales, line.Sales = at.Sales+sum.Minor, line.Sales+sum.Minor
	}
}
