package store

import (
	"context"
	"fmt"
	"math/rand/v2"
	"reflect"
	"testing"
	"time"

	"matinee/library"
	"matinee/library/ledger"
)

// TestStatementsAreTheEntries: what is stated from sums is what the entries of the export
// come to, for every account and month, wherever the books stand and whatever the clock
// said.
func TestStatementsAreTheEntries(t *testing.T) {
	databases(t, func(t *testing.T, where string) {
		s := openShop(t, where)
		c := s.sells("studio")
		channel := public(c.root)
		draw := rand.New(rand.NewPCG(1, 2))
		names := []string{"Studio", "Author"}
		other, posted := newToken(), 0
		post := func(n int) {
			t.Helper()
			err := s.db.change(context.Background(), func(tx tx) error {
				for range n {
					posted++
					e := ledger.Entry{
						At: start.AddDate(0, 0, 19*draw.IntN(5)).Add(time.Duration(draw.IntN(12)) * time.Hour), Key: fmt.Sprint("event ", posted), Money: []library.Currency{"EUR", "USD"}[draw.IntN(2)],
						Kind:   []ledger.Kind{ledger.Sold, ledger.Refunded, ledger.Viewed, ledger.Counted, ledger.Transferred, ledger.CardFee}[draw.IntN(6)],
						Bundle: []library.Token{c.bundle, "", other}[draw.IntN(3)],
					}
					minor := int64(draw.IntN(1000) - 300)
					e.Legs = []ledger.Leg{
						{Account: ledger.Account{Kind: ledger.PartyDue, Name: names[draw.IntN(2)]}, Minor: -minor},
						{Account: ledger.Account{Kind: ledger.StorePart}, Minor: -minor / 9},
						{Account: ledger.Account{Kind: ledger.AtProvider, Name: "sandbox"}, Minor: minor + minor/9},
					}
					if _, err := s.post(context.Background(), tx, channel, e); err != nil {
						return err
					}
				}
				return nil
			})
			if err != nil {
				t.Fatal(err)
			}
		}
		check := func() {
			t.Helper()
			entries := must[Export](t)(s.Export(t.Context(), channel)).Entries
			for _, a := range []ledger.Account{{Kind: ledger.PartyDue, Name: "Studio"}, {Kind: ledger.StorePart}, {Kind: ledger.PartyDue, Name: "Nobody"}} {
				for month := range 4 {
					at := start.AddDate(0, month-1, 0)
					want := must[ledger.Statement](t)(ledger.State(entries, a, "EUR", at))
					if got := must[ledger.Statement](t)(s.Statement(t.Context(), channel, a, "EUR", at)); !reflect.DeepEqual(got, want) {
						t.Fatalf("after %d entries, %v in %v:\n%+v\nnot\n%+v", posted, a, at, got, want)
					}
				}
			}
			var owed int64
			for _, e := range entries {
				if e.Money == "EUR" {
					owed -= e.Of(ledger.Account{Kind: ledger.PartyDue, Name: "Author"})
				}
			}
			err := s.db.change(t.Context(), func(tx tx) error {
				got, err := s.balance(t.Context(), tx, channel, ledger.Account{Kind: ledger.PartyDue, Name: "Author"}, "EUR")
				if got != owed {
					t.Errorf("owed %d, not %d", got, owed)
				}
				return err
			})
			if err != nil {
				t.Error(err)
			}
		}
		for _, more := range []int{0, sumEvery - 1, 1, 1, sumEvery + 7} {
			post(more)
			check()
		}
		// A store of before, which did not add up.
		if _, err := s.db.db.ExecContext(t.Context(), `DELETE FROM sums`); err != nil {
			t.Fatal(err)
		}
		if _, err := s.db.db.ExecContext(t.Context(), `UPDATE channels SET summed = 0`); err != nil {
			t.Fatal(err)
		}
		check()
		check()
	})
}
