package buying

import (
	"context"
	"fmt"
	"strings"
	"sync"
	"testing"
	"time"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"
	"fyne.io/fyne/v2/test"

	"matinee/app/ui/kit"
	"matinee/app/ui/stagehand"
	"matinee/library"
)

// fake is the store and the window around the sheet.
type fake struct {
	*stagehand.Stage
	mu     sync.Mutex
	calls  []string
	orders []Order
	kept   []library.Purchase
	shut   error         // of asking the store
	err    error         // of ordering
	gate   chan struct{} // ordering waits for it; nil: it does not
	paid   chan error    // what ends the wait
	bears  bool          // the offers have buyers bear the card fee
	fees   []library.FeeRate
	ways   []library.Way
}

func (f *fake) call(format string, args ...any) {
	f.mu.Lock()
	defer f.mu.Unlock()
	f.calls = append(f.calls, fmt.Sprintf(format, args...))
}

func (f *fake) count(call string) (n int) {
	f.mu.Lock()
	defer f.mu.Unlock()
	for _, c := range f.calls {
		if c == call {
			n++
		}
	}
	return n
}

func (f *fake) set(change func()) {
	f.mu.Lock()
	defer f.mu.Unlock()
	change()
}

func (f *fake) Shops(context.Context, library.Key) ([]library.Shop, error) {
	return []library.Shop{{Key: "key", URL: "https://corner.example"}}, nil
}

func (f *fake) AskShop(context.Context, library.Key, library.Key) (library.Shop, error) {
	f.mu.Lock()
	defer f.mu.Unlock()
	return library.Shop{Key: "key", URL: "https://corner.example", Name: "Corner", Test: true, Fees: f.fees, Ways: f.ways}, f.shut
}

func (f *fake) OpenLicense(_ context.Context, source string) error {
	f.call("license %s", source)
	f.mu.Lock()
	defer f.mu.Unlock()
	return f.err
}

func (f *fake) WatchWithAds(context.Context, library.Key, library.Token, library.EditionID) error {
	return nil
}

func (f *fake) PlaceOrder(ctx context.Context, o Order) (library.Purchase, error) {
	f.set(func() { f.orders = append(f.orders, o) })
	p := library.Purchase{
		Order: "o1", Bundle: o.Bundle, Edition: o.Edition, Price: library.Money{Currency: "USD", Minor: 495},
		Page: "https://corner.example/pay", Store: "https://corner.example", Test: true, Created: time.Now(),
	}
	if f.gate != nil {
		select {
		case <-f.gate:
		case <-ctx.Done():
			return p, &library.Error{Code: library.CodeCanceled}
		}
	}
	f.mu.Lock()
	defer f.mu.Unlock()
	if o.Code != "" {
		p.Settled = time.Now()
	}
	if f.err != nil {
		p = library.Purchase{}
	}
	return p, f.err
}

func (f *fake) AwaitPurchase(ctx context.Context, _ library.Token) (library.Purchase, error) {
	f.call("await")
	select {
	case err := <-f.paid:
		return library.Purchase{Order: "o1", Edition: "standard", Settled: time.Now()}, err
	case <-ctx.Done():
		f.call("await ends")
		return library.Purchase{}, &library.Error{Code: library.CodeCanceled}
	}
}

func (f *fake) CancelPurchase(_ context.Context, order library.Token) error {
	f.call("cancel %s", order)
	return nil
}

func (f *fake) Purchases(context.Context) ([]library.Purchase, error) {
	f.mu.Lock()
	defer f.mu.Unlock()
	return f.kept, nil
}
func (f *fake) OpenPage(address string) { f.call("page %s", address) }
func (f *fake) Copy(text string)        { f.call("copy %s", text) }
func (f *fake) Tell(err error) {
	if err != nil {
		f.call("told %s", library.CodeOf(err))
	}
}

func dollars(cents int64) *library.Money { return &library.Money{Currency: "USD", Minor: cents} }

// forSale is a bundle of two editions: the first for a price, to rent, or for what one
// wants.
func forSale() library.Access {
	w := &library.Window{From: time.Now().Add(-time.Hour), Until: time.Now().Add(41 * 24 * time.Hour)}
	edition := func(id library.EditionID, name string, all ...library.Offer) library.EditionAccess {
		return library.EditionAccess{
			ID: id, Name: name, Sealed: true, Why: library.CodeSealed, Offers: all, Standing: library.Standing{Window: w},
			Splits: []library.Split{{Party: "Rapid Eyes", Weight: 62}, {Party: "Director and cast", Weight: 28}},
		}
	}
	return library.Access{
		Bundle: "b", Channel: "root", Name: "Children of the Machine", Fee: 1000, Editions: []library.EditionAccess{
			edition("standard", "Season",
				library.Offer{Kind: library.OfferPaid, Price: dollars(495)},
				library.Offer{Kind: library.OfferPaid, Price: dollars(195), Rental: 48 * time.Hour},
				library.Offer{Kind: library.OfferPWYW, Price: dollars(200)}, library.Offer{Kind: library.OfferAds}),
			edition("extras", "With extras", library.Offer{Kind: library.OfferPaid, Price: dollars(995), Permits: []library.Permit{library.PermitExport}}),
		},
	}
}

func newFake(t *testing.T, language string) *fake {
	t.Helper()
	stagehand.Speak(t, language)
	f := &fake{Stage: stagehand.New(t), paid: make(chan error, 1)}
	f.Show(canvas.NewRectangle(nil), 1280, 800)
	return f
}

// opens opens the sheet, and waits until it has asked.
func (f *fake) opens(withCode bool) {
	f.T.Helper()
	a := forSale()
	for i := range a.Editions {
		for j := range a.Editions[i].Offers {
			if o := &a.Editions[i].Offers[j]; f.bears && o.Price != nil {
				o.CardFee = library.BuyerBears
			}
		}
	}
	g, err := Find(f.T.Context(), f, a)
	if err != nil || len(g.Wares) != 2 || len(g.Wares[0].Offers) != 3 {
		f.T.Fatalf("for sale is %+v, %v", g, err)
	}
	Open(f.Window.Canvas(), Subject{Goods: g, Loop: f.Loop, Backend: f, Desk: f, Bought: func(e library.EditionID) { f.call("bought %s", e) }}, withCode)
}

// button is the one with a text, of the dialog that is open.
func (f *fake) button(text string) *kit.Button {
	top := f.Window.Canvas().Overlays().Top()
	if top == nil {
		return nil
	}
	for _, o := range test.LaidOutObjects(top) {
		if b, ok := o.(*kit.Button); ok && b.Text() == text {
			return b
		}
	}
	return nil
}

// typed presses a key on what has the focus, else on the dialog as a whole.
func (f *fake) typed(name fyne.KeyName) {
	if focused := f.Window.Canvas().Focused(); focused != nil {
		focused.TypedKey(&fyne.KeyEvent{Name: name})
		return
	}
	f.Window.Canvas().OnTypedKey()(&fyne.KeyEvent{Name: name})
}

// says is all that the dialog says.
func (f *fake) says() string {
	top := f.Window.Canvas().Overlays().Top()
	if top == nil {
		return ""
	}
	var all []string
	for _, o := range test.LaidOutObjects(top) {
		switch o := o.(type) {
		case *kit.Label:
			all = append(all, o.Text())
		case *kit.Chip:
			all = append(all, o.Text())
		}
	}
	return strings.ReplaceAll(strings.Join(all, "\n"), "\u00a0", " ")
}

func (f *fake) awaitButton(text string) *kit.Button {
	f.T.Helper()
	f.Until(func() bool { b := f.button(text); return b != nil && !b.Disabled() })
	return f.button(text)
}
