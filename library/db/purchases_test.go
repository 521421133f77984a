package db_test

import (
	"reflect"
	"testing"
	"time"

	"matinee/library"
)

// TestPurchasesAreKept with their secrets and receipts; what was paid is not forgotten.
func TestPurchasesAreKept(t *testing.T) {
	d, path := fresh(t)
	p := library.Purchase{
		Order: "00000000000000000000000000000001", Secret: "00000000000000000000000000000002", Bundle: "00000000000000000000000000000003",
		Edition: "standard", Name: "Film", Price: library.Money{Currency: "EUR", Minor: 495}, Test: true, Store: "https://store.example/", Key: "k",
		Page: "https://store.example/pay", Created: time.Unix(9, 0).UTC(), Receipt: []byte{},
	}
	other := p
	other.Order, other.Created = "00000000000000000000000000000004", time.Unix(10, 0).UTC()
	must(t, d.SavePurchase(t.Context(), p))
	must(t, d.SavePurchase(t.Context(), other))
	p.Settled, p.Page, p.Receipt, p.Price.Minor = time.Unix(11, 0).UTC(), "", []byte("receipt"), 500
	p.CardFee, p.Returned, p.Gone, p.Name = 33, 500, true, "The film"
	must(t, d.RenewPurchase(t.Context(), p))
	must(t, d.DropPurchase(t.Context(), p.Order))
	must(t, d.DropPurchase(t.Context(), other.Order))
	must(t, d.RenewPurchase(t.Context(), other)) // its store answers late
	d = reopen(t, d, path)
	got, err := d.Purchases(t.Context())
	must(t, err)
	if len(got) != 1 || !got[0].Created.Equal(p.Created) || !got[0].Settled.Equal(p.Settled) {
		t.Fatalf("%+v", got)
	}
	got[0].Created, got[0].Settled = p.Created, p.Settled
	if !reflect.DeepEqual(got[0], p) {
		t.Errorf("%+v, want %+v", got[0], p)
	}
	if got[0].Secret.Reveal() != "00000000000000000000000000000002" {
		t.Error("another secret")
	}
}
