package owner

import (
	"testing"

	"matinee/app/control"
	"matinee/library"
	"matinee/sync/store"
)

// TestWhatWasPaidBackIsListed, a part or all of it, without a purchase being opened; stores
// are not asked each time somebody looks. What was restored before anything was known of its
// bundle has a title once that is.
func TestWhatWasPaidBackIsListed(t *testing.T) {
	dht := nodes(t, 4)
	creator := open(t, t.TempDir(), inDHT(dht...), able)
	made := creator.channelNew("Studio")
	shop, address := sells(t, made.Root)
	creator.consigns("Low Tide", creator.certifies(shop, address, ""))
	fan := open(t, t.TempDir(), inDHT(dht[0], dht[3]))
	fan.follows(made, "Low Tide")
	order := ok[library.Purchase](t)(fan.Buy(t.Context(), control.BuyRequest{Name: "Low Tide"}))
	pays(t, order.Page)
	order = ok[library.Purchase](t)(fan.AwaitPurchase(t.Context(), order.Order))
	listed := func() library.Purchase {
		t.Helper()
		if err := fan.LookAfterPurchases(t.Context()); err != nil {
			t.Fatal(err)
		}
		return ok[[]library.Purchase](t)(fan.Purchases(t.Context()))[0]
	}
	ok[library.Money](t)(shop.Refund(t.Context(), store.Return{Order: order.Order, Key: "1", Minor: 100}))
	if p := listed(); p.Returned != 100 || p.Gone || len(p.Receipt) == 0 {
		t.Errorf("a part went back: %+v", p)
	}
	ok[library.Money](t)(shop.Refund(t.Context(), store.Return{Order: order.Order, Key: "2"}))
	if p := listed(); p.Returned != 100 {
		t.Errorf("the store was asked again at once: %+v", p)
	}
	if state := ok[library.PurchaseState](t)(fan.PurchaseState(t.Context(), order.Order)); state != library.PurchaseReturned {
		t.Errorf("it is %s", state)
	}
	if p := listed(); p.Returned != 495 || !p.Gone || p.Settled.IsZero() {
		t.Errorf("all of it went back: %+v", p)
	}

	nameless := order
	nameless.Order, nameless.Name = drawToken(), ""
	if err := fan.db.SavePurchase(t.Context(), nameless); err != nil {
		t.Fatal(err)
	}
	for _, p := range ok[[]library.Purchase](t)(fan.Purchases(t.Context())) {
		if p.Name != "Low Tide" {
			t.Errorf("it is called %q", p.Name)
		}
	}
}
