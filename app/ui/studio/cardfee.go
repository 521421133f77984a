package studio

import (
	"slices"

	"fyne.io/fyne/v2/lang"

	"matinee/library"
)

// cardFee says for an edition whether buyers pay what a card payment costs.
type cardFee struct {
	line   *line
	bearer library.Bearer
}

// cardFee makes that line; it is there while something has a price.
func (s *offersStep) cardFee(e *library.DraftEdition) *cardFee {
	c := &cardFee{}
	if slices.ContainsFunc(e.Offers, func(o library.Offer) bool { return o.CardFee == library.BuyerBears }) {
		c.bearer = library.BuyerBears
	}
	t := s.f.toggle(lang.L("on top of the price"), c.bearer == library.BuyerBears, func(on bool) {
		c.bearer = library.StoreBears
		if on {
			c.bearer = library.BuyerBears
		}
		c.apply(e)
	})
	c.line = newLine(lang.L("Buyers pay the card fee"), lang.L("seen before they pay; else the store bears it. You get the same either way"), t)
	c.apply(e)
	s.fees[e.ID] = c
	return c
}

// apply brings the offers that have a price to what was chosen. It reports whether the line
// came or went.
func (c *cardFee) apply(e *library.DraftEdition) bool {
	priced := e.OfferedAs(library.OfferPaid) || e.OfferedAs(library.OfferPWYW)
	moved := c.line.Hidden == priced
	c.line.Hidden = !priced
	e.Offers = slices.Clone(e.Offers)
	for i := range e.Offers {
		if e.Offers[i].Price != nil {
			e.Offers[i].CardFee = c.bearer
		}
	}
	return moved
}
