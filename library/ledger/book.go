package ledger

import (
	"crypto/sha256"
	"fmt"
	"slices"

	"matinee/library"
)

// Rules finds how signed terms divide what an edition brings.
type Rules func(terms library.Digest, edition library.EditionID) (Rule, error)

// Book are a channel's books as they come out of its entries, each held against what the
// terms say. The zero Book has no entry yet; Rules must be set.
type Book struct {
	Rules Rules

	head  Head
	due   map[holding]int64
	keys  map[mark]bool
	sales map[library.Token]*sale
	works map[sold]*sold
	ads   map[screening]int64 // what is owed by now
	// shares are what of it is owed under each terms.
	shares map[share]int64
}

// mark stands for the key of an entry, whose words nobody needs again.
type mark [16]byte

func markOf(key string) mark {
	sum := sha256.Sum256([]byte(key))
	return mark(sum[:16])
}

// holding is an account in one currency.
type holding struct {
	Account
	money library.Currency
}

// sale is what is known of an order: little, as books may have millions.
type sale struct {
	of       *sold
	provider string
	paid     Amount
	went     Amount // back
}

// sold is what many orders are of.
type sold struct {
	bundle  library.Token
	edition library.EditionID
	terms   library.Digest
	money   library.Currency
}

// sold is one for all orders that are of the same.
func (b *Book) sold(e Entry) *sold {
	one := sold{e.Bundle, e.Edition, e.Terms, e.Money}
	if b.works == nil {
		b.works = map[sold]*sold{}
	}
	if b.works[one] == nil {
		b.works[one] = &one
	}
	return b.works[one]
}

// Head is where the chain stands.
func (b *Book) Head() Head { return b.head }

// Balance of an account: what was debited less what was credited.
func (b *Book) Balance(a Account, money library.Currency) int64 { return b.due[holding{a, money}] }

// Add takes the next entry, if it follows from what came before and is what the terms
// make of its event. The error says what is wrong with it.
func (b *Book) Add(e Entry) error {
	if err := e.Valid(); err != nil {
		return err
	}
	if e.N != b.head.N+1 || e.Before != b.head.Hash {
		return fmt.Errorf("entry %d does not follow entry %d", e.N, b.head.N)
	}
	if b.keys[markOf(e.Key)] {
		return fmt.Errorf("entry %d records %s again", e.N, e.Key)
	}
	want, after, err := b.expect(e)
	if err != nil {
		return fmt.Errorf("entry %d: %w", e.N, err)
	}
	if !slices.Equal(want, e.Legs) {
		return fmt.Errorf("entry %d does not divide %s as the terms do", e.N, e.Key)
	}
	hash, err := e.Hash()
	if err != nil {
		return err
	}
	b.settle(e, hash)
	after()
	return nil
}

func (b *Book) settle(e Entry, hash library.Digest) {
	if b.keys == nil {
		b.due, b.keys = map[holding]int64{}, map[mark]bool{}
		b.sales, b.ads = map[library.Token]*sale{}, map[screening]int64{}
		b.shares = map[share]int64{}
	}
	b.head = Head{e.N, hash}
	b.keys[markOf(e.Key)] = true
	for _, l := range e.Legs {
		b.due[holding{l.Account, e.Money}] += l.Minor
	}
}

// expect are the legs that an entry's event has, and what is to be noted of it then.
func (b *Book) expect(e Entry) (want []Leg, after func(), err error) {
	after = func() {}
	switch e.Kind {
	case Sold:
		return b.expectSale(e)
	case Refunded, Disputed, Reinstated:
		return b.expectChange(e)
	case Viewed:
		return b.expectViews(e)
	case Objected:
		return b.expectObjection(e)
	case Counted:
		return nil, after, nil
	case Allotted, Repaid:
		if left := -b.Balance(Account{SponsorDue, nameOf(e, SponsorDue)}, e.Money); e.Gross > left {
			return nil, nil, fmt.Errorf("%d of %d that the sponsor has left", e.Gross, left)
		}
		want, err = plain(e)
		return want, after, err
	case Transferred, Returned, CardFee, Lost, Regained, Prepaid:
		want, err = plain(e)
		return want, after, err
	}
	return nil, nil, fmt.Errorf("%q is no kind of entry", e.Kind)
}

func (b *Book) expectSale(e Entry) ([]Leg, func(), error) {
	if b.sales[e.Order] != nil {
		return nil, nil, fmt.Errorf("order %s is sold already", e.Order)
	}
	rule, err := b.rule(e)
	if err != nil {
		return nil, nil, err
	}
	paid := Amount{e.Gross, e.Tax, e.Fee}
	if !rule.charges(e) {
		return nil, nil, fmt.Errorf("a card fee of %d, which no offer of the terms has a buyer bear", e.Fee)
	}
	provider := providerOf(e)
	want, err := rule.Sale(provider, paid)
	return want, func() { b.sales[e.Order] = &sale{of: b.sold(e), provider: provider, paid: paid} }, err
}

func (b *Book) expectChange(e Entry) ([]Leg, func(), error) {
	s := b.sales[e.Order]
	if s == nil || *s.of != (sold{e.Bundle, e.Edition, e.Terms, e.Money}) {
		return nil, nil, fmt.Errorf("it changes order %s, which was not sold like that", e.Order)
	}
	rule, err := b.rule(e)
	if err != nil {
		return nil, nil, err
	}
	now := Amount{e.Gross, e.Tax, e.Fee}
	if e.Kind == Reinstated {
		want, err := rule.Reinstate(s.provider, s.paid, s.went, now)
		return want, func() { s.went = s.went.less(now) }, err
	}
	want, err := rule.Refund(s.provider, s.paid, s.went, now)
	return want, func() { s.went = s.went.plus(now) }, err
}

// charges reports whether the terms have the buyer of a sale bear a card fee, and whether
// what is left beside it is a price that they offer: else a store could call a part of the
// price a fee, and keep it from the creator.
func (r Rule) charges(e Entry) bool {
	return e.Fee == 0 || slices.ContainsFunc(r.Offers, func(o library.Offer) bool {
		price := e.Gross - e.Fee
		return o.CardFee == library.BuyerBears && o.Price != nil && o.Price.Currency == e.Money &&
			(price == o.Price.Minor || price > o.Price.Minor && o.Kind == library.OfferPWYW)
	})
}

func (b *Book) rule(e Entry) (Rule, error) {
	rule, err := b.Rules(e.Terms, e.Edition)
	if err != nil {
		return Rule{}, err
	}
	return rule, rule.Valid()
}

// plain are the legs of an event that no terms divide: the amount is the entry's own.
func plain(e Entry) ([]Leg, error) {
	provider, party := nameOf(e, AtProvider), nameOf(e, PartyDue)
	if e.Gross <= 0 || e.Gross > library.MaxMinor {
		return nil, fmt.Errorf("an amount of %d", e.Gross)
	}
	switch e.Kind {
	case Transferred:
		return Transfer(provider, party, e.Gross), nil
	case Returned:
		return Transfer(provider, party, -e.Gross), nil
	case CardFee:
		return BearFee(provider, e.Gross), nil
	case Lost:
		return BearLoss(party, e.Gross), nil
	case Regained:
		return BearLoss(party, -e.Gross), nil
	case Allotted, Repaid:
		return Prepay(provider, nameOf(e, SponsorDue), -e.Gross), nil
	default:
		return Prepay(provider, nameOf(e, SponsorDue), e.Gross), nil
	}
}

func providerOf(e Entry) string { return nameOf(e, AtProvider) }

// nameOf is the name of the entry's first leg of a kind.
func nameOf(e Entry, kind AccountKind) string {
	for _, l := range e.Legs {
		if l.Kind == kind {
			return l.Name
		}
	}
	return ""
}
