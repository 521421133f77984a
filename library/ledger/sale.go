package ledger

import "matinee/library"

// Amount is what somebody paid or gets back, in minor units: all of it, the tax in it, and
// the card fee in it that its buyer bears, which is for the store.
type Amount struct{ Gross, Tax, Fee int64 }

// Base is what is divided.
func (a Amount) Base() int64 { return a.Gross - a.Tax - a.Fee }

func (a Amount) less(b Amount) Amount { return Amount{a.Gross - b.Gross, a.Tax - b.Tax, a.Fee - b.Fee} }

func (a Amount) plus(b Amount) Amount { return Amount{a.Gross + b.Gross, a.Tax + b.Tax, a.Fee + b.Fee} }

// fits reports whether the amount can be a part of a whole.
func (a Amount) fits(whole Amount) bool {
	return a.Tax >= 0 && a.Fee >= 0 && a.Base() >= 0 &&
		a.Gross <= whole.Gross && a.Tax <= whole.Tax && a.Fee <= whole.Fee && a.Base() <= whole.Base()
}

// Sale are the legs of something sold through a provider.
func (r Rule) Sale(provider string, paid Amount) ([]Leg, error) {
	if !paid.fits(paid) || paid.Gross > library.MaxMinor {
		return nil, library.Errorf(library.CodeBadDocument, "paid %d, of it tax %d, card fee %d", paid.Gross, paid.Tax, paid.Fee)
	}
	return r.change(provider, paid, Amount{}), nil
}

// Refund are the legs of a part of a sale that goes back, after others went back before.
func (r Rule) Refund(provider string, paid, before, now Amount) ([]Leg, error) {
	rest := paid.less(before)
	if !now.fits(rest) || now.Gross == 0 {
		return nil, library.Errorf(library.CodeBadSetting, "%d of %d that are left to go back", now.Gross, rest.Gross)
	}
	return r.change(provider, rest.less(now), rest), nil
}

// Reinstate are the legs of what had gone back and comes again.
func (r Rule) Reinstate(provider string, paid, before, now Amount) ([]Leg, error) {
	if !now.fits(before) || now.Gross == 0 {
		return nil, library.Errorf(library.CodeBadSetting, "%d of %d that had gone back", now.Gross, before.Gross)
	}
	rest := paid.less(before)
	return r.change(provider, rest.plus(now), rest), nil
}

// change are the legs from what a sale was worth to what it is worth now.
func (r Rule) change(provider string, now, before Amount) []Leg {
	var l legs
	l.add(AtProvider, provider, now.Gross-before.Gross)
	l.add(TaxDue, "", before.Tax-now.Tax)
	r.divide(&l, now.Base(), before.Base(), now.Fee-before.Fee)
	return l
}

// Transfer are the legs of a party being paid through a provider; of a negative amount,
// of money that came back.
func Transfer(provider, party string, minor int64) []Leg {
	var l legs
	l.add(PartyDue, party, minor)
	l.add(AtProvider, provider, -minor)
	return l
}

// BearFee are the legs of what a provider keeps for its work. The store bears it.
func BearFee(provider string, minor int64) []Leg {
	var l legs
	l.add(StorePart, "", minor)
	l.add(AtProvider, provider, -minor)
	return l
}

// BearLoss are the legs of what a party owes after a refund and does not give back; of a
// negative amount, of a loss that is none any more.
func BearLoss(party string, minor int64) []Leg {
	var l legs
	l.add(StorePart, "", minor)
	l.add(PartyDue, party, -minor)
	return l
}

// Prepay are the legs of what a sponsor pays for a campaign before anything of it is
// shown; of a negative amount, of the part of it that goes to the books of a channel, or back
// to the sponsor.
func Prepay(provider, campaign string, minor int64) []Leg {
	var l legs
	l.add(AtProvider, provider, minor)
	l.add(SponsorDue, campaign, -minor)
	return l
}

// Due is what completed views cost at a price for a thousand of them, in minor units,
// rounded down.
func Due(views, cpm int64) int64 { return views/1000*cpm + views%1000*cpm/1000 }

// Views are the legs by which what a campaign owes for a bundle grows from an earlier
// amount. Nothing is held back by rounding: each posting is the difference of two whole
// divisions.
func (r Rule) Views(campaign string, before, due int64) ([]Leg, error) {
	if before < 0 || due < before || due > library.MaxMinor {
		return nil, library.Errorf(library.CodeBadDocument, "ads for %d after %d", due, before)
	}
	var l legs
	l.add(SponsorDue, campaign, due-before)
	r.divide(&l, due, before, 0)
	return l, nil
}
