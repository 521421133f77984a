package bundle

import (
	"testing"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/test"

	"matinee/app/ui/kit"
	"matinee/library"
)

func selling(t *testing.T, language string) (*fake, *Page) {
	t.Helper()
	d, a := sold(library.CodeSealed)
	f, p := showSold(t, language, d, a)
	f.mu.Lock()
	f.shops = []library.Shop{{Key: "key", URL: "https://corner.example"}}
	f.mu.Unlock()
	f.events <- library.NewChannelChanged("root")
	f.Until(func() bool { return p.goods.Any() })
	return f, p
}

// TestWhatAStoreSellsIsBoughtOnItsPage: where a store sells, the large button buys; what was
// bought opens and plays by itself.
func TestWhatAStoreSellsIsBoughtOnItsPage(t *testing.T) {
	f, p := selling(t, "en")
	h := p.head
	if h.buy.Text() != "Buy for $4.95" || h.buy.Hidden || h.code.Hidden || !h.bring.Hidden || h.first() != h.buy {
		t.Fatalf("the button says %q", h.buy.Text())
	}
	test.Tap(h.code)
	field := func() *kit.Field { field, _ := f.Window.Canvas().Focused().(*kit.Field); return field }
	f.Until(func() bool { return field() != nil })
	test.Type(field(), "GOOD")
	f.Until(func() bool { // it is pressed until the store has told who it is
		if field() != nil {
			f.Key(fyne.KeyReturn)
		}
		return f.has("order standard GOOD")
	})
	f.Until(func() bool { return f.has("play soon a") && !h.play.Hidden })
	if !h.buy.Hidden || !h.code.Hidden {
		t.Error("it is sold again")
	}
}

func TestAPageThatSellsFitsAtEveryScale(t *testing.T) {
	for _, language := range []string{"en", "fr"} {
		t.Run(language, func(t *testing.T) {
			f, _ := selling(t, language)
			fits(t, f, "selling")
		})
	}
}

// financing has a store that shows ads for what else is sold.
func financing(t *testing.T, language string) (*fake, *Page) {
	t.Helper()
	d, a := sold(library.CodeSealed)
	for i := range a.Editions {
		a.Editions[i].Offers = append(a.Editions[i].Offers, library.Offer{Kind: library.OfferAds})
	}
	f, p := showSold(t, language, d, a)
	f.mu.Lock()
	f.shops = []library.Shop{{Key: "key", URL: "https://corner.example"}}
	f.mu.Unlock()
	f.events <- library.NewChannelChanged("root")
	f.Until(func() bool { return p.goods.Ads != "" })
	return f, p
}

// TestWithAdsInsteadOfMoney: one button, the film plays, and from then on the page sells it
// without ads.
func TestWithAdsInsteadOfMoney(t *testing.T) {
	f, p := financing(t, "en")
	h := p.head
	if h.ads.Hidden || h.buy.Hidden || h.first() != h.buy {
		t.Fatal("there is no button for ads beside the one that buys")
	}
	test.Tap(h.ads)
	f.Until(func() bool { return f.has("ads root standard") && f.has("play soon a") && !h.play.Hidden })
	f.Until(func() bool { return h.ads.Hidden && !h.buy.Hidden })
	if h.buy.Text() != "Without ads for $4.95" || h.first() != h.play {
		t.Errorf("the button says %q", h.buy.Text())
	}
}

// TestAChildMayChooseAds and buy nothing, where a store is for ads only.
func TestAChildMayChooseAds(t *testing.T) {
	f, p := financing(t, "en")
	f.mu.Lock()
	f.shops[0].AdsOnly = true
	f.mu.Unlock()
	f.events <- library.NewChannelChanged("root")
	f.Until(func() bool { return p.head.buy.Hidden })
	if p.head.ads.Hidden || !p.head.code.Hidden || len(p.goods.Shops) > 0 {
		t.Error("ads cannot be chosen, or it is sold")
	}
}

func TestAPageWithAdsFitsAtEveryScale(t *testing.T) {
	for _, language := range []string{"en", "fr"} {
		t.Run(language, func(t *testing.T) {
			f, _ := financing(t, language)
			fits(t, f, "financing")
		})
	}
}
