package ledger

import (
	"fmt"
	"testing"
	"time"

	"pgregory.net/rapid"

	"matinee/library"
)

// past is a sale that was drawn.
type past struct {
	entry      Entry
	paid, went Amount
}

// history draws books as a store would write them: sales, what changes them, ads,
// transfers, in two currencies and under two versions of the terms.
type history struct {
	t        *rapid.T
	rules    map[library.Digest]Rule
	head     Head
	entries  []Entry
	receipts []Receipt
	sales    []past
	ads      map[library.Token]int64                    // of one campaign, by bundle
	shares   map[library.Token]map[library.Digest]int64 // and by terms
	left     map[library.Currency]int64                 // of what a sponsor paid
	at       time.Time
}

func (h *history) rule(terms library.Digest, _ library.EditionID) (Rule, error) {
	return h.rules[terms], nil
}

var parties = []string{"Studio", "Author", "Composer", "Crew"}

func drawRule(t *rapid.T) Rule {
	r := Rule{Fee: rapid.Int64Range(0, library.MaxFee).Draw(t, "fee")}
	for _, money := range []library.Currency{"EUR", "JPY"} { // any price, its card fee on top
		r.Offers = append(r.Offers, library.Offer{Kind: library.OfferPWYW, Price: &library.Money{Currency: money}, CardFee: library.BuyerBears})
	}
	for i := range rapid.IntRange(1, len(parties)).Draw(t, "parties") {
		r.Splits = append(r.Splits, library.Split{Party: parties[i], Weight: rapid.Int64Range(1, 1000).Draw(t, "weight")})
	}
	return r
}

func drawHistory(t *rapid.T) *history {
	h := &history{t: t, rules: map[library.Digest]Rule{"v1": drawRule(t), "v2": drawRule(t)}, ads: map[library.Token]int64{}, shares: map[library.Token]map[library.Digest]int64{}, left: map[library.Currency]int64{}, at: time.Unix(1_800_000_000, 0)}
	for i := range rapid.IntRange(1, 40).Draw(t, "events") {
		h.at = h.at.Add(time.Duration(rapid.IntRange(0, 86_400*3).Draw(t, "pause")) * time.Second)
		h.event(i)
	}
	return h
}

func (h *history) event(i int) {
	e := Entry{At: h.at, Key: fmt.Sprint("event ", i), Bundle: library.Token(rapid.SampledFrom([]string{"film", "series"}).Draw(h.t, "bundle")), Edition: "standard"}
	e.Terms = library.Digest(rapid.SampledFrom([]string{"v1", "v2"}).Draw(h.t, "terms"))
	e.Money = library.Currency(rapid.SampledFrom([]string{"EUR", "JPY"}).Draw(h.t, "money"))
	rule := h.rules[e.Terms]
	var err error
	switch kind := rapid.SampledFrom([]Kind{Sold, Sold, Sold, Refunded, Disputed, Reinstated, Viewed, Viewed, Objected, Prepaid, Allotted, Repaid, Transferred, CardFee, Lost, Regained, Counted}).Draw(h.t, "kind"); kind {
	case Sold:
		e.Kind, e.Order = Sold, library.Token(fmt.Sprint("order ", i))
		e.Gross = rapid.Int64Range(1, 100_000).Draw(h.t, "paid")
		e.Tax = rapid.Int64Range(0, e.Gross/2).Draw(h.t, "tax")
		if rapid.Bool().Draw(h.t, "the buyer bears the card fee") {
			e.Fee = library.FeeRate{Currency: e.Money, Part: 290, Fixed: 30}.On(e.Gross)
			e.Gross += e.Fee
		}
		paid := Amount{e.Gross, e.Tax, e.Fee}
		e.Legs, err = rule.Sale("card", paid)
		h.post(e, err)
		h.sales = append(h.sales, past{entry: e, paid: paid})
		h.receipts = append(h.receipts, Receipt{Order: string(e.Order), Head: h.head, Paid: paid})
	case Refunded, Disputed, Reinstated:
		h.change(e, kind)
	case Viewed:
		h.views(e)
	case Objected:
		h.object(e)
	case Prepaid, Allotted, Repaid:
		h.sponsor(e, kind)
	case Counted:
		e.Kind, e.Order = Counted, library.Token(fmt.Sprint("order ", i))
		h.post(e, nil)
		h.receipts = append(h.receipts, Receipt{Order: string(e.Order), Head: h.head})
	default:
		e.Kind, e.Gross, e.Bundle, e.Edition, e.Terms = kind, rapid.Int64Range(1, 10_000).Draw(h.t, "amount"), "", "", ""
		switch kind {
		case Transferred:
			e.Legs = Transfer("card", "Studio", e.Gross)
		case CardFee:
			e.Legs = BearFee("card", e.Gross)
		case Regained:
			e.Legs = BearLoss("Studio", -e.Gross)
		default:
			e.Legs = BearLoss("Studio", e.Gross)
		}
		h.post(e, nil)
	}
}

// views brings money from a campaign's own books, and divides it.
func (h *history) views(e Entry) {
	e.Money, e.Kind = "EUR", Viewed
	if h.shares[e.Bundle] == nil {
		h.shares[e.Bundle] = map[library.Digest]int64{}
	}
	grown, share := rapid.Int64Range(1, 5000).Draw(h.t, "due"), h.shares[e.Bundle]
	h.post(Entry{At: h.at, Kind: Prepaid, Key: "allotted " + e.Key, Money: "EUR", Gross: grown, Legs: Prepay("card", "campaign", grown)}, nil)
	var err error
	e.Legs, err = h.rules[e.Terms].Views("campaign", share[e.Terms], share[e.Terms]+grown)
	h.ads[e.Bundle] += grown
	share[e.Terms] += grown
	e.Gross = h.ads[e.Bundle]
	h.post(e, err)
}

// object takes a part of that back, under whichever terms it came.
func (h *history) object(e Entry) {
	e.Money, e.Kind = "EUR", Objected
	share := h.shares[e.Bundle]
	if share[e.Terms] == 0 {
		return
	}
	shrunk := rapid.Int64Range(1, share[e.Terms]).Draw(h.t, "objected")
	from := h.at.UTC().Truncate(day)
	e.Objection = &Objection{Sponsor: "Tea", From: from.AddDate(0, 0, -rapid.IntRange(0, 29).Draw(h.t, "days")), Until: from, Views: 1, Reason: "nobody watched"}
	var err error
	e.Legs, err = h.rules[e.Terms].Unview("campaign", share[e.Terms], share[e.Terms]-shrunk)
	h.ads[e.Bundle] -= shrunk
	share[e.Terms] -= shrunk
	e.Gross = h.ads[e.Bundle]
	h.post(e, err)
	h.post(Entry{At: h.at, Kind: Allotted, Key: "returned " + e.Key, Money: "EUR", Gross: shrunk, Legs: Prepay("card", "campaign", -shrunk)}, nil)
}

// sponsor pays for a campaign, or what was left of that goes to a channel or back.
func (h *history) sponsor(e Entry, kind Kind) {
	e.Kind, e.Bundle, e.Edition, e.Terms = kind, "", "", ""
	most := int64(10_000)
	if kind != Prepaid {
		most = h.left[e.Money]
	}
	if most == 0 {
		return
	}
	e.Gross = rapid.Int64Range(1, most).Draw(h.t, "sponsored")
	minor := e.Gross
	if kind != Prepaid {
		minor = -minor
	}
	h.left[e.Money] += minor
	e.Legs = Prepay("card", "sponsored", minor)
	h.post(e, nil)
}

func (h *history) change(e Entry, kind Kind) {
	if len(h.sales) == 0 {
		return
	}
	s := &h.sales[rapid.IntRange(0, len(h.sales)-1).Draw(h.t, "sale")]
	rule := h.rules[s.entry.Terms]
	e.Kind, e.Order, e.Bundle, e.Terms, e.Money = kind, s.entry.Order, s.entry.Bundle, s.entry.Terms, s.entry.Money
	most := s.paid.less(s.went)
	if kind == Reinstated {
		most = s.went
	}
	if most.Gross == 0 {
		return
	}
	e.Gross = rapid.Int64Range(1, most.Gross).Draw(h.t, "back")
	least := max(0, e.Gross-most.Base()-most.Fee)
	e.Tax = rapid.Int64Range(least, min(most.Tax, e.Gross)).Draw(h.t, "tax back")
	least = max(0, e.Gross-e.Tax-most.Base())
	e.Fee = rapid.Int64Range(least, min(most.Fee, e.Gross-e.Tax)).Draw(h.t, "card fee back")
	now := Amount{e.Gross, e.Tax, e.Fee}
	var err error
	if kind == Reinstated {
		e.Legs, err = rule.Reinstate("card", s.paid, s.went, now)
		s.went = s.went.less(now)
	} else {
		e.Legs, err = rule.Refund("card", s.paid, s.went, now)
		s.went = s.went.plus(now)
	}
	h.post(e, err)
}

func (h *history) post(e Entry, err error) {
	if err != nil {
		h.t.Fatal(err)
	}
	e, h.head, err = h.head.Append(e)
	if err != nil {
		h.t.Fatal(err)
	}
	h.entries = append(h.entries, e)
}

// again writes the books anew, as a store would that had something to hide.
func (h *history) again(entries []Entry) (out []Entry) {
	var head Head
	for _, e := range entries {
		var err error
		if e, head, err = head.Append(e); err != nil {
			h.t.Fatal(err)
		}
		out = append(out, e)
	}
	return out
}

// TestHonestBooksHold: whatever happened, entries sum to zero in each currency, the
// creator's side has at least nine tenths of every base, and all is found again from the
// entries and the terms.
func TestHonestBooksHold(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		h := drawHistory(t)
		book, problems := Verify(h.rule, h.entries, h.receipts)
		if len(problems) > 0 {
			t.Fatal(problems)
		}
		sums, base, side := map[library.Currency]int64{}, map[library.Currency]int64{}, map[library.Currency]int64{}
		for at, minor := range book.due {
			sums[at.money] += minor
		}
		for _, e := range h.entries {
			base[e.Money] += e.base()
			if e.base() == 0 {
				continue
			}
			for _, l := range e.Legs {
				if l.Kind == PartyDue {
					side[e.Money] -= l.Minor
				}
			}
		}
		for money, left := range h.left {
			if got := -book.Balance(Account{SponsorDue, "sponsored"}, money); got != left || got < 0 {
				t.Fatalf("the sponsor has %d %s left, the books say %d", left, money, got)
			}
		}
		for money, sum := range sums {
			if sum != 0 || side[money]*10 < base[money]*9 {
				t.Fatalf("%s sums to %d; the creator's side is %d of %d", money, sum, side[money], base[money])
			}
		}
	})
}

// TestNoSponsorIsPaidBackTwice: books in which a sponsor gets more than was left, or more than
// that goes to a channel, do not hold, whatever happened before.
func TestNoSponsorIsPaidBackTwice(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		h := drawHistory(t)
		more := h.left["EUR"] + rapid.Int64Range(1, 1000).Draw(t, "more")
		kind := rapid.SampledFrom([]Kind{Repaid, Allotted}).Draw(t, "kind")
		h.post(Entry{At: h.at, Kind: kind, Key: "again", Money: "EUR", Gross: more, Legs: Prepay("card", "sponsored", -more)}, nil)
		if _, problems := Verify(h.rule, h.entries, h.receipts); len(problems) == 0 {
			t.Fatal("nobody notices")
		}
	})
}

// TestStatementsAreTheBooks: each month begins as the one before ended, and the last one
// ends with the balance.
func TestStatementsAreTheBooks(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		h := drawHistory(t)
		book, _ := Verify(h.rule, h.entries, nil)
		if len(h.entries) == 0 {
			return
		}
		for _, a := range []Account{{PartyDue, "Studio"}, {PartyDue, "Author"}, {StorePart, ""}} {
			closing := int64(0)
			for month := h.entries[0].At; month.Before(h.at.AddDate(0, 2, 0)); month = month.AddDate(0, 1, 1-month.Day()) {
				s, err := State(h.entries, a, "EUR", month)
				if err != nil {
					t.Fatal(err)
				}
				if s.Opening != closing || s.Closing != s.Opening+s.Sales+s.Ads-s.Paid-s.Borne {
					t.Fatalf("%v of %v: %+v after %d", a, s.Month, s, closing)
				}
				var sales, ads int64
				for _, d := range s.Days {
					sales, ads = sales+d.Sales, ads+d.Ads
				}
				for _, l := range s.Bundles {
					sales, ads = sales-l.Sales, ads-l.Ads
				}
				if sales != 0 || ads != 0 {
					t.Fatalf("days and bundles differ: %+v", s)
				}
				closing = s.Closing
			}
			if closing != -book.Balance(a, "EUR") {
				t.Fatalf("%v: the last statement says %d, the books %d", a, closing, -book.Balance(a, "EUR"))
			}
		}
	})
}

// TestAHiddenSaleIsFound: a store that leaves a sale out, and writes everything after it
// anew, is found out by what its buyers hold.
func TestAHiddenSaleIsFound(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		h := drawHistory(t)
		if len(h.sales) == 0 {
			return
		}
		hidden := h.sales[rapid.IntRange(0, len(h.sales)-1).Draw(t, "hidden")].entry
		var left []Entry
		for _, e := range h.entries {
			if e.Order != hidden.Order {
				left = append(left, e)
			}
		}
		forged := h.again(left)
		if _, problems := Verify(h.rule, forged, nil); len(problems) > 0 {
			t.Fatalf("by themselves the forged books hold: %v", problems)
		}
		if _, problems := Verify(h.rule, forged, h.receipts); len(problems) == 0 {
			t.Fatal("nobody notices")
		}
	})
}

// TestNothingCanBeChanged: an entry that differs in anything, is told twice, or gives
// somebody else's part to the store does not follow.
func TestNothingCanBeChanged(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		h := drawHistory(t)
		if len(h.entries) == 0 {
			return
		}
		i := rapid.IntRange(0, len(h.entries)-1).Draw(t, "entry")
		changed := append([]Entry(nil), h.entries...)
		e := &changed[i]
		e.Legs = append([]Leg(nil), e.Legs...)
		switch rapid.IntRange(0, 4).Draw(t, "change") {
		case 0:
			e.Gross++
		case 1:
			e.Key += "'"
		case 2:
			e.At = e.At.Add(time.Second)
		case 3:
			e.Legs = append(e.Legs, Leg{Account{PartyDue, "Studio"}, 1}, Leg{Account{StorePart, ""}, -1})
		default:
			changed = append(changed[:i+1], changed[i:]...)
		}
		// The last entry has none after it: there the head tells, which each statement signs.
		if book, problems := Verify(h.rule, changed, h.receipts); len(problems) == 0 && book.Head() == h.head {
			t.Fatalf("a change in entry %d is not noticed", i+1)
		}
		if e.Kind == Sold && len(e.Legs) > len(h.entries[i].Legs) { // also when all is written anew
			if _, problems := Verify(h.rule, h.again(changed), nil); len(problems) == 0 {
				t.Fatal("a part that was moved to somebody else is not noticed")
			}
		}
	})
}
