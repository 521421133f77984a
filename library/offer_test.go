package library_test

import (
	"testing"
	"time"

	"matinee/library"
)

func TestOffers(t *testing.T) {
	euros := func(minor int64) *library.Money { return &library.Money{Currency: "EUR", Minor: minor} }
	for name, c := range map[string]struct {
		offer library.Offer
		ok    bool
	}{
		"free":                     {library.Offer{Kind: library.OfferFree}, true},
		"free at a price":          {library.Offer{Kind: library.OfferFree, Price: euros(1)}, false},
		"with ads":                 {library.Offer{Kind: library.OfferAds}, true},
		"ads, rented":              {library.Offer{Kind: library.OfferAds, Rental: time.Hour}, false},
		"paid":                     {library.Offer{Kind: library.OfferPaid, Price: euros(495)}, true},
		"rented":                   {library.Offer{Kind: library.OfferPaid, Price: euros(195), Rental: 48 * time.Hour}, true},
		"rented too long":          {library.Offer{Kind: library.OfferPaid, Price: euros(195), Rental: 31 * day}, false},
		"paid nothing":             {library.Offer{Kind: library.OfferPaid, Price: euros(0)}, false},
		"paid without a price":     {library.Offer{Kind: library.OfferPaid}, false},
		"what you want":            {library.Offer{Kind: library.OfferPWYW, Price: euros(0)}, true},
		"what you want, no least":  {library.Offer{Kind: library.OfferPWYW}, false},
		"what you want, for a day": {library.Offer{Kind: library.OfferPWYW, Price: euros(1), Rental: day}, false},
		"something else":           {library.Offer{Kind: "barter"}, false},
	} {
		if err := c.offer.Valid(); (err == nil) != c.ok {
			t.Errorf("%s: %v", name, err)
		}
	}
}

func TestOffersThatAreOneChoice(t *testing.T) {
	paid := func(currency library.Currency, minor int64, rental time.Duration) library.Offer {
		return library.Offer{Kind: library.OfferPaid, Price: &library.Money{Currency: currency, Minor: minor}, Rental: rental}
	}
	for name, c := range map[string]struct {
		a, b library.Offer
		same bool
	}{
		"two prices":        {paid("EUR", 100, 0), paid("EUR", 200, 0), true},
		"two currencies":    {paid("EUR", 100, 0), paid("USD", 100, 0), false},
		"bought and rented": {paid("EUR", 400, 0), paid("EUR", 100, day), false},
		"two rentals":       {paid("EUR", 400, 2*day), paid("EUR", 100, day), true},
		"two kinds":         {paid("EUR", 400, 0), library.Offer{Kind: library.OfferAds}, false},
		"ads twice":         {library.Offer{Kind: library.OfferAds}, library.Offer{Kind: library.OfferAds}, true},
	} {
		if c.a.Same(c.b) != c.same || c.b.Same(c.a) != c.same {
			t.Error(name)
		}
	}
}

func TestSplitsAndBreaks(t *testing.T) {
	for weight, ok := range map[int64]bool{0: false, -1: false, 1: true, library.MaxWeight: true, library.MaxWeight + 1: false} {
		if err := (library.Split{Party: "Ada", Weight: weight}).Valid(); (err == nil) != ok {
			t.Errorf("weight %d: %v", weight, err)
		}
	}
	good := library.Break{Place: library.BreakAt, At: time.Minute, Spots: 2, Longest: time.Minute}
	for name, c := range map[string]struct {
		change func(*library.Break)
		ok     bool
	}{
		"in the middle":     {func(*library.Break) {}, true},
		"before":            {func(b *library.Break) { b.Place, b.At = library.BreakBefore, 0 }, true},
		"before, at a time": {func(b *library.Break) { b.Place = library.BreakBefore }, false},
		"at no time":        {func(b *library.Break) { b.At = 0 }, false},
		"anywhere":          {func(b *library.Break) { b.Place = "anywhere" }, false},
		"no spots":          {func(b *library.Break) { b.Spots = 0 }, false},
		"nine spots":        {func(b *library.Break) { b.Spots = 9 }, false},
		"no length":         {func(b *library.Break) { b.Longest = 0 }, false},
		"six minutes":       {func(b *library.Break) { b.Longest = 6 * time.Minute }, false},
	} {
		b := good
		c.change(&b)
		if err := b.Valid(); (err == nil) != c.ok {
			t.Errorf("%s: %v", name, err)
		}
	}
}

func TestMoneyIsWrittenWithItsDecimals(t *testing.T) {
	for want, m := range map[string]library.Money{
		"4.95 EUR":           {Currency: "EUR", Minor: 495},
		"0.05 USD":           {Currency: "USD", Minor: 5},
		"0.00 USD":           {Currency: "USD"},
		"-1.20 USD":          {Currency: "USD", Minor: -120},
		"495 JPY":            {Currency: "JPY", Minor: 495},
		"1.234 KWD":          {Currency: "KWD", Minor: 1234},
		"0.00000001 BTC":     {Currency: "BTC", Minor: 1},
		"10000.00000000 BTC": {Currency: "BTC", Minor: library.MaxMinor},
	} {
		if got := m.String(); got != want {
			t.Errorf("%q, want %q", got, want)
		}
	}
	for _, bad := range []library.Money{
		{Currency: "EUR", Minor: -1},
		{Currency: "EUR", Minor: library.MaxMinor + 1},
		{Currency: "eur", Minor: 1},
		{Currency: "XXX", Minor: 1},
		{Currency: "", Minor: 1},
		{Currency: "EUR USD", Minor: 1},
	} {
		if bad.Valid() == nil {
			t.Errorf("%v is taken", bad)
		}
	}
	if err := (library.Money{Currency: "BTC", Minor: 1}).Valid(); err != nil {
		t.Error(err)
	}
}
