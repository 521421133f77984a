package store

import (
	"strings"
	"testing"

	"pgregory.net/rapid"

	"matinee/library"
	"matinee/library/format"
	"matinee/library/ledger"
	"matinee/sync/store/stripefake"
)

// bears has the buyers of a creator's film bear the card fee, which the provider is
// expected to take as the fake does.
func (s *cards) bears() {
	s.t.Helper()
	s.c.cardFee = library.BuyerBears
	s.c.reprice(2, 495)
	h := s.c.handover(s.Store, "standard")
	h.Consignment = nil // the store has it
	for _, err := range []error{
		s.client.Consign(s.t.Context(), h),
		s.SetCardFee(s.t.Context(), "stripe", library.FeeRate{Currency: "EUR", Part: 150, Fixed: 25}),
	} {
		if err != nil {
			s.t.Fatal(err)
		}
	}
}

// sessionOf is the session at the fake where an order is paid.
func sessionOf(o Order) string {
	_, session, _ := strings.Cut(o.Page, "/pay/")
	return session
}

// TestABuyerBearsTheCardFee: they see it before they order, pay it on a line of its own, and
// have it on the receipt; each party has what it has without it, and the books hold.
func TestABuyerBearsTheCardFee(t *testing.T) {
	databases(t, func(t *testing.T, where string) {
		s := openCards(t, where, stripefake.Mail{Copies: 1})
		s.bears()
		about := must[About](t)(s.client.About(t.Context()))
		fee := library.FeeIn(about.Providers[0].Fees, "EUR").On(495)
		if fee != 33 { // 1.5 % of 5.28 and 0.25
			t.Fatalf("the store tells a fee of %d: %+v", fee, about.Providers)
		}
		ask := newBuyer(t).asks(s.c)
		ask.Provider = "stripe"
		_, err := s.client.Place(t.Context(), ask) // without it
		wantCode(t, err, library.CodePriceChanged)
		ask.CardFee = fee
		o := must[Order](t)(s.client.Place(t.Context(), ask))
		if o.Price.Minor != 528 || o.CardFee != 33 {
			t.Fatalf("%+v", o)
		}
		s.fake.Pay(sessionOf(o))
		o = s.settled(ask, Settled)
		receipt := must[format.Signed[format.Receipt]](t)(format.Read[format.Receipt]([]byte(o.Receipt))).Doc
		if receipt.Paid.Minor != 528 || receipt.CardFee != 33 {
			t.Errorf("the receipt: %+v", receipt)
		}
		s.work()
		s.work()
		of := s.fake.Of(string(ask.ID))
		s.accounts(ask, 312, 134) // as in TestACardPays
		s.wants(map[string]int64{"stripe": 528 - 446 - of.Fee, "store": -49 - 33 + of.Fee, "tax": 0, "Studio": 0, "Author": 0})
		st := must[ledger.Statement](t)(s.Statement(t.Context(), public(s.c.root), ledger.Account{Kind: ledger.StorePart}, "EUR", s.now()))
		if st.Sales != 49 || st.Base != 495 || st.Borne != of.Fee-33 {
			t.Errorf("the statement: %+v", st)
		}
		_, problems, err := must[Export](t)(s.Export(t.Context(), public(s.c.root))).Verify([]byte(o.Receipt))
		if err != nil || len(problems) > 0 {
			t.Error(problems, err)
		}

		for i, minor := range []int64{101, 0} {
			must[library.Money](t)(s.Refund(t.Context(), Return{Order: ask.ID, Key: string(rune('a' + i)), Minor: minor}))
			s.work()
			s.work()
		}
		if o := s.settled(ask, Returned); o.CardFee != 33 {
			t.Errorf("%+v", o)
		}
		s.accounts(ask, 0, 0)
		s.wants(map[string]int64{"stripe": -of.Fee, "store": of.Fee, "tax": 0, "Studio": 0, "Author": 0})
	})
}

// TestADisputedCardFee goes and comes with the rest of the payment.
func TestADisputedCardFee(t *testing.T) {
	s := openCards(t, "", stripefake.Mail{Held: true})
	s.bears()
	ask := newBuyer(t).asks(s.c)
	ask.Provider, ask.CardFee = "stripe", 33
	o := must[Order](t)(s.client.Place(t.Context(), ask))
	s.fake.Pay(sessionOf(o))
	s.fake.CloseDispute(s.fake.Dispute(sessionOf(o)), true)
	s.tells(s.fake.Messages()...)
	if o := s.look(ask); o.State != Settled {
		t.Errorf("%+v", o)
	}
	s.work()
	s.work()
	s.accounts(ask, 312, 134)
	if got := s.balances(); got["Studio"] != 0 || got["Author"] != 0 {
		t.Errorf("%v", got)
	}
}

// TestNobodyIsCharged what the offer or the store does not say: a store without a rate bears
// the fee itself, and so does one whose creators did not ask buyers.
func TestNobodyIsCharged(t *testing.T) {
	s := openCards(t, "", stripefake.Mail{Held: true})
	rate := library.FeeRate{Currency: "EUR", Part: 150, Fixed: 25}
	if err := s.SetCardFee(t.Context(), "stripe", rate); err != nil {
		t.Fatal(err)
	}
	ask := newBuyer(t).asks(s.c)
	ask.Provider = "stripe"
	if o := must[Order](t)(s.client.Place(t.Context(), ask)); o.Price.Minor != 495 || o.CardFee != 0 {
		t.Errorf("the store bears it: %+v", o)
	}
	s.bears()
	rate.Part, rate.Fixed = 0, 0
	if err := s.SetCardFee(t.Context(), "stripe", rate); err != nil {
		t.Fatal(err)
	}
	ask = newBuyer(t).asks(s.c)
	ask.Provider = "stripe"
	if o := must[Order](t)(s.client.Place(t.Context(), ask)); o.Price.Minor != 495 || o.CardFee != 0 {
		t.Errorf("nothing is known of a fee: %+v", o)
	}
	rate.Part = library.MaxFeePart + 1
	wantCode(t, s.SetCardFee(t.Context(), "stripe", rate), library.CodeBadSetting)
}

// TestWhatGoesBackOfACardFee: in whatever parts a payment goes back, each has its part of
// tax, fee and price, and the last leaves nothing.
func TestWhatGoesBackOfACardFee(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		price, fee := rapid.Int64Range(1, 5000).Draw(t, "price"), rapid.Int64Range(0, 600).Draw(t, "fee")
		paid := ledger.Amount{Gross: price + fee, Tax: rapid.Int64Range(0, price/2).Draw(t, "tax"), Fee: fee}
		rule := ledger.Rule{Fee: 1000, Splits: []library.Split{{Party: "Studio", Weight: 1}}}
		var back ledger.Amount
		for back.Gross < paid.Gross {
			now := ledger.Amount{Gross: rapid.Int64Range(1, paid.Gross-back.Gross).Draw(t, "back")}
			now.Tax = taxBack(paid, back, now.Gross)
			now.Fee = feeBack(paid, back, now)
			if _, err := rule.Refund("card", paid, back, now); err != nil {
				t.Fatalf("%+v after %+v of %+v: %v", now, back, paid, err)
			}
			back = ledger.Amount{Gross: back.Gross + now.Gross, Tax: back.Tax + now.Tax, Fee: back.Fee + now.Fee}
		}
		if back != paid {
			t.Fatalf("%+v of %+v", back, paid)
		}
	})
}
