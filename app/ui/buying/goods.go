package buying

import (
	"context"
	"slices"

	"fyne.io/fyne/v2/lang"

	"matinee/app/ui/say"
	"matinee/library"
)

// Goods are what of a bundle can be bought now, and where.
type Goods struct {
	Access library.Access
	Shops  []library.Shop
	Wares  []Ware
	Ads    library.EditionID // what can be watched with ads; "" for nothing
}

// Ware is an edition that is not here, with the offers that cost something.
type Ware struct {
	Edition library.EditionAccess
	Offers  []library.Offer
}

// Find looks what of a bundle can be bought. The stores are those that its channel names;
// none of them is asked.
func Find(ctx context.Context, b Backend, a library.Access) (Goods, error) {
	g := Goods{Access: a}
	for _, e := range a.Editions {
		if !e.Sealed || e.Why == "" && !e.Financed || e.Why == library.CodeTooEarly || e.Standing.Opened {
			continue
		}
		if g.Ads == "" && !e.Financed && e.Offered(library.OfferAds) {
			g.Ads = e.ID
		}
		w := Ware{Edition: e}
		for _, o := range e.Offers {
			if (o.Kind == library.OfferPaid || o.Kind == library.OfferPWYW) && o.Price != nil {
				w.Offers = append(w.Offers, o)
			}
		}
		if len(w.Offers) > 0 {
			g.Wares = append(g.Wares, w)
		}
	}
	if len(g.Wares) == 0 && g.Ads == "" {
		return Goods{}, nil
	}
	shops, err := b.Shops(ctx, a.Channel)
	if err != nil || len(shops) == 0 {
		return Goods{}, err
	}
	if !slices.ContainsFunc(shops, func(s library.Shop) bool { return !s.AdsOnly }) {
		return Goods{Access: a, Ads: g.Ads}, nil
	}
	g.Shops = shops
	return g, nil
}

// Any reports whether something can be bought. What can be watched with ads is Ads.
func (g Goods) Any() bool { return len(g.Wares) > 0 }

// Word is what the button says that opens the sheet.
func (g Goods) Word() string {
	if !g.Any() {
		return ""
	}
	var best library.Offer
	for _, o := range g.Wares[0].Offers { // for ever before a rental, a price before none
		if best.Kind == "" || best.Kind != library.OfferPaid && o.Kind == library.OfferPaid || best.Rental > 0 && o.Rental == 0 && o.Kind == library.OfferPaid {
			best = o
		}
	}
	price := map[string]any{"Price": say.Money(*best.Price)}
	switch {
	case best.Kind == library.OfferPWYW:
		return lang.L("Pay what you want")
	case best.Rental > 0:
		return lang.L("Rent for {{.Price}}", price)
	case g.Wares[0].Edition.Financed:
		return lang.L("Without ads for {{.Price}}", price)
	}
	return lang.L("Buy for {{.Price}}", price)
}
