package ledger

import (
	"slices"
	"testing"

	"pgregory.net/rapid"

	"matinee/library"
)

// TestWhoBearsTheCardFee changes nothing for the creator's side: each party has the same of
// a price, to the smallest unit of every currency, and of every part of it that goes back.
// What buyers bear covers what the provider is expected to keep, and no unit more than that.
func TestWhoBearsTheCardFee(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		rate := library.FeeRate{
			Currency: rapid.SampledFrom([]library.Currency{"EUR", "JPY", "BHD", "BTC", "UYW"}).Draw(t, "money"),
			Part:     rapid.Int64Range(0, library.MaxFeePart).Draw(t, "part"), Fixed: rapid.Int64Range(0, 500).Draw(t, "fixed"),
			Step: rapid.SampledFrom([]int64{0, 1, 10, 100}).Draw(t, "step"),
		}
		price := rapid.Int64Range(1, 1_000_000).Draw(t, "price")
		fee := rate.On(price)
		if fee < rate.Of(price+fee) {
			t.Fatalf("of %d and %d the provider keeps %d", price, fee, rate.Of(price+fee))
		}
		step := max(rate.Step, 1)
		if (price+fee)%step != 0 && rate.Step > 1 || fee >= step && fee-step >= rate.Of(price+fee-step) {
			t.Fatalf("%d would be enough, not %d", fee-step, fee)
		}
		rule := drawRule(t)
		tax := rapid.Int64Range(0, price/2).Draw(t, "tax")
		store, buyer := Amount{Gross: price, Tax: tax}, Amount{Gross: price + fee, Tax: tax, Fee: fee}
		sold := func(a Amount) []Leg { return must(t)(rule.Sale("card", a)) }
		same(t, sold(store), sold(buyer), fee)
		sums(t, sold(buyer))

		back := rapid.Int64Range(1, price).Draw(t, "back")
		taxBack := min(tax, max(0, back-(price-tax)))
		feeBack := rapid.Int64Range(0, fee).Draw(t, "card fee back")
		some, more := Amount{Gross: back, Tax: taxBack}, Amount{Gross: back + feeBack, Tax: taxBack, Fee: feeBack}
		plain := must(t)(rule.Refund("card", store, Amount{}, some))
		on := must(t)(rule.Refund("card", buyer, Amount{}, more))
		same(t, plain, on, -feeBack)
		sums(t, on)
	})
}

func must(t *rapid.T) func([]Leg, error) []Leg {
	return func(l []Leg, err error) []Leg {
		if err != nil {
			t.Fatal(err)
		}
		return l
	}
}

// same holds the legs of one sale against those of another that differs by a card fee.
func same(t *rapid.T, a, b []Leg, fee int64) {
	of := func(l []Leg, kind AccountKind) (out []Leg) {
		for _, leg := range l {
			if leg.Kind == kind {
				out = append(out, leg)
			}
		}
		return out
	}
	if !slices.Equal(of(a, PartyDue), of(b, PartyDue)) || !slices.Equal(of(a, TaxDue), of(b, TaxDue)) {
		t.Fatalf("parties and tax have %v, or %v with a card fee", a, b)
	}
	at := func(l []Leg) int64 { return Entry{Legs: l}.Of(Account{Kind: StorePart}) }
	if at(a)-fee != at(b) {
		t.Fatalf("the store has %d, and %d with a card fee of %d", at(a), at(b), fee)
	}
}

func sums(t *rapid.T, l []Leg) {
	var sum int64
	for _, leg := range l {
		sum += leg.Minor
	}
	if sum != 0 {
		t.Fatalf("%v sums to %d", l, sum)
	}
}

// TestACardFeeThatNobodyOffered is no entry: a store that calls a part of the price a fee
// would keep it from the creator.
func TestACardFeeThatNobodyOffered(t *testing.T) {
	euros := func(minor int64) *library.Money { return &library.Money{Currency: "EUR", Minor: minor} }
	for what, c := range map[string]struct {
		offer library.Offer
		gross int64
		holds bool
	}{
		"borne by the buyer":          {library.Offer{Kind: library.OfferPaid, Price: euros(495), CardFee: library.BuyerBears}, 540, true},
		"more than was asked":         {library.Offer{Kind: library.OfferPWYW, Price: euros(100), CardFee: library.BuyerBears}, 540, true},
		"borne by the store":          {library.Offer{Kind: library.OfferPaid, Price: euros(495)}, 540, false},
		"out of the price":            {library.Offer{Kind: library.OfferPaid, Price: euros(540), CardFee: library.BuyerBears}, 540, false},
		"less than is asked at least": {library.Offer{Kind: library.OfferPWYW, Price: euros(500), CardFee: library.BuyerBears}, 540, false},
		"another currency":            {library.Offer{Kind: library.OfferPaid, Price: &library.Money{Currency: "USD", Minor: 495}, CardFee: library.BuyerBears}, 540, false},
	} {
		rule := Rule{Fee: 1000, Splits: []library.Split{{Party: "Studio", Weight: 1}}, Offers: []library.Offer{c.offer}}
		legs, err := rule.Sale("card", Amount{Gross: c.gross, Fee: 45})
		if err != nil {
			t.Fatal(err)
		}
		e, _, err := Head{}.Append(Entry{Kind: Sold, Key: "paid", Order: "a", Money: "EUR", Gross: c.gross, Fee: 45, Legs: legs})
		if err != nil {
			t.Fatal(err)
		}
		book := &Book{Rules: func(library.Digest, library.EditionID) (Rule, error) { return rule, nil }}
		if err := book.Add(e); (err == nil) != c.holds {
			t.Errorf("%s: %v", what, err)
		}
	}
}

// TestACardFeeIsNoTakings: on a statement what buyers bear is taken off what the store
// bears; what was sold is the price.
func TestACardFeeIsNoTakings(t *testing.T) {
	rule := Rule{Fee: 1000, Splits: []library.Split{{Party: "Studio", Weight: 1}}}
	legs, err := rule.Sale("card", Amount{Gross: 540, Fee: 40})
	if err != nil {
		t.Fatal(err)
	}
	var head Head
	var entries []Entry
	for _, e := range []Entry{
		{Kind: Sold, Key: "paid", Order: "a", Bundle: "film", Money: "EUR", Gross: 540, Fee: 40, Legs: legs},
		{Kind: CardFee, Key: "fee", Order: "a", Money: "EUR", Gross: 38, Legs: BearFee("card", 38)},
	} {
		if e, head, err = head.Append(e); err != nil {
			t.Fatal(err)
		}
		entries = append(entries, e)
	}
	s, err := State(entries, Account{Kind: StorePart}, "EUR", entries[0].At)
	if err != nil || s.Sales != 50 || s.Base != 500 || s.Borne != -2 || s.Closing != 52 || len(s.Bundles) != 1 || s.Bundles[0].Sales != 50 {
		t.Errorf("%+v, %v", s, err)
	}
}
