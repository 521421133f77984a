package store

import (
	"sync"
	"testing"

	"matinee/library"
	"matinee/library/ledger"
)

// TestRefunds go back in parts, never more than was paid; after the last the receipt
// restores nothing, and nobody is owed anything.
func TestRefunds(t *testing.T) {
	databases(t, func(t *testing.T, where string) {
		s := openShop(t, where)
		c := s.sells("studio")
		ask := newBuyer(t).asks(c)
		_, err := s.Refund(t.Context(), Return{Order: ask.ID, Key: "a"})
		wantCode(t, err, library.CodeNotFound)
		must[Order](t)(s.client.Place(t.Context(), ask))
		_, err = s.Refund(t.Context(), Return{Order: ask.ID, Key: "a"})
		wantCode(t, err, library.CodeNotPaid)
		o := s.buys(ask)
		if got := must[library.Money](t)(s.Refund(t.Context(), Return{Order: ask.ID, Key: "a", Minor: 200})); got.Minor != 200 {
			t.Errorf("%v went back", got)
		}
		_, err = s.Refund(t.Context(), Return{Order: ask.ID, Key: "b", Minor: 296})
		wantCode(t, err, library.CodeBadSetting)
		if _, err := s.client.Restore(t.Context(), []byte(o.Receipt), newBuyer(t).recipient); err != nil {
			t.Errorf("a part went back: %v", err)
		}
		var all sync.WaitGroup
		won := make(chan library.Money, 8)
		for i := range 8 {
			all.Go(func() {
				if got, err := s.Refund(t.Context(), Return{Order: ask.ID, Key: string(rune('c' + i))}); err == nil {
					won <- got
				}
			})
		}
		all.Wait()
		if len(won) != 1 || (<-won).Minor != 295 {
			t.Error("the rest did not go back once")
		}
		_, err = s.client.Restore(t.Context(), []byte(o.Receipt), newBuyer(t).recipient)
		wantCode(t, err, library.CodeRefunded)
		book, problems, err := must[Export](t)(s.Export(t.Context(), public(c.root))).Verify([]byte(o.Receipt))
		if err != nil || len(problems) > 0 {
			t.Fatal(problems, err)
		}
		for _, a := range []ledger.Account{{Kind: ledger.StorePart}, {Kind: ledger.PartyDue, Name: "Studio"}, {Kind: ledger.AtProvider, Name: "sandbox"}} {
			if left := book.Balance(a, "EUR"); left != 0 {
				t.Errorf("%v has %d", a, left)
			}
		}
	})
}

// TestPayouts: a party is paid what it is owed, once, also when two pay at the same time.
func TestPayouts(t *testing.T) {
	databases(t, func(t *testing.T, where string) {
		s := openShop(t, where)
		c := s.sells("studio")
		s.buys(newBuyer(t).asks(c))
		pay := Payout{Channel: public(c.root), Party: "Studio", Money: library.Money{Currency: "EUR", Minor: 312}, Provider: "sandbox", Key: "1"}
		more := pay
		more.Money.Minor = 313
		wantCode(t, s.PayOut(t.Context(), more), library.CodeBadSetting)
		var all sync.WaitGroup
		paid := make(chan error, 2)
		for _, key := range []string{"2", "3"} {
			all.Go(func() {
				one := pay
				one.Key = key
				paid <- s.PayOut(t.Context(), one)
			})
		}
		all.Wait()
		if first, second := <-paid, <-paid; (first == nil) == (second == nil) {
			t.Errorf("two were paid, or none: %v, %v", first, second)
		}
		st := must[ledger.Statement](t)(s.Statement(t.Context(), public(c.root), ledger.Account{Kind: ledger.PartyDue, Name: "Studio"}, "EUR", s.now()))
		if st.Sales != 312 || st.Paid != 312 || st.Closing != 0 {
			t.Errorf("%+v", st)
		}
		if _, problems, err := must[Export](t)(s.Export(t.Context(), public(c.root))).Verify(); err != nil || len(problems) > 0 {
			t.Error(problems, err)
		}
	})
}
