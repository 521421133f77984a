package store

import (
	"testing"
	"time"

	"matinee/library"
	"matinee/sync/store/stripefake"
)

// sold is an order that was paid, told and worked off.
func (s *cards) sold() (Ask, Order, string) {
	s.t.Helper()
	ask, session := s.order()
	s.fake.Pay(session)
	s.tells(s.fake.Messages()...)
	s.work()
	return ask, s.look(ask), session
}

// TestARefundGoesThroughStripe, once under each name, and the parties give back their part
// of it; what it cost the store stays with the store.
func TestARefundGoesThroughStripe(t *testing.T) {
	databases(t, func(t *testing.T, where string) {
		s := openCards(t, where, stripefake.Mail{Held: true})
		ask, o, _ := s.sold()
		s.later(60 * 24 * time.Hour) // long after the premiere, and after the window
		for range 2 {
			if got := must[library.Money](t)(s.Refund(t.Context(), Return{Order: ask.ID, Key: "a", Minor: 200})); got.Minor != 200 {
				t.Errorf("%v went back", got)
			}
		}
		s.work()
		s.accounts(ask, 186, 80) // of 295: 266
		_, err := s.Refund(t.Context(), Return{Order: ask.ID, Key: "b", Minor: 296})
		wantCode(t, err, library.CodeBadSetting)
		if _, err := s.client.Restore(t.Context(), []byte(o.Receipt), newBuyer(t).recipient); err != nil {
			t.Errorf("a part went back: %v", err)
		}
		s.tells(s.fake.Messages()...)
		if got := must[library.Money](t)(s.Refund(t.Context(), Return{Order: ask.ID, Key: "c"})); got.Minor != 295 {
			t.Errorf("%v went back", got)
		}
		s.tells(s.fake.Messages()...)
		s.work()
		s.accounts(ask, 0, 0)
		_, err = s.client.Restore(t.Context(), []byte(o.Receipt), newBuyer(t).recipient)
		wantCode(t, err, library.CodeRefunded)
		_, err = s.Refund(t.Context(), Return{Order: ask.ID, Key: "d"})
		wantCode(t, err, library.CodeRefunded)
		fee := s.fake.Of(string(ask.ID)).Fee
		s.wants(map[string]int64{"stripe": -fee, "store": fee, "tax": 0, "Studio": 0, "Author": 0})
	})
}

// TestARefundAtStripesOwnPages is posted as one, and the parties give back their part.
func TestARefundAtStripesOwnPages(t *testing.T) {
	s := openCards(t, "", stripefake.Mail{Held: true})
	ask, _, session := s.sold()
	s.fake.Refund(session, 495)
	s.tells(s.fake.Messages()...)
	if o := s.look(ask); o.State != Returned {
		t.Errorf("%+v", o)
	}
	s.work()
	s.accounts(ask, 0, 0)
	s.balances()
}

// TestADispute takes the money back for now: the receipt restores nothing and the parties
// give back. What is won is theirs again; what is lost is not.
func TestADispute(t *testing.T) {
	for what, won := range map[string]bool{"won": true, "lost": false} {
		t.Run(what, func(t *testing.T) {
			s := openCards(t, "", stripefake.Mail{Held: true})
			ask, o, session := s.sold()
			dispute := s.fake.Dispute(session)
			s.tells(s.fake.Messages()...)
			if o := s.look(ask); o.State != Disputed || o.Licence == "" {
				t.Errorf("%+v", o)
			}
			_, err := s.client.Restore(t.Context(), []byte(o.Receipt), newBuyer(t).recipient)
			wantCode(t, err, library.CodeDisputed)
			_, err = s.Refund(t.Context(), Return{Order: ask.ID, Key: "a"})
			wantCode(t, err, library.CodeDisputed)
			s.work()
			s.accounts(ask, 0, 0)
			s.fake.CloseDispute(dispute, won)
			s.tells(s.fake.Messages()...)
			if won { // the bank's fee took what was there
				s.work("insufficient funds in your")
				s.fake.Fund(5000, "eur")
				s.later(firstRetry)
			}
			s.work()
			fee := s.fake.Of(string(ask.ID)).Fee + 1500
			if won {
				s.accounts(ask, 312, 134)
				s.wants(map[string]int64{"stripe": 49 - fee, "store": -49 + fee, "tax": 0, "Studio": 0, "Author": 0})
				if _, err := s.client.Restore(t.Context(), []byte(o.Receipt), newBuyer(t).recipient); err != nil {
					t.Error(err)
				}
				return
			}
			s.wants(map[string]int64{"stripe": -fee, "store": fee, "tax": 0, "Studio": 0, "Author": 0})
			if o := s.look(ask); o.State != Returned {
				t.Errorf("%+v", o)
			}
		})
	}
}

// TestWhatCannotBeHadBack: an account that holds nothing is asked for a week, then the
// store has lost it. When a dispute is won after that, nobody is paid twice.
func TestWhatCannotBeHadBack(t *testing.T) {
	databases(t, func(t *testing.T, where string) {
		s := openCards(t, where, stripefake.Mail{Held: true})
		ask, _, session := s.sold()
		s.fake.Drain("acct_studio")
		dispute := s.fake.Dispute(session)
		s.tells(s.fake.Messages()...)
		s.work("Insufficient funds")
		s.work() // not again at once
		if got := s.balances(); got["Studio"] != 312 || got["Author"] != 0 {
			t.Errorf("%v", got)
		}
		s.later(patience)
		s.work()
		fee := s.fake.Of(string(ask.ID)).Fee + 1500
		s.wants(map[string]int64{"stripe": -312 - fee, "store": 312 + fee, "tax": 0, "Studio": 0, "Author": 0})
		s.fake.CloseDispute(dispute, true)
		s.fake.Fund(5000, "eur")
		s.tells(s.fake.Messages()[len(s.fake.Messages())-1])
		s.work()
		s.accounts(ask, 312, 134)
		s.wants(map[string]int64{"stripe": 49 - fee, "store": -49 + fee, "tax": 0, "Studio": 0, "Author": 0})
	})
}

// TestAnAccountThatHasMoneyAgain gives back what it owes.
func TestAnAccountThatHasMoneyAgain(t *testing.T) {
	s := openCards(t, "", stripefake.Mail{Held: true})
	ask, _, _ := s.sold()
	s.fake.Drain("acct_studio")
	s.fake.Drain("acct_author")
	if _, err := s.Refund(t.Context(), Return{Order: ask.ID, Key: "a"}); err != nil {
		t.Fatal(err)
	}
	s.work("Insufficient funds")
	s.sold()
	s.later(firstRetry)
	s.work()
	s.accounts(ask, 0, 0)
	s.balances()
}

// TestAFeeThatIsKnownLater is posted then.
func TestAFeeThatIsKnownLater(t *testing.T) {
	s := openCards(t, "", stripefake.Mail{Held: true})
	_, session := s.order()
	s.fake.LateFee(session, true)
	s.fake.Pay(session)
	s.tells(s.fake.Messages()...)
	s.work("not known yet")
	s.fake.LateFee(session, false)
	s.later(firstRetry)
	s.work()
	s.balances()
}

// TestTaxesAreNotDivided: what is to be remitted is a part of the price of its own, and
// goes back with it.
func TestTaxesAreNotDivided(t *testing.T) {
	s := openCards(t, "", stripefake.Mail{Held: true})
	if err := s.SetTax(t.Context(), "EUR", 2000); err != nil {
		t.Fatal(err)
	}
	ask, o, _ := s.sold()
	if o.Tax != 83 { // 4.95 is 4.125 and a fifth of it
		t.Errorf("%+v", o)
	}
	fee := s.fake.Of(string(ask.ID)).Fee
	s.accounts(ask, 260, 111) // nine tenths of 412
	s.wants(map[string]int64{"stripe": 495 - 371 - fee, "store": -41 + fee, "tax": -83, "Studio": 0, "Author": 0})
	if _, err := s.Refund(t.Context(), Return{Order: ask.ID, Key: "a", Minor: 100}); err != nil {
		t.Fatal(err)
	}
	if _, err := s.Refund(t.Context(), Return{Order: ask.ID, Key: "b"}); err != nil {
		t.Fatal(err)
	}
	s.work()
	s.wants(map[string]int64{"stripe": -fee, "store": fee, "tax": 0, "Studio": 0, "Author": 0})
	for _, c := range []struct{ gross, rate, want int64 }{{0, 2000, 0}, {1, 2000, 0}, {3, 2000, 1}, {119, 1900, 19}, {495, 0, 0}, {1_000_000_000_000, 10_000, 500_000_000_000}} {
		if got := inclusive(c.gross, c.rate); got != c.want {
			t.Errorf("of %d at %d: %d, not %d", c.gross, c.rate, got, c.want)
		}
	}
	wantCode(t, s.SetTax(t.Context(), "EUR", 10_001), library.CodeBadSetting)
	wantCode(t, s.SetTax(t.Context(), "XYZ", 1), library.CodeBadSetting)
}
