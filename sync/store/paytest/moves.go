package paytest

import (
	"errors"
	"reflect"
	"testing"

	"matinee/library"
	"matinee/sync/store/pay"
)

func (w *World) part(of int64) library.Money {
	return library.Money{Currency: w.Money.Currency, Minor: w.Money.Minor / of / 10 * 10}
}

// refunds go back once under each name, in parts and as a whole, and never more.
func refunds(t *testing.T, w *World) {
	r, ok := w.Provider.(pay.Refunder)
	if !ok {
		t.Skip("it gives nothing back")
	}
	p, begun := w.paid(t)
	back := pay.Refund{Key: "first " + string(p.Order), Order: p.Order, Ref: begun.Ref, Money: w.part(3)}
	w.Cut(true)
	if _, err := r.Refund(t.Context(), back); err == nil {
		t.Fatal("nobody noticed that the connection was cut")
	}
	for range 2 {
		w.Forget()
		back.Again = true
		e, err := r.Refund(t.Context(), back)
		if err != nil || e.Kind != pay.Returned || e.Money.Minor != back.Money.Minor || e.Ref != begun.Ref || e.ID == "" {
			t.Fatalf("%+v, %v", e, err)
		}
	}
	more := back
	more.Key, more.Again, more.Money = "more "+string(p.Order), false, w.Money
	if _, err := r.Refund(t.Context(), more); !errors.Is(err, pay.ErrNever) {
		t.Errorf("more goes back than was paid: %v", err)
	}
	rest := more
	rest.Key, rest.Money.Minor = "rest "+string(p.Order), w.Money.Minor-back.Money.Minor
	e, err := r.Refund(t.Context(), rest)
	if err != nil || e.Money.Minor != w.Money.Minor {
		t.Fatalf("%+v, %v", e, err)
	}
	if got := happened(t.Context(), t, w.Provider, begun.Ref); !reflect.DeepEqual(got[pay.Returned], e) || got[pay.Paid].ID == "" {
		t.Errorf("%+v, not %+v", got, e)
	}
}

// transfers pay once under each name, and come back once, as far as the account holds it.
func transfers(t *testing.T, w *World) {
	m, ok := w.Provider.(pay.Payer)
	if !ok {
		t.Skip("it pays nobody")
	}
	p, begun := w.paid(t)
	one := pay.Transfer{Key: "one " + string(p.Order), Order: p.Order, Ref: begun.Ref, Account: w.Account, Money: w.part(2)}
	w.Cut(true)
	if _, err := m.Transfer(t.Context(), one); err == nil {
		t.Fatal("nobody noticed that the connection was cut")
	}
	one.Again = true
	w.Forget()
	ref, err := m.Transfer(t.Context(), one)
	if err != nil || ref == "" {
		t.Fatal(ref, err)
	}
	if again, err := m.Transfer(t.Context(), one); err != nil || again != ref {
		t.Errorf("%s after %s, %v", again, ref, err)
	}
	other := one
	other.Key, other.Again = "other "+string(p.Order), false
	if _, err := m.Transfer(t.Context(), other); err != nil {
		t.Fatal(err)
	}
	back := pay.Reversal{Key: "back " + string(p.Order), Transfer: ref, Money: w.part(4)}
	w.Cut(true)
	if err := m.Reverse(t.Context(), back); err == nil {
		t.Fatal("nobody noticed that the connection was cut")
	}
	w.Forget()
	for range 2 {
		back.Again = true
		if err := m.Reverse(t.Context(), back); err != nil {
			t.Fatal(err)
		}
	}
	w.Drain()
	rest := pay.Reversal{Key: "rest " + string(p.Order), Transfer: ref, Money: library.Money{Currency: w.Money.Currency, Minor: one.Money.Minor - back.Money.Minor}}
	if err := m.Reverse(t.Context(), rest); !errors.Is(err, pay.ErrShort) {
		t.Fatalf("an account that holds nothing gives back: %v", err)
	}
	p, begun = w.paid(t) // the account earns again
	fill := pay.Transfer{Key: "fill " + string(p.Order), Order: p.Order, Ref: begun.Ref, Account: w.Account, Money: w.Money}
	if _, err := m.Transfer(t.Context(), fill); err != nil {
		t.Fatal(err)
	}
	rest.Again, rest.Refused = true, 1
	if err := m.Reverse(t.Context(), rest); err != nil {
		t.Errorf("and then still does not: %v", err)
	}
	rest.Key, rest.Again, rest.Refused = "too much "+string(p.Order), false, 0
	if err := m.Reverse(t.Context(), rest); !errors.Is(err, pay.ErrNever) {
		t.Errorf("more comes back than went: %v", err)
	}
}

// messages are believed when they are the provider's, and tell the same each time.
func messages(t *testing.T, w *World) {
	h, ok := w.Provider.(pay.Hearer)
	if !ok {
		t.Skip("it tells nothing by itself")
	}
	p, _ := w.paid(t)
	all := w.Messages()
	if len(all) == 0 {
		t.Fatal("nothing was told")
	}
	var found bool
	for _, m := range all {
		first, err := h.Hear(t.Context(), m.Header, m.Body)
		if err != nil {
			t.Fatal(err)
		}
		again, err := h.Hear(t.Context(), m.Header, m.Body)
		if err != nil || len(again) != len(first) {
			t.Fatal(again, err)
		}
		for i, e := range first {
			if !reflect.DeepEqual(again[i], e) {
				t.Errorf("%+v, then %+v", e, again[i])
			}
			found = found || e.Kind == pay.Paid && e.Order == p.Order && e.Money.Minor == p.Money.Minor
		}
	}
	if !found {
		t.Error("nothing tells that it was paid")
	}
	for what, m := range w.Forged(all[len(all)-1]) {
		if events, err := h.Hear(t.Context(), m.Header, m.Body); err == nil {
			t.Errorf("%s is believed: %v", what, events)
		}
	}
}
