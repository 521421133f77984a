package store

import (
	"testing"
	"time"

	"matinee/library"
	"matinee/sync/store/stripefake"
)

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
