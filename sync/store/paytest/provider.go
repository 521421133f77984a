package paytest

import (
	"errors"
	"reflect"
	"strings"
	"sync"
	"testing"

	"matinee/library"
	"matinee/sync/store/pay"
)

// Provider runs all that a provider of its abilities has to hold. open makes a new world.
func Provider(t *testing.T, open func(t *testing.T) *World) {
	for name, test := range map[string]func(*testing.T, *World){
		"ten clicks":      tenClicks,
		"a lost answer":   lostAnswer,
		"what is refused": refused,
		"unknown":         unknown,
		"closing":         closing,
		"refunds":         refunds,
		"transfers":       transfers,
		"messages":        messages,
		"secrets":         secrets,
	} {
		t.Run(name, func(t *testing.T) { test(t, open(t)) })
	}
}

// tenClicks begin one payment, which is paid once; asked twice it tells the same.
func tenClicks(t *testing.T, w *World) {
	p := w.payment()
	var mu sync.Mutex
	var clicks sync.WaitGroup
	refs := map[pay.Begun]bool{}
	for range 10 {
		clicks.Go(func() {
			begun, err := w.Provider.Begin(t.Context(), p)
			if err != nil {
				t.Error(err)
				return
			}
			mu.Lock()
			refs[begun] = true
			mu.Unlock()
		})
	}
	clicks.Wait()
	if len(refs) != 1 {
		t.Fatalf("%d payments were begun", len(refs))
	}
	var begun pay.Begun
	for begun = range refs { //nolint:revive // there is one
	}
	if _, shown := w.Provider.(pay.Invoicer); begun.Ref == "" || begun.Page == "" && !shown {
		t.Fatalf("%+v", begun)
	}
	if _, looks := w.Provider.(pay.Looker); looks && len(happened(t.Context(), t, w.Provider, begun.Ref)) > 0 {
		t.Error("something happened before it was paid")
	}
	if !w.Pay(begun.Ref) || w.Pay(begun.Ref) {
		t.Error("it is not paid once")
	}
	if n := w.Charged(p.Order); n != 1 {
		t.Errorf("charged %d times", n)
	}
	if _, looks := w.Provider.(pay.Looker); !looks {
		return
	}
	first := happened(t.Context(), t, w.Provider, begun.Ref)[pay.Paid]
	if first.Order != p.Order || first.Money.Minor != p.Money.Minor || first.Money.Currency != p.Money.Currency || first.ID == "" || first.Ref != begun.Ref {
		t.Errorf("%+v", first)
	}
	if again := happened(t.Context(), t, w.Provider, begun.Ref)[pay.Paid]; !reflect.DeepEqual(again, first) {
		t.Errorf("asked again it tells %+v", again)
	}
}

// lostAnswer finds the same payment when asked again.
func lostAnswer(t *testing.T, w *World) {
	for _, after := range []bool{false, true} {
		p := w.payment()
		w.Cut(after)
		found, lost := w.Provider.Begin(t.Context(), p) // some look at once whether it was made
		begun, err := w.Provider.Begin(t.Context(), p)
		if err != nil || lost == nil && found != begun {
			t.Fatalf("%+v after %+v, %v", begun, found, err)
		}
		again, err := w.Provider.Begin(t.Context(), p)
		if err != nil || again != begun {
			t.Errorf("%+v after %+v, %v", again, begun, err)
		}
		w.Pay(begun.Ref)
		if n := w.Charged(p.Order); n != 1 {
			t.Errorf("charged %d times", n)
		}
	}
}

// refused are amounts that cannot be paid: they are said before anything is begun.
func refused(t *testing.T, w *World) {
	choosy, ok := w.Provider.(pay.Accepter)
	if !ok {
		t.Skip("it takes every amount")
	}
	if err := choosy.Accepts(w.Money); err != nil {
		t.Error(err)
	}
	for _, m := range w.Refuses {
		if err := choosy.Accepts(m); library.CodeOf(err) != library.CodeBadSetting {
			t.Errorf("%v: %v", m, err)
		}
		p := w.payment()
		p.Money = m
		if _, err := w.Provider.Begin(t.Context(), p); err == nil {
			t.Errorf("%v can be paid", m)
		}
	}
}

// unknown are payments that nobody began.
func unknown(t *testing.T, w *World) {
	if l, ok := w.Provider.(pay.Looker); ok {
		for _, ref := range []string{"", "nothing", "../v1/refunds", "cs_test_nothing", strings.Repeat("0", 64)} {
			if events, err := l.Look(t.Context(), ref); err == nil {
				t.Errorf("%q: %v", ref, events)
			}
		}
	}
	if r, ok := w.Provider.(pay.Refunder); ok {
		if _, err := r.Refund(t.Context(), pay.Refund{Key: "k", Order: NewToken(), Ref: "cs_test_nothing", Money: w.Money}); !errors.Is(err, pay.ErrNever) {
			t.Error(err)
		}
	}
	if p, ok := w.Provider.(pay.Payer); ok {
		if _, err := p.Transfer(t.Context(), pay.Transfer{Key: "k", Order: NewToken(), Account: "nobody", Money: w.Money}); !errors.Is(err, pay.ErrNever) {
			t.Error(err)
		}
		if err := p.Reverse(t.Context(), pay.Reversal{Key: "k", Transfer: "nothing", Money: w.Money}); !errors.Is(err, pay.ErrNever) {
			t.Error(err)
		}
	}
}

// closing keeps an open payment from being paid, and leaves a paid one alone.
func closing(t *testing.T, w *World) {
	c, ok := w.Provider.(pay.Canceler)
	if !ok {
		t.Skip("it closes nothing")
	}
	begun, err := w.Provider.Begin(t.Context(), w.payment())
	if err != nil {
		t.Fatal(err)
	}
	for range 2 {
		if err := c.Cancel(t.Context(), begun.Ref); err != nil {
			t.Fatal(err)
		}
	}
	if w.Pay(begun.Ref) {
		t.Error("what was closed is paid")
	}
	if got := happened(t.Context(), t, w.Provider, begun.Ref); len(got) != 1 || got[pay.Expired].ID == "" {
		t.Errorf("%+v", got)
	}
	_, begun = w.paid(t)
	if err := c.Cancel(t.Context(), begun.Ref); err != nil {
		t.Error(err)
	}
	if got := happened(t.Context(), t, w.Provider, begun.Ref); got[pay.Paid].ID == "" {
		t.Errorf("%+v", got)
	}
}

// secrets are in no error, whatever the other side answers.
func secrets(t *testing.T, w *World) {
	p, begun := w.paid(t)
	w.Echo()
	var errs []error
	_, err := w.Provider.Begin(t.Context(), w.payment())
	errs = append(errs, err)
	if l, ok := w.Provider.(pay.Looker); ok {
		_, err := l.Look(t.Context(), begun.Ref)
		errs = append(errs, err)
	}
	if r, ok := w.Provider.(pay.Refunder); ok {
		_, err := r.Refund(t.Context(), pay.Refund{Key: "k", Order: p.Order, Ref: begun.Ref, Money: w.Money})
		errs = append(errs, err)
	}
	if m, ok := w.Provider.(pay.Payer); ok {
		_, err := m.Transfer(t.Context(), pay.Transfer{Key: "k", Order: p.Order, Account: w.Account, Money: w.Money})
		errs = append(errs, err)
	}
	for _, err := range errs {
		if err == nil {
			t.Fatal("a refusal was no error")
		}
		for _, secret := range w.Secrets {
			if strings.Contains(err.Error(), secret) {
				t.Errorf("a secret is in: %v", err)
			}
		}
	}
}
