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

// TestACardPays from the page with the button to the licence; each party is paid once, the
// fee of the card falls on the store.
func TestACardPays(t *testing.T) {
	databases(t, func(t *testing.T, where string) {
		s := openCards(t, where, stripefake.Mail{Copies: 3, Delay: 50 * time.Millisecond})
		ask, session := s.order()
		again := must[Order](t)(s.client.Place(t.Context(), ask))
		req := must[*http.Request](t)(http.NewRequestWithContext(t.Context(), http.MethodPost, again.Page, nil))
		answer := must[*http.Response](t)(s.client.HTTP.Do(req))
		page, err := io.ReadAll(answer.Body)
		_ = answer.Body.Close()
		if err != nil || answer.StatusCode != http.StatusOK || !strings.Contains(string(page), "You can close this page") {
			t.Fatalf("%s: %s", answer.Status, page)
		}
		o := s.settled(ask, Settled)
		if o.Licence == "" || o.Receipt == "" || o.Page != "" {
			t.Errorf("%+v", o)
		}
		s.work()
		s.work()
		of := s.fake.Of(string(ask.ID))
		if of.Charges != 1 || of.Paid != 495 || of.Transfers != 2 || s.fake.Pay(session) {
			t.Errorf("%+v", of)
		}
		s.accounts(ask, 312, 134)
		s.wants(map[string]int64{"stripe": 495 - 446 - of.Fee, "store": -49 + of.Fee, "tax": 0, "Studio": 0, "Author": 0})
	})
}

// TestALostMessage: the buyer who waits, or the store by itself, finds that it was paid.
func TestALostMessage(t *testing.T) {
	s := openCards(t, "", stripefake.Mail{Held: true})
	ask, session := s.order()
	s.look(ask)
	calls := s.fake.Calls()
	for range 20 {
		s.look(ask)
	}
	if s.fake.Calls() != calls {
		t.Error("the provider is asked each time the buyer asks")
	}
	s.fake.Pay(session)
	s.later(askedSoon)
	if o := s.look(ask); o.State != Settled {
		t.Errorf("%+v", o)
	}
	other, session := s.order()
	s.fake.Pay(session)
	s.later(lookNow)
	s.work() // nobody looks
	if n := s.fake.Of(string(other.ID)).Transfers; n != 0 {
		t.Errorf("%d transfers before it was settled", n)
	}
	s.work()
	s.tells(s.fake.Messages()...) // and then they come all the same
	s.wants(map[string]int64{"stripe": s.fake.Balance("eur"), "store": -2*49 + 2*s.fake.Of(string(ask.ID)).Fee, "tax": 0, "Studio": 0, "Author": 0})
}

// TestForgedMessages change nothing.
func TestForgedMessages(t *testing.T) {
	s := openCards(t, "", stripefake.Mail{Held: true})
	ask, session := s.order()
	_, unpaid := s.order()
	s.fake.Pay(session)
	m := s.fake.Messages()[0]
	for what, forged := range map[string]struct{ body, signature string }{
		"another key": {string(m.Body), stripefake.Sign(m.Body, s.now(), "whsec_guess")},
		"altered":     {strings.Replace(string(m.Body), session, unpaid, 1), stripefake.Sign(m.Body, s.now(), cardSecret)},
		"old":         {string(m.Body), stripefake.Sign(m.Body, s.now().Add(-time.Hour), cardSecret)},
		"none":        {string(m.Body), ""},
	} {
		status, err := s.fake.SendSigned(t.Context(), stripefake.Message{Body: []byte(forged.body)}, forged.signature)
		if err != nil || status != http.StatusBadRequest {
			t.Errorf("%s: %d, %v", what, status, err)
		}
	}
	// What is signed and names an order that was not paid settles nothing either.
	lie := []byte(strings.Replace(string(m.Body), session, unpaid, 1))
	s.tells(stripefake.Message{Body: lie})
	status, err := s.fake.SendSigned(t.Context(), stripefake.Message{Body: make([]byte, maxWord+1)}, "")
	if err != nil || status != http.StatusRequestEntityTooLarge {
		t.Errorf("%d, %v", status, err)
	}
	if n := len(must[Export](t)(s.Export(t.Context(), public(s.c.root))).Entries); n != 0 {
		t.Errorf("%d entries", n)
	}
	s.tells(m, m)
	if o := s.look(ask); o.State != Settled {
		t.Errorf("%+v", o)
	}
}

// TestEverythingInTheWrongOrder: messages that come last to first, each twice, make the
// same books.
func TestEverythingInTheWrongOrder(t *testing.T) {
	databases(t, func(t *testing.T, where string) {
		s := openCards(t, where, stripefake.Mail{Held: true})
		refunded, session := s.order()
		s.fake.Pay(session)
		s.fake.Refund(session, 100)
		s.fake.Refund(session, 50)
		lost, session := s.order()
		s.fake.Pay(session)
		s.fake.CloseDispute(s.fake.Dispute(session), false)
		won, session := s.order()
		s.fake.Pay(session)
		s.fake.CloseDispute(s.fake.Dispute(session), true)
		all := s.fake.Messages()
		for i := range all {
			m := all[len(all)-1-i]
			s.tells(m, m)
		}
		for _, a := range []struct {
			ask  Ask
			want State
		}{{refunded, Settled}, {lost, Returned}, {won, Settled}} {
			if o := s.look(a.ask); o.State != a.want {
				t.Errorf("%s, not %s", o.State, a.want)
			}
		}
		s.work()
		s.work()
		s.accounts(refunded, 218, 93) // of 345, base of it 311
		s.accounts(lost, 0, 0)
		s.accounts(won, 312, 134)
		got := s.balances()
		if got["Studio"] != 0 || got["Author"] != 0 {
			t.Errorf("%v", got)
		}
	})
}

// TestAnotherAmount than was ordered goes back, and is no sale.
func TestAnotherAmount(t *testing.T) {
	for what, change := range map[string]func(s *cards, session string){
		"less":        func(s *cards, session string) { s.fake.Change(session, 400, "eur") },
		"other money": func(s *cards, session string) { s.fake.Change(session, 495, "usd") },
	} {
		t.Run(what, func(t *testing.T) {
			s := openCards(t, "", stripefake.Mail{Held: true})
			ask, session := s.order()
			change(s, session)
			s.fake.Pay(session)
			s.tells(s.fake.Messages()...)
			if o := s.look(ask); o.State != Refused || o.Licence != "" {
				t.Errorf("%+v", o)
			}
			s.work()
			s.tells(s.fake.Messages()...)
			if of := s.fake.Of(string(ask.ID)); of.Refunded != of.Paid || of.Paid == 0 {
				t.Errorf("%+v", of)
			}
			if n := len(must[Export](t)(s.Export(t.Context(), public(s.c.root))).Entries); n != 0 {
				t.Errorf("%d entries", n)
			}
		})
	}
}

// TestOrdersEnd by time or by their buyer; what is paid all the same is honoured.
func TestOrdersEnd(t *testing.T) {
	databases(t, func(t *testing.T, where string) {
		s := openCards(t, where, stripefake.Mail{Held: true})
		late, lateSession := s.order()
		s.fake.Slow(lateSession) // the bank takes days
		s.fake.Pay(lateSession)
		expired, session := s.order()
		given, givenSession := s.order()
		paid, paidSession := s.order()
		s.fake.Pay(paidSession)
		if o := must[Order](t)(s.client.Cancel(t.Context(), given.ID, given.Secret)); o.State != Canceled || s.fake.Pay(givenSession) {
			t.Errorf("%+v", o)
		}
		if o := must[Order](t)(s.client.Cancel(t.Context(), paid.ID, paid.Secret)); o.State != Settled || o.Licence == "" {
			t.Errorf("what was paid is canceled: %+v", o)
		}
		_, err := s.client.Cancel(t.Context(), given.ID, library.Secret(newToken()))
		wantCode(t, err, library.CodeNotFound)
		s.later(orderLife)
		s.work()
		if o := s.look(expired); o.State != Expired || o.Page != "" || s.fake.Pay(session) {
			t.Errorf("%+v", o)
		}
		if again := must[Order](t)(s.client.Place(t.Context(), expired)); again.State != Expired {
			t.Errorf("%+v", again)
		}
		if o := s.look(late); o.State != Waiting {
			t.Errorf("%+v", o)
		}
		s.later(3 * 24 * time.Hour)
		s.fake.Arrive(lateSession)
		s.work() // no message came
		if o := s.look(late); o.State != Settled || o.Licence == "" {
			t.Errorf("%+v", o)
		}
		s.tells(s.fake.Messages()...)
		s.work()
		s.balances()
	})
}

// TestAPriceThatChanged while somebody was paying: the order keeps its own.
func TestAPriceThatChanged(t *testing.T) {
	s := openCards(t, "", stripefake.Mail{Held: true})
	ask, session := s.order()
	s.c.reprice(2, 595)
	if err := s.client.Consign(t.Context(), Handover{Certificate: s.c.handover(s.Store, "standard").Certificate, Manifest: s.c.manifest.Bytes(), Terms: s.c.terms.Bytes()}); err != nil {
		t.Fatal(err)
	}
	s.fake.Pay(session)
	s.tells(s.fake.Messages()...)
	if o := s.look(ask); o.State != Settled || o.Price.Minor != 495 {
		t.Errorf("%+v", o)
	}
	s.work()
	s.balances()
}

// TestAnAccountThatTakesNothing: its party is owed still, and can be paid by hand.
func TestAnAccountThatTakesNothing(t *testing.T) {
	s := openCards(t, "", stripefake.Mail{Held: true})
	ask, session := s.order()
	s.fake.Pay(session)
	s.tells(s.fake.Messages()...)
	s.fake.Shut("acct_author") // an account that takes nothing
	s.work("No such destination")
	s.accounts(ask, 312, 0)
	got := s.balances()
	if got["Author"] != -134 || got["Studio"] != 0 {
		t.Errorf("%v", got)
	}
	other, session := s.order()
	s.fake.Pay(session)
	s.tells(s.fake.Messages()...)
	s.work("No such destination")
	err := s.PayOut(t.Context(), Payout{Channel: public(s.c.root), Party: "Author", Money: library.Money{Currency: "EUR", Minor: 134}, Provider: "bank", Key: "1"})
	if err != nil {
		t.Error(err)
	}
	// The other one goes to another account; the one that was paid is not paid again.
	if err := s.SetAccount(t.Context(), Account{public(s.c.root), "Author", "stripe", "acct_other"}); err != nil {
		t.Fatal(err)
	}
	if err := s.RetryJobs(t.Context()); err != nil {
		t.Fatal(err)
	}
	s.work()
	if a, b := s.fake.Of(string(ask.ID)).Transferred["acct_other"], s.fake.Of(string(other.ID)).Transferred["acct_other"]; a+b != 134 {
		t.Errorf("%d and %d", a, b)
	}
	left := must[[]Job](t)(s.Jobs(t.Context()))
	if len(left) != 1 || left[0].State != jobFailed || left[0].Party != "Author" || left[0].Problem == "" {
		t.Errorf("%+v", left)
	}
	if got := s.balances(); got["Author"] != 0 {
		t.Errorf("%v", got)
	}
}
