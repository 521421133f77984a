package buying

import (
	"strings"
	"testing"
	"time"

	"fyne.io/fyne/v2/test"

	"matinee/app/ui/kit"
	"matinee/library"
)

// warns reports whether it is said that no money moves.
func (f *fake) warns() bool {
	for _, o := range test.LaidOutObjects(f.Window.Canvas().Overlays().Top()) {
		if c, ok := o.(*kit.Chip); ok && c.Text() == "Sandbox: no money moves" {
			return c.Visible()
		}
	}
	return false
}

// TestOneChoosesHowToPay where a store offers several ways: what each costs and whether money
// moves is said, the choice is ordered by, and the next time it is there already.
func TestOneChoosesHowToPay(t *testing.T) {
	f := newFake(t, "en")
	f.bears = true
	f.ways = []library.Way{
		{Name: "stripe", Fees: []library.FeeRate{{Currency: "USD", Part: 290, Fixed: 30}}},
		{Name: "lightning", Only: []library.Currency{"BTC"}},
		{Name: "sandbox", Test: true},
		{Name: "cash by\nmail"},
	}
	f.opens(false)
	f.awaitButton("Pay in the browser")
	said := f.says()
	for text, want := range map[string]bool{
		"How you pay": true, "card fee of $0.46": true, "cash by mail": true, "Bitcoin": false, // which dollars are not
	} {
		if strings.Contains(said, text) != want {
			t.Errorf("%q is said: %v, in\n%s", text, !want, said)
		}
	}
	if f.warns() {
		t.Error("a card is called a sandbox")
	}
	f.option("Sandbox")
	if said := f.says(); !f.warns() || strings.Contains(said, "card fee of") {
		t.Errorf("of the sandbox it says\n%s", said)
	}
	f.option("With extras") // another edition, paid the same way
	test.Tap(f.awaitButton("Pay in the browser"))
	f.awaitButton("Open the page again")
	if len(f.orders) != 1 || f.orders[0].Provider != "sandbox" || f.orders[0].CardFee != 0 {
		t.Errorf("%+v", f.orders)
	}
	f.typed("Escape")
	f.set(func() {
		f.kept = []library.Purchase{{Settled: time.Now()}, {Settled: time.Now(), Provider: "sandbox"}, {Settled: time.Now(), Provider: "stripe"}}
	})
	f.opens(false)
	f.awaitButton("Pay in the browser")
	if !f.warns() {
		t.Errorf("how it was paid last is forgotten:\n%s", f.says())
	}
	f.typed("Escape")
	f.ways = f.ways[:2]
	f.opens(false)
	test.Tap(f.awaitButton("Pay in the browser"))
	f.awaitButton("Open the page again")
	if f.orders[1].Provider != "stripe" || strings.Contains(f.says(), "How you pay") {
		t.Errorf("with one way: %+v", f.orders)
	}
}
