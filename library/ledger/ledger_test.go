package ledger

import (
	"slices"
	"testing"
	"time"

	"matinee/library"
)

// TestAFilmAt495 is the figure of the design: ten euros less a tenth, to the cent.
func TestAFilmAt495(t *testing.T) {
	rule := Rule{Fee: 1000, Splits: []library.Split{{Party: "Studio", Weight: 70}, {Party: "Author", Weight: 30}}}
	legs, err := rule.Sale("card", Amount{Gross: 594, Tax: 99})
	want := []Leg{{Account{AtProvider, "card"}, 594}, {Account{TaxDue, ""}, -99}, {Account{StorePart, ""}, -49}, {Account{PartyDue, "Studio"}, -312}, {Account{PartyDue, "Author"}, -134}}
	if err != nil || !slices.Equal(legs, want) {
		t.Errorf("%v, %v", legs, err)
	}
	back, err := rule.Refund("card", Amount{Gross: 594, Tax: 99}, Amount{}, Amount{Gross: 594, Tax: 99})
	for i := range want {
		want[i].Minor = -want[i].Minor
	}
	if err != nil || !slices.Equal(back, want) {
		t.Errorf("all of it back: %v, %v", back, err)
	}
	if _, err := rule.Refund("card", Amount{Gross: 594, Tax: 99}, Amount{Gross: 500, Tax: 99}, Amount{Gross: 95}); library.CodeOf(err) != library.CodeBadSetting {
		t.Errorf("more goes back than was paid: %v", err)
	}
}

func TestWhatViewsCost(t *testing.T) {
	for _, c := range []struct{ views, cpm, due int64 }{{0, 500, 0}, {1, 500, 0}, {2, 500, 1}, {1999, 500, 999}, {3_000_000_000, 12_345, 37_035_000_000}} {
		if got := Due(c.views, c.cpm); got != c.due {
			t.Errorf("%d views at %d: %d, not %d", c.views, c.cpm, got, c.due)
		}
	}
	rule := Rule{Fee: 1000, Splits: []library.Split{{Party: "Studio", Weight: 1}}}
	var studio int64
	for due := range int64(1000) { // a cent at a time
		legs, err := rule.Views("tea", due, due+1)
		if err != nil {
			t.Fatal(err)
		}
		studio -= Entry{Legs: legs}.Of(Account{PartyDue, "Studio"})
	}
	if studio != 900 {
		t.Errorf("of 1000 the studio has %d", studio)
	}
	if _, err := rule.Views("tea", 10, 9); err == nil {
		t.Error("what a sponsor owes becomes less")
	}
}

// TestBadEntriesAreRefused by what is wrong with each.
func TestBadEntriesAreRefused(t *testing.T) {
	rule := Rule{Fee: 1000, Splits: []library.Split{{Party: "Studio", Weight: 1}}}
	rules := func(library.Digest, library.EditionID) (Rule, error) { return rule, nil }
	sold := func(order library.Token, gross int64) Entry {
		legs, err := rule.Sale("card", Amount{Gross: gross})
		if err != nil {
			t.Fatal(err)
		}
		return Entry{Kind: Sold, Key: "paid " + string(order), Order: order, Money: "EUR", Gross: gross, Legs: legs, At: time.Unix(0, 0)}
	}
	for what, bad := range map[string]func(e *Entry){
		"no event":         func(e *Entry) { e.Key = "" },
		"the same event":   func(e *Entry) { e.Key = "paid a" },
		"the same order":   func(e *Entry) { e.Order = "a" },
		"no currency":      func(e *Entry) { e.Money = "EURO" },
		"no kind":          func(e *Entry) { e.Kind = "gift" },
		"unbalanced":       func(e *Entry) { e.Legs = e.Legs[1:] },
		"another currency": func(e *Entry) { e.Kind, e.Order, e.Money = Refunded, "a", "USD" },
		"another edition":  func(e *Entry) { e.Kind, e.Order, e.Edition = Refunded, "a", "extras" },
		"no such order":    func(e *Entry) { e.Kind, e.Order = Refunded, "c" },
		"nothing moved":    func(e *Entry) { e.Kind, e.Gross, e.Legs = Transferred, 0, nil },
	} {
		book := &Book{Rules: rules}
		first, head, err := Head{}.Append(sold("a", 1000))
		if err != nil || book.Add(first) != nil {
			t.Fatal("the first entry is refused", err)
		}
		e := sold("b", 1000)
		bad(&e)
		if e, _, err = head.Append(e); err == nil {
			err = book.Add(e)
		}
		if err == nil || book.Head() != head {
			t.Errorf("%s is taken", what)
		}
	}
}
