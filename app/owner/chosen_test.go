package owner

import (
	"testing"
	"time"

	"matinee/app/control"
	"matinee/library"
)

// TestTheOfferThatIsBought is the one of the kind, the length and the currency that was
// asked for.
func TestTheOfferThatIsBought(t *testing.T) {
	money := func(currency library.Currency, minor int64) *library.Money {
		return &library.Money{Currency: currency, Minor: minor}
	}
	a := library.Access{Editions: []library.EditionAccess{{ID: "standard", Sealed: true, Offers: []library.Offer{
		{Kind: library.OfferAds},
		{Kind: library.OfferPaid, Price: money("EUR", 195), Rental: time.Hour},
		{Kind: library.OfferPaid, Price: money("EUR", 495)},
		{Kind: library.OfferPaid, Price: money("USD", 595)},
		{Kind: library.OfferPWYW, Price: money("EUR", 100)},
		{Kind: library.OfferPWYW, Price: money("USD", 200)},
	}}}}
	for _, c := range []struct {
		req  control.BuyRequest
		want int // the offer's place; -1 for none
	}{
		{control.BuyRequest{}, 2},
		{control.BuyRequest{Currency: "USD"}, 3},
		{control.BuyRequest{Rental: true}, 1},
		{control.BuyRequest{Rental: true, Currency: "USD"}, -1},
		{control.BuyRequest{Price: money("USD", 900)}, 5},
		{control.BuyRequest{Price: money("EUR", 900)}, 4},
		{control.BuyRequest{Price: money("JPY", 900)}, -1},
		{control.BuyRequest{Code: "x"}, 2},
		{control.BuyRequest{Code: "x", Rental: true}, 1},
	} {
		e, got, err := chosen(a, c.req)
		if c.want < 0 {
			code(t, err, library.CodeNotFound)
			continue
		}
		want := a.Editions[0].Offers[c.want]
		if err != nil || e.ID != "standard" || got.Kind != want.Kind || got.Rental != want.Rental || got.Price.Minor != want.Price.Minor {
			t.Errorf("%+v: %+v, %v", c.req, got, err)
		}
	}
}
