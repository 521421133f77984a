package offers

import (
	"strings"
	"testing"
	"time"

	"matinee/app/ui/stagehand"
	"matinee/library"
)

// TestAnEditionNamesWhoSellsIt, with the least price; without a store a license file is all
// that opens it.
func TestAnEditionNamesWhoSellsIt(t *testing.T) {
	stagehand.Speak(t, "en")
	eur := func(minor int64) *library.Money { return &library.Money{Currency: "EUR", Minor: minor} }
	corner := []library.Shop{{Name: "Corner"}}
	for _, c := range []struct {
		offers []library.Offer
		shops  []library.Shop
		want   string
	}{
		{[]library.Offer{{Kind: library.OfferPaid, Price: eur(495)}}, corner, "Corner sells it for €4.95. A license file opens it, too."},
		{[]library.Offer{{Kind: library.OfferPaid, Price: eur(495)}, {Kind: library.OfferPaid, Price: eur(195), Rental: time.Hour}}, corner, "Corner sells it, from €1.95. A license file opens it, too."},
		{[]library.Offer{{Kind: library.OfferPWYW, Price: eur(0)}}, []library.Shop{{URL: "https://a.example/x"}, corner[0]}, "a.example, Corner sells it, for what you want to pay. A license file opens it, too."},
		{[]library.Offer{{Kind: library.OfferAds}}, corner, "Sealed: a license file opens it."},
		{[]library.Offer{{Kind: library.OfferPaid, Price: eur(495)}}, nil, "Sealed: a license file opens it."},
	} {
		e := library.EditionAccess{ID: "standard", Sealed: true, Why: library.CodeSealed, Offers: c.offers}
		if got := strings.ReplaceAll(Opens(e, Sold(e, c.shops), time.Now()), "\u00a0", " "); got != c.want {
			t.Errorf("%+v: %q, want %q", c.offers, got, c.want)
		}
	}
}
