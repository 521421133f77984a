package store

import (
	"io"
	"net/http"
	"strings"
	"testing"
	"time"

	"matinee/sync/store/stripefake"
)

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
