package buying

import (
	"slices"
	"strings"
	"testing"
	"time"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/test"

	"matinee/app/ui/kit"
	"matinee/app/ui/stagehand"
	"matinee/library"
)

// option presses a word of a choice by the keyboard.
func (f *fake) option(text string) {
	f.T.Helper()
	for _, o := range test.LaidOutObjects(f.Window.Canvas().Overlays().Top()) {
		c, ok := o.(fyne.Focusable)
		w, drawn := o.(fyne.Widget)
		if !ok || !drawn {
			continue
		}
		for _, part := range test.WidgetRenderer(w).Objects() {
			if l, ok := part.(*kit.Label); ok && strings.ReplaceAll(l.Text(), "\u00a0", " ") == text {
				f.Window.Canvas().Focus(c)
				f.Key(fyne.KeySpace)
				return
			}
		}
	}
	f.T.Fatalf("there is no choice %q", text)
}

func TestWhatIsBoughtIsSaidBefore(t *testing.T) {
	f := newFake(t, "en")
	f.opens(false)
	f.awaitButton("Pay in the browser")
	for _, want := range []string{
		"Sandbox: no money moves", "$4.95", "for ever", "cannot be saved", "Sold by Corner · corner.example",
		"$3.07", "$1.39", "$0.49",
	} {
		if !strings.Contains(f.says(), want) {
			t.Errorf("%q is not said in\n%s", want, f.says())
		}
	}
	f.option("$1.95 for 2 days")
	if said := f.says(); !strings.Contains(said, "2 days from the first play") || !strings.Contains(said, "$0.19") {
		t.Errorf("of a rental it says\n%s", said)
	}
	f.option("With extras")
	if said := f.says(); !strings.Contains(said, "$9.95") || !strings.Contains(said, "May be saved") {
		t.Errorf("of the other edition it says\n%s", said)
	}
}

// TestACardFeeIsSaidBefore it is paid, and ordered as it was said; a store that tells of none
// bears it.
func TestACardFeeIsSaidBefore(t *testing.T) {
	f := newFake(t, "en")
	f.bears, f.fees = true, []library.FeeRate{{Currency: "USD", Part: 290, Fixed: 30}}
	f.opens(false)
	pay := f.awaitButton("Pay in the browser")
	if said := f.says(); !strings.Contains(said, "and a card fee of $0.46: $5.41 in all") || !strings.Contains(said, "$3.07") {
		t.Errorf("of the fee it says\n%s", said)
	}
	test.Tap(pay)
	f.awaitButton("Open the page again")
	if len(f.orders) != 1 || f.orders[0].CardFee != 46 {
		t.Errorf("%+v", f.orders)
	}
	f.typed(fyne.KeyEscape)
	f.fees = nil
	f.opens(false)
	f.awaitButton("Pay in the browser")
	if said := f.says(); !strings.Contains(said, "The store bears the card fee.") {
		t.Errorf("without a fee it says\n%s", said)
	}
}

// TestAGiftCodeIsNoStoresBusiness: pasted where a store's code goes, it opens by itself.
func TestAGiftCodeIsNoStoresBusiness(t *testing.T) {
	f := newFake(t, "en")
	f.opens(true)
	f.awaitButton("Pay in the browser")
	code, ok := f.Window.Canvas().Focused().(*kit.Field)
	if !ok {
		t.Fatal("the code is not asked for")
	}
	code.SetText(" matinee:gift:abc\n")
	f.set(func() { f.err = &library.Error{Code: library.CodeMismatch} })
	test.Tap(f.awaitButton("Use the code"))
	f.Until(func() bool { return strings.Contains(f.says(), "another bundle or edition") })
	f.set(func() { f.err = nil })
	test.Tap(f.awaitButton("Use the code"))
	f.Until(func() bool { return f.count("bought standard") == 1 })
	if len(f.orders) != 0 || f.count("license matinee:gift:abc") != 2 {
		t.Errorf("%d orders, %q", len(f.orders), f.calls)
	}
}

// TestAnImpatientReturnKeepsTheOrder: the key that ordered is pressed once more.
func TestAnImpatientReturnKeepsTheOrder(t *testing.T) {
	f := newFake(t, "en")
	f.opens(false)
	f.Window.Canvas().Focus(f.awaitButton("Pay in the browser"))
	f.typed(fyne.KeyReturn)
	f.awaitButton("Open the page again")
	f.typed(fyne.KeyReturn)
	f.Until(func() bool { return f.count("page https://corner.example/pay") == 2 })
	if f.button("Cancel the order") == nil {
		t.Error("it waits no longer")
	}
}

func TestTenClicksOrderOnceAndWhatIsPaidPlays(t *testing.T) {
	f := newFake(t, "en")
	f.gate = make(chan struct{})
	f.opens(false)
	pay := f.awaitButton("Pay in the browser")
	for range 10 {
		test.Tap(pay)
		f.typed(fyne.KeySpace)
	}
	close(f.gate)
	f.awaitButton("Open the page again")
	f.Press("Open the page again")
	f.Press("Copy its address")
	if f.count("page https://corner.example/pay") != 2 || f.count("copy https://corner.example/pay") != 1 {
		t.Errorf("calls %v", f.calls)
	}
	f.paid <- nil
	f.Until(func() bool { return f.count("bought standard") == 1 })
	if len(f.orders) != 1 || f.Window.Canvas().Overlays().Top() != nil {
		t.Errorf("orders %+v, and something lies over the page: %v", f.orders, f.Window.Canvas().Overlays().Top() != nil)
	}
}

func TestOneWaitsAgainOrForgetsTheOrder(t *testing.T) {
	f := newFake(t, "en")
	f.kept = []library.Purchase{{Order: "o0", Bundle: "b", Page: "https://corner.example/p0", Created: time.Now(), Price: *dollars(495)}}
	f.opens(false)
	f.awaitButton("Cancel the order")
	f.Key(fyne.KeyEscape) // goes on waiting
	f.Until(func() bool { return f.count("await ends") == 1 })
	if f.count("cancel o0") != 0 {
		t.Fatal("Escape forgets what may be paid")
	}
	f.opens(false)
	f.awaitButton("Cancel the order")
	f.Press("Cancel the order")
	f.Until(func() bool { return f.count("cancel o0") == 1 })
	if len(f.orders) != 0 {
		t.Error("it was ordered a second time")
	}
}

func TestAnErrorIsSaidInTheSheet(t *testing.T) {
	f := newFake(t, "en")
	f.shut = &library.Error{Code: library.CodeStoreGone}
	f.opens(false)
	f.awaitButton("Try again")
	if !strings.Contains(f.says(), "The store does not answer.") {
		t.Errorf("it says\n%s", f.says())
	}
	f.set(func() { f.shut, f.err = nil, &library.Error{Code: library.CodePriceChanged} })
	f.Press("Try again")
	f.awaitButton("Pay in the browser")
	f.Press("Pay in the browser")
	f.Until(func() bool { return strings.Contains(f.says(), "The price has changed.") })
	f.set(func() { f.err = nil })
	f.awaitButton("Pay in the browser")
	f.Press("Pay in the browser")
	f.awaitButton("Open the page again")
	f.paid <- &library.Error{Code: library.CodeRefunded}
	f.Until(func() bool { return strings.Contains(f.says(), "This was refunded.") })
}

func TestACodePaysByTheKeyboard(t *testing.T) {
	f := newFake(t, "en")
	f.opens(true)
	f.awaitButton("Pay in the browser")
	field, ok := f.Window.Canvas().Focused().(*kit.Field)
	if !ok {
		t.Fatal("the keys do not go to the code")
	}
	test.Type(field, "ABCDE")
	if f.button("Use the code") == nil || !strings.Contains(f.says(), "Paid by the code") {
		t.Errorf("it says\n%s", f.says())
	}
	f.Key(fyne.KeyReturn)
	f.Until(func() bool { return f.count("bought standard") == 1 })
	if len(f.orders) != 1 || f.orders[0].Code != "ABCDE" || f.orders[0].Price != nil {
		t.Errorf("orders %+v", f.orders)
	}
}

func TestOnePaysWhatOneWantsFromTheLeast(t *testing.T) {
	f := newFake(t, "en")
	f.opens(false)
	f.awaitButton("Pay in the browser")
	f.option("pay what you want, from $2.00")
	var amount *kit.Field
	for _, o := range test.LaidOutObjects(f.Window.Canvas().Overlays().Top()) {
		if field, ok := o.(*kit.Field); ok && field.Visible() && amount == nil {
			amount = field
		}
	}
	amount.SetText("1,99")
	if !f.button("Pay in the browser").Disabled() {
		t.Error("less than the least is taken")
	}
	amount.SetText("$7,50")
	f.awaitButton("Pay in the browser")
	if !strings.Contains(f.says(), "$0.75") {
		t.Errorf("of the store's part it says\n%s", f.says())
	}
	f.Press("Pay in the browser")
	f.awaitButton("Open the page again")
	if o := f.orders[0]; o.Price == nil || o.Price.String() != "7.50 USD" {
		t.Errorf("ordered %+v", o)
	}
}

func TestClosedWhileOrderingForgetsTheOrder(t *testing.T) {
	f := newFake(t, "en")
	f.gate = make(chan struct{})
	f.opens(false)
	f.awaitButton("Pay in the browser")
	f.Press("Pay in the browser")
	f.Until(func() bool { f.mu.Lock(); defer f.mu.Unlock(); return len(f.orders) == 1 })
	f.typed(fyne.KeyEscape)
	f.Until(func() bool { return f.count("cancel o1") == 1 })
	if f.count("bought standard")+f.count("await") != 0 {
		t.Errorf("calls %v", f.calls)
	}
}

func TestTheSheetFitsAtEveryScale(t *testing.T) {
	for _, language := range []string{"en", "fr"} {
		t.Run(language, func(t *testing.T) {
			for _, what := range []string{"sheet", "wait"} {
				f := newFake(t, language)
				if what == "wait" {
					f.kept = []library.Purchase{{Order: "o0", Bundle: "b", Page: "p", Created: time.Now(), Price: *dollars(495), Test: true, Store: "https://corner.example"}}
				}
				f.opens(false)
				f.Until(func() bool {
					return slices.ContainsFunc([]string{"Pay in the browser", "Payer dans le navigateur", "Cancel the order", "Annuler la commande"}, func(s string) bool { return f.button(s) != nil })
				})
				stagehand.InEveryWindow(t, f.Window, false, func(window string, _ float32) {
					for _, flaw := range stagehand.Flaws(f.Window) {
						t.Errorf("%s, %s: %s", what, window, flaw)
					}
				})
			}
		})
	}
}
