package ledger

import (
	"strings"
	"testing"
	"time"

	"pgregory.net/rapid"

	"matinee/library"
)

// TestObjectionsTakeBackWhatViewsBrought: whatever else happened, and under however many terms,
// an objection to all that some terms brought leaves each account as if that had never come.
func TestObjectionsTakeBackWhatViewsBrought(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		h := drawHistory(t)
		for bundle, shares := range h.shares {
			for terms, minor := range shares {
				if minor == 0 {
					continue
				}
				sofar := map[Account]int64{}
				for _, e := range h.entries {
					if (e.Kind == Viewed || e.Kind == Objected) && e.Bundle == bundle && e.Terms == terms {
						for _, l := range e.Legs {
							sofar[l.Account] += l.Minor
						}
					}
				}
				legs, err := h.rules[terms].Unview("campaign", minor, 0)
				if err != nil {
					t.Fatal(err)
				}
				for _, l := range legs {
					sofar[l.Account] += l.Minor
				}
				for a, left := range sofar {
					if left != 0 {
						t.Fatalf("%v has %d of %s under %s left", a, left, bundle, terms)
					}
				}
			}
		}
	})
}

// TestObjectionsAreBound: books in which an objection takes more than its terms brought, comes
// too late, gives no reason, or has its parts taken from somebody else do not hold.
func TestObjectionsAreBound(t *testing.T) {
	at := time.Date(2026, 3, 31, 12, 0, 0, 0, time.UTC)
	first := at.Truncate(day).AddDate(0, 0, -30)
	rules := map[library.Digest]Rule{
		"v1": {Fee: 1000, Splits: []library.Split{{Party: "Studio", Weight: 1}}},
		"v2": {Fee: 1000, Splits: []library.Split{{Party: "Author", Weight: 1}}},
	}
	sound := func() (Entry, Objection) {
		o := Objection{Sponsor: "Tea", From: first.AddDate(0, 0, 1), Until: at.Truncate(day), Views: 3, Reason: "nobody watched"}
		return Entry{At: at, Kind: Objected, Key: "o", Bundle: "film", Edition: "standard", Terms: "v1", Money: "EUR", Gross: 150}, o
	}
	for name, change := range map[string]func(e *Entry, o *Objection){
		"":                       func(*Entry, *Objection) {},
		"no reason":              func(_ *Entry, o *Objection) { o.Reason = "" },
		"a long one":             func(_ *Entry, o *Objection) { o.Reason = strings.Repeat("x", 301) },
		"more than one line":     func(_ *Entry, o *Objection) { o.Reason = "a\nb" },
		"nobody's":               func(_ *Entry, o *Objection) { o.Sponsor = "" },
		"too late":               func(_ *Entry, o *Objection) { o.From = first },
		"of tomorrow":            func(_ *Entry, o *Objection) { o.Until = o.Until.AddDate(0, 0, 1) },
		"backwards":              func(_ *Entry, o *Objection) { o.Until = o.From.AddDate(0, 0, -1) },
		"part of a day":          func(_ *Entry, o *Objection) { o.From = o.From.Add(time.Hour) },
		"to less than nothing":   func(_ *Entry, o *Objection) { o.Views = -1 },
		"more than came":         func(e *Entry, _ *Objection) { e.Gross = 49 },
		"nothing":                func(e *Entry, _ *Objection) { e.Gross = 200 },
		"under others' terms":    func(e *Entry, _ *Objection) { e.Terms = "v2" },
		"of another bundle":      func(e *Entry, _ *Objection) { e.Bundle = "other" },
		"from an edition unsold": func(e *Entry, _ *Objection) { e.Edition = "wide" },
	} {
		t.Run(name, func(t *testing.T) {
			book := &Book{Rules: func(terms library.Digest, _ library.EditionID) (Rule, error) { return rules[terms], nil }}
			add := func(e Entry) error {
				e, _, err := book.Head().Append(e)
				if err != nil {
					return err
				}
				return book.Add(e)
			}
			views := func(key string, terms library.Digest, due, before, now int64) Entry {
				legs, err := rules[terms].Views("tea", before, now)
				if err != nil {
					t.Fatal(err)
				}
				return Entry{At: at, Kind: Viewed, Key: key, Bundle: "film", Edition: "standard", Terms: terms, Money: "EUR", Gross: due, Legs: legs}
			}
			for _, e := range []Entry{
				{At: at, Kind: Prepaid, Key: "p", Money: "EUR", Gross: 200, Legs: Prepay("card", "tea", 200)},
				views("a", "v1", 150, 0, 150), views("b", "v2", 200, 0, 50),
			} {
				if err := add(e); err != nil {
					t.Fatal(err)
				}
			}
			e, o := sound()
			change(&e, &o)
			legs, err := rules["v1"].Unview("tea", 150, max(150-(200-e.Gross), 0))
			if err != nil && e.Gross != 200 {
				t.Fatal(err)
			}
			e.Legs, e.Objection = legs, &o
			if err := add(e); (err == nil) != (name == "") {
				t.Errorf("%v", err)
			}
			if name == "" && book.Balance(Account{PartyDue, "Studio"}, "EUR") != -90 {
				t.Errorf("Studio has %d", -book.Balance(Account{PartyDue, "Studio"}, "EUR"))
			}
		})
	}
	if _, err := (&Rule{}).Unview("tea", 10, 10); err == nil {
		t.Error("an objection that takes nothing")
	}
	e, _ := sound()
	if e.Valid() == nil {
		t.Error("an objection without what it says")
	}
}
