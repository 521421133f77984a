package store

import (
	"context"
	"fmt"
	"io"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"matinee/library"
	"matinee/library/ledger"
	"matinee/sync/store/stripe"
	"matinee/sync/store/stripefake"
)

const (
	cardKey    = "sk_test_4eC39HqLyjWDarjtT1zdp7dc"
	cardSecret = "whsec_5WbX5kEWLlfzsGNjH64I8lOOqUB6e8FH"
)

// cards is a shop that takes cards, at a fake of Stripe.
type cards struct {
	*shop
	fake *stripefake.Server
	c    *creator
}

// openCards opens one whose parties have accounts. Its messages travel as badly as asked.
func openCards(t *testing.T, where string, mail stripefake.Mail) *cards {
	t.Helper()
	s := &cards{shop: &shop{t: t, logged: &strings.Builder{}}}
	now := func() time.Time { return start.Add(time.Duration(s.clock.Load()) * time.Second) }
	var handler atomic.Pointer[http.Handler]
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) { (*handler.Load()).ServeHTTP(w, r) }))
	s.fake = stripefake.New(stripefake.Config{Key: cardKey, Secret: cardSecret, Webhook: server.URL + "/v1/payments/stripe", Now: now, Mail: mail})
	bank := httptest.NewServer(s.fake)
	client := &http.Client{Transport: &http.Transport{}}
	p := must[*stripe.Provider](t)(stripe.New(stripe.Config{Key: cardKey, Webhook: []library.Secret{cardSecret}, URL: bank.URL, HTTP: client, Now: now}))
	s.Store = must[*Store](t)(Open(t.Context(), Config{
		Dir: t.TempDir(), Database: where, Name: "Corner", Base: server.URL, Providers: []Provider{p}, Now: now,
	}))
	h := conforming(t, s.Handler(slog.New(slog.NewTextHandler(s.log(), nil))))
	handler.Store(&h)
	s.client = Client{URL: library.WebURL(server.URL), HTTP: client}
	t.Cleanup(func() {
		s.fake.Close()
		client.CloseIdleConnections()
		server.Close()
		bank.Close()
		if err := s.Close(); err != nil {
			t.Error(err)
		}
		if strings.Contains(s.logged.String(), cardKey) || strings.Contains(s.logged.String(), cardSecret) {
			t.Error("a secret is in the log")
		}
	})
	s.c = s.sells("studio")
	for _, party := range []string{"Studio", "Author"} {
		err := s.SetAccount(t.Context(), Account{public(s.c.root), party, "stripe", "acct_" + strings.ToLower(party)})
		if err != nil {
			t.Fatal(err)
		}
	}
	return s
}

// log is where the shop writes what it has to say, from many goroutines.
func (s *cards) log() io.Writer {
	var mu sync.Mutex
	return writer(func(p []byte) (int, error) {
		mu.Lock()
		defer mu.Unlock()
		return s.logged.Write(p)
	})
}

type writer func([]byte) (int, error)

func (w writer) Write(p []byte) (int, error) { return w(p) }

// order places an order of the film and returns it with its session at the fake.
func (s *cards) order() (Ask, string) {
	s.t.Helper()
	ask := newBuyer(s.t).asks(s.c)
	ask.Provider = "stripe"
	o := must[Order](s.t)(s.client.Place(context.Background(), ask))
	_, session, _ := strings.Cut(o.Page, "/pay/")
	if o.State != Waiting || session == "" {
		s.t.Fatalf("%+v", o)
	}
	return ask, session
}

// look is an order as its buyer sees it.
func (s *cards) look(a Ask) Order {
	s.t.Helper()
	return must[Order](s.t)(s.client.Order(context.Background(), a.ID, a.Secret))
}

// work does what is due; an error must say why.
func (s *cards) work(why ...string) {
	s.t.Helper()
	err := s.Work(context.Background())
	if (err == nil) != (len(why) == 0) || err != nil && !strings.Contains(err.Error(), why[0]) {
		s.t.Fatalf("work: %v, not %v", err, why)
	}
}

// settled awaits, as its buyer does, that an order is in a state.
func (s *cards) settled(a Ask, want State) Order {
	s.t.Helper()
	deadline := time.Now().Add(time.Minute)
	for {
		o := s.look(a)
		if o.State == want {
			return o
		}
		if time.Now().After(deadline) {
			s.t.Fatalf("%s, not %s", o.State, want)
		}
		time.Sleep(10 * time.Millisecond)
	}
}

// tells sends messages of the fake, and wants each to be taken.
func (s *cards) tells(all ...stripefake.Message) {
	s.t.Helper()
	for _, m := range all {
		if status, err := s.fake.Send(context.Background(), m); err != nil || status != http.StatusNoContent {
			s.t.Fatalf("%s: %d, %v\n%s", m.Type, status, err, s.logged)
		}
	}
}

// balances wants the books to hold and to say what the fake has, and returns what the
// accounts of the channel have.
func (s *cards) balances() map[string]int64 {
	s.t.Helper()
	book, problems, err := must[Export](s.t)(s.Export(context.Background(), public(s.c.root))).Verify()
	if err != nil || len(problems) > 0 {
		s.t.Fatal(problems, err)
	}
	out := map[string]int64{}
	for _, a := range []ledger.Account{
		{Kind: ledger.AtProvider, Name: "stripe"},
		{Kind: ledger.StorePart},
		{Kind: ledger.TaxDue},
		{Kind: ledger.PartyDue, Name: "Studio"},
		{Kind: ledger.PartyDue, Name: "Author"},
	} {
		name := a.Name
		if name == "" {
			name = string(a.Kind)
		}
		out[name] = book.Balance(a, "EUR")
	}
	if held := s.fake.Balance("eur"); held != out["stripe"] {
		s.t.Errorf("the books have %d at stripe, stripe has %d", out["stripe"], held)
	}
	return out
}

func (s *cards) wants(want map[string]int64) {
	s.t.Helper()
	if got := s.balances(); fmt.Sprint(got) != fmt.Sprint(want) {
		s.t.Errorf("%v, not %v", got, want)
	}
}

// accounts wants the accounts at the fake to have been paid.
func (s *cards) accounts(a Ask, studio, author int64) {
	s.t.Helper()
	of := s.fake.Of(string(a.ID))
	if of.Transferred["acct_studio"] != studio || of.Transferred["acct_author"] != author {
		s.t.Errorf("%+v", of)
	}
}
