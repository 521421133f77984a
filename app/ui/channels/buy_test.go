package channels

import (
	"testing"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/test"

	"matinee/app/ui/kit"
	"matinee/library"
)

func selling(t *testing.T, language string) (*fake, *Listing) {
	t.Helper()
	f := newFake(t, language)
	f.shops = []library.Shop{{Key: "key", URL: "https://corner.example"}}
	p := newListingOf(t, f, listedOf("Children"))
	f.Until(func() bool { return p.goods.Any() })
	return f, p
}

// TestAListedBundleIsBoughtAndBrought: before anything of it is here.
func TestAListedBundleIsBoughtAndBrought(t *testing.T) {
	f, p := selling(t, "en")
	if h := p.head; h.buy.Hidden || h.buy.Text() != "Buy for $4.95" || h.first() != h.buy {
		t.Fatalf("the button says %q", h.buy.Text())
	}
	test.Tap(p.head.code)
	field := func() *kit.Field { field, _ := f.Window.Canvas().Focused().(*kit.Field); return field }
	f.Until(func() bool { return field() != nil })
	test.Type(field(), "GOOD")
	f.Until(func() bool { // it is pressed until the store has told who it is
		if field() != nil {
			f.Key(fyne.KeyReturn)
		}
		return f.has("order standard GOOD")
	})
	for _, call := range []string{`download Children "standard"`, "open bundle hash", "play hash"} {
		f.Until(func() bool { return f.has(call) })
	}
}

func TestAListingThatSellsFitsAtEveryScale(t *testing.T) {
	for _, language := range []string{"en", "fr"} {
		t.Run(language, func(t *testing.T) {
			f, _ := selling(t, language)
			fits(t, f, "selling")
		})
	}
}
