package settings

import (
	"context"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/test"

	"matinee/app/ui/kit"
	"matinee/app/ui/offers"
	"matinee/library"
)

// fakePurchases are orders at a store.
type fakePurchases struct {
	mu     sync.Mutex
	all    []library.Purchase
	state  library.PurchaseState
	calls  []string
	looked int
	err    error
}

func (f *fakePurchases) Purchases(context.Context) ([]library.Purchase, error) {
	f.mu.Lock()
	defer f.mu.Unlock()
	return slices.Clone(f.all), nil
}

func (f *fakePurchases) LookAfterPurchases(context.Context) error {
	f.mu.Lock()
	defer f.mu.Unlock()
	f.looked++
	return nil
}

func (f *fakePurchases) PurchaseState(context.Context, library.Token) (library.PurchaseState, error) {
	f.mu.Lock()
	defer f.mu.Unlock()
	return f.state, nil
}

func (f *fakePurchases) PurchaseTerms(context.Context, library.Token) (library.Access, library.Money, error) {
	return library.Access{Fee: 1000, Editions: []library.EditionAccess{{ID: "standard", Sealed: true, Splits: []library.Split{{Party: "Ann", Weight: 1}}}}}, library.Money{Currency: "EUR", Minor: 400}, nil
}

func (f *fakePurchases) CancelPurchase(_ context.Context, order library.Token) error {
	f.mu.Lock()
	defer f.mu.Unlock()
	f.all = slices.DeleteFunc(f.all, func(p library.Purchase) bool { return p.Order == order })
	return nil
}

func (f *fakePurchases) RestoreReceipt(_ context.Context, path string) error {
	f.mu.Lock()
	defer f.mu.Unlock()
	f.calls = append(f.calls, path)
	if f.err == nil {
		f.all = append(f.all, f.all[0])
	}
	return f.err
}

func newPurchasesStage(t *testing.T) (*stage, *fakePurchases, *purchasesPage) {
	t.Helper()
	day := time.Date(2026, 3, 1, 20, 15, 0, 0, time.UTC)
	bought := library.Purchase{
		Order: "0de70000000000000000000000000001", Bundle: "b", Edition: "standard", Name: "Low Tide", Price: library.Money{Currency: "EUR", Minor: 495},
		Store: "https://corner.example/x", Created: day, Settled: day, Receipt: []byte("the receipt"), Test: true,
	}
	open := bought
	open.Order, open.Name, open.Settled, open.Receipt, open.Page = "0de70000000000000000000000000002", "High: Tide", time.Time{}, nil, "https://corner.example/pay"
	f := &fakePurchases{all: []library.Purchase{bought, open}}
	s := newStageWith(t, Backends{Purchases: f})
	s.screen.openPage("Purchases")
	p, ok := s.screen.shown().(*purchasesPage)
	if !ok {
		t.Fatal("there is no page of purchases")
	}
	s.until(func() bool { return p.loaded })
	return s, f, p
}

// plainText writes spaces where a line may not break.
func plainText(text string) string { return strings.ReplaceAll(text, "\u00a0", " ") }

// TestWhatWasBoughtIsListed: with day, store and price; each opens to what was paid to whom,
// its receipt can be saved, and what is not paid can be gone on with or given up.
func TestWhatWasBoughtIsListed(t *testing.T) {
	s, f, p := newPurchasesStage(t)
	var rows []*purchaseRow
	for _, o := range test.LaidOutObjects(s.window.Canvas().Content()) {
		if r, ok := o.(*purchaseRow); ok && r.purchase.Order != "" {
			rows = append(rows, r)
		}
	}
	if len(rows) != 2 || rows[0].title.Text() != "Low Tide" || plainText(rows[0].price.Text()) != "€4.95" || rows[0].chip.Text() != "PAID" || rows[1].chip.Text() != "NOT PAID" {
		t.Fatalf("%d rows", len(rows))
	}
	if got := plainText(rows[0].when.Text()); !strings.HasSuffix(got, "corner.example · Sandbox: no money moves") {
		t.Errorf("it says %q", got)
	}
	test.Tap(rows[0])
	money := inDialog[*offers.Money](s)
	s.until(func() bool { return !money.Hidden })
	said := inDialog[*bought](s)
	if got := plainText(said.about.Text()); got != "€4.95 to corner.example, on 1 Mar 2026 · Order 0de70000000000000000000000000001 · Sandbox: no money moves" {
		t.Errorf("it says %q", got)
	}
	if got := said.state.Text(); !strings.HasPrefix(got, "It is paid.") {
		t.Errorf("it says %q", got)
	}
	s.pressDialog("Save the receipt…")
	if len(s.desk.saved) != 1 || s.desk.saved[0] != "Low Tide.receipt.json: the receipt" {
		t.Errorf("saved %q", s.desk.saved)
	}
	if f.looked == 0 {
		t.Error("nobody asks what was paid back")
	}
	f.mu.Lock()
	f.state = library.PurchaseReturned
	f.mu.Unlock()
	p.open(p.list.all[0])
	said = inDialog[*bought](s)
	s.until(func() bool { return strings.HasPrefix(said.state.Text(), "It was paid back") })
	s.pressDialog("Close")
	p.list.at = 1
	p.list.TypedKey(&fyne.KeyEvent{Name: fyne.KeyReturn})
	s.pressDialog("Go on paying")
	if s.desk.saved[1] != "page https://corner.example/pay" {
		t.Errorf("opened %q", s.desk.saved)
	}
	p.open(p.list.all[1])
	s.pressDialog("Cancel the order")
	s.until(func() bool { return len(p.list.all) == 1 })
}

// TestAReceiptRestores: chosen or dropped; what is refused is said.
func TestAReceiptRestores(t *testing.T) {
	s, f, p := newPurchasesStage(t)
	s.desk.choose = "/receipt.json"
	test.Tap(p.restore)
	s.until(func() bool { return len(p.list.all) == 3 })
	f.mu.Lock()
	f.err = &library.Error{Code: library.CodeRefunded}
	f.mu.Unlock()
	if !s.screen.TakeFile("/dropped.json") {
		t.Fatal("a file that is dropped is not taken")
	}
	s.until(func() bool { return p.notice.Visible() && !p.restore.Disabled() })
	if !slices.Equal(f.calls, []string{"/receipt.json", "/dropped.json"}) {
		t.Errorf("restored %q", f.calls)
	}
	s.screen.open(0)
	if s.screen.TakeFile("/dropped.json") {
		t.Error("another page takes it, too")
	}
}

// pressDialog presses a button of the dialog on top.
func (s *stage) pressDialog(text string) {
	s.t.Helper()
	for _, o := range test.LaidOutObjects(s.window.Canvas().Overlays().Top()) {
		if b, ok := o.(*kit.Button); ok && b.Text() == text && b.Visible() {
			test.Tap(b)
			return
		}
	}
	s.t.Fatalf("no button %q", text)
}

// TestWhatWasPaidBackIsSeenInTheList without opening it.
func TestWhatWasPaidBackIsSeenInTheList(t *testing.T) {
	paid := library.Purchase{Settled: time.Now(), Price: library.Money{Currency: "EUR", Minor: 495}}
	part, all := paid, paid
	part.Returned = 100
	all.Returned, all.Gone = 495, true
	for want, p := range map[string]library.Purchase{"NOT PAID": {}, "PAID": paid, "PARTLY BACK": part, "PAID BACK": all} {
		if got, _ := chipOf(p); got != want {
			t.Errorf("%q, not %q", got, want)
		}
	}
	if got := plainText(aboutOf(part)); !strings.Contains(got, "€1.00 of it was paid back") {
		t.Errorf("it says %q", got)
	}
}
