package books

import (
	"cmp"
	"slices"
	"time"

	"matinee/library"
	"matinee/library/ledger"
)

// Months are those in which anything happened in some books, the latest first.
func Months(books ...[]ledger.Entry) (months []time.Time) {
	seen := map[time.Time]bool{}
	for _, entries := range books {
		for _, e := range entries {
			at := e.At.UTC()
			month := time.Date(at.Year(), at.Month(), 1, 0, 0, 0, 0, time.UTC)
			if !seen[month] {
				seen[month] = true
				months = append(months, month)
			}
		}
	}
	slices.SortFunc(months, func(a, b time.Time) int { return b.Compare(a) })
	return months
}

// Takings are what several stores' books come to in a month, by currency.
func Takings(month time.Time, books ...[]ledger.Entry) (list []library.Takings) {
	for _, entries := range books {
		sums := ledger.Sums{}
		for _, e := range entries {
			sums.Add(e)
		}
		for money, parties := range accounts(entries, month) {
			t := takings(sums, entries, month, money, parties)
			at := slices.IndexFunc(list, func(l library.Takings) bool { return l.Money == money })
			if at < 0 {
				list = append(list, t)
				continue
			}
			list[at] = both(list[at], t)
		}
	}
	slices.SortFunc(list, func(a, b library.Takings) int { return cmp.Compare(a.Money, b.Money) })
	return list
}

// accounts are the currencies that something happened in until the end of a month, with
// the parties of each.
func accounts(entries []ledger.Entry, month time.Time) map[library.Currency][]string {
	out := map[library.Currency][]string{}
	until := month.AddDate(0, 1, 0)
	for _, e := range entries {
		if !e.At.Before(until) {
			continue
		}
		parties := out[e.Money]
		for _, l := range e.Legs {
			if l.Kind == ledger.PartyDue && !slices.Contains(parties, l.Name) {
				parties = append(parties, l.Name)
			}
		}
		out[e.Money] = parties
	}
	return out
}

// takings states every account of a store's books.
func takings(sums ledger.Sums, entries []ledger.Entry, month time.Time, money library.Currency, parties []string) (t library.Takings) {
	st := sums.State(ledger.Account{Kind: ledger.StorePart}, money, month)
	seen := noticed(entries, money, month)
	t = library.Takings{Month: st.Month, Money: money, Sold: st.Sold, Back: st.Back, Counted: st.Counted, Tests: seen.tests, Store: Tally(st)}
	seen.mark(&t.Store)
	t.All = add(library.Tally{}, t.Store)
	for _, name := range parties {
		mine := Tally(sums.State(ledger.Account{Kind: ledger.PartyDue, Name: name}, money, month))
		seen.mark(&mine)
		t.Parties = append(t.Parties, mine)
		t.All = add(t.All, mine)
	}
	t.Against = against(entries, money, month)
	seen.mark(&t.All) // each sale stands in several accounts
	sortParties(t.Parties)
	return t
}

// against are the objections to views that were posted in a month, and what each took back.
func against(entries []ledger.Entry, money library.Currency, month time.Time) (list []library.Against) {
	from, until := ledger.Month(month)
	for _, e := range entries {
		if e.Objection == nil || e.Money != money || e.At.Before(from) || !e.At.Before(until) {
			continue
		}
		var minor int64
		for _, l := range e.Legs {
			if l.Kind == ledger.SponsorDue {
				minor -= l.Minor
			}
		}
		o := e.Objection
		list = append(list, library.Against{
			At: e.At, Bundle: e.Bundle, Sponsor: o.Sponsor, From: o.From, Until: o.Until, Views: o.Views, Minor: minor, Reason: o.Reason,
		})
	}
	return list
}

func sortParties(list []library.Tally) {
	slices.SortFunc(list, func(a, b library.Tally) int { return cmp.Compare(a.Party, b.Party) })
}

// Tally is what a statement says.
func Tally(st ledger.Statement) library.Tally {
	t := library.Tally{
		Party: st.Account.Name, Opening: st.Opening, Sales: st.Sales, Ads: st.Ads, Paid: st.Paid, Borne: st.Borne, Closing: st.Closing,
	}
	for _, d := range st.Days {
		t.Days = append(t.Days, library.TakingsDay{Day: d.Day, Sales: d.Sales, Ads: d.Ads})
	}
	for _, l := range st.Bundles {
		t.Works = append(t.Works, library.TakingsOf{Bundle: l.Bundle, Sales: l.Sales, Ads: l.Ads})
	}
	return t
}

// both adds what two stores took in.
func both(a, b library.Takings) library.Takings {
	a.Sold, a.Back, a.Counted, a.Tests = a.Sold+b.Sold, a.Back+b.Back, a.Counted+b.Counted, a.Tests+b.Tests
	a.All, a.Store, a.Against = add(a.All, b.All), add(a.Store, b.Store), append(slices.Clone(a.Against), b.Against...)
	for _, theirs := range b.Parties {
		at := slices.IndexFunc(a.Parties, func(t library.Tally) bool { return t.Party == theirs.Party })
		if at < 0 {
			a.Parties = append(a.Parties, theirs)
			continue
		}
		a.Parties[at] = add(a.Parties[at], theirs)
	}
	sortParties(a.Parties)
	return a
}

// notice is what entries of a month say that statements do not: what was sold of each
// bundle, and behind what no money stands.
type notice struct {
	tests int64
	sold  map[library.Token]int64
	works map[library.Token]bool // some of which is a test's
	days  map[int64]bool
}

func noticed(entries []ledger.Entry, money library.Currency, month time.Time) notice {
	n := notice{sold: map[library.Token]int64{}, works: map[library.Token]bool{}, days: map[int64]bool{}}
	from, until := ledger.Month(month)
	for _, e := range entries {
		if e.Money != money || e.At.Before(from) || !e.At.Before(until) {
			continue
		}
		if e.Kind == ledger.Sold {
			n.sold[e.Bundle]++
		}
		if e.Test {
			n.tests++
			n.works[e.Bundle], n.days[ledger.DayOf(e.At)] = true, true
		}
	}
	return n
}

// mark adds that to a tally.
func (n notice) mark(t *library.Tally) {
	for i, d := range t.Days {
		t.Days[i].Test = n.days[ledger.DayOf(d.Day)]
	}
	for i, w := range t.Works {
		t.Works[i].Sold, t.Works[i].Test = n.sold[w.Bundle], n.works[w.Bundle]
	}
}

// add adds the same account of two stores' books.
func add(a, b library.Tally) library.Tally {
	a.Opening, a.Sales, a.Ads, a.Paid, a.Borne, a.Closing = a.Opening+b.Opening, a.Sales+b.Sales, a.Ads+b.Ads, a.Paid+b.Paid, a.Borne+b.Borne, a.Closing+b.Closing
	days := slices.Clone(a.Days)
	for _, d := range b.Days {
		at := slices.IndexFunc(days, func(have library.TakingsDay) bool { return have.Day.Equal(d.Day) })
		if at < 0 {
			days = append(days, d)
			continue
		}
		days[at].Sales, days[at].Ads, days[at].Test = days[at].Sales+d.Sales, days[at].Ads+d.Ads, days[at].Test || d.Test
	}
	slices.SortFunc(days, func(a, b library.TakingsDay) int { return a.Day.Compare(b.Day) })
	works := slices.Clone(a.Works)
	for _, w := range b.Works {
		at := slices.IndexFunc(works, func(have library.TakingsOf) bool { return have.Bundle == w.Bundle })
		if at < 0 {
			works = append(works, w)
			continue
		}
		have := &works[at]
		have.Sold, have.Sales, have.Ads, have.Test = have.Sold+w.Sold, have.Sales+w.Sales, have.Ads+w.Ads, have.Test || w.Test
	}
	a.Days, a.Works = days, works
	return a
}
