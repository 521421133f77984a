package cli

import (
	"context"
	"encoding/json"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"matinee/app/control"
	"matinee/library"
)

// TestAStoreByCommands: a store is made once, keeps its keys, and its books are written out
// and hold; nothing of it needs a library.
func TestAStoreByCommands(t *testing.T) {
	dir, root := filepath.Join(t.TempDir(), "corner"), strings.Repeat("ab", 32)
	d := &desk{}
	store := func(args ...string) outcome {
		return typed(t, d, "", append([]string{"store", "--dir", dir}, args...)...)
	}
	first := store("init", "--json")
	var keys struct{ Key, Recipient string }
	if err := json.Unmarshal([]byte(first.out), &keys); err != nil || len(keys.Key) != 64 || !strings.HasPrefix(keys.Recipient, "age1") {
		t.Fatalf("%+v, %v", first, err)
	}
	if again := store("init", "--json"); again.out != first.out {
		t.Errorf("its keys are others now: %s", again.out)
	}
	for _, secret := range []string{"signing.key", "consignments.key"} {
		if info, err := os.Stat(filepath.Join(dir, secret)); err != nil || info.Mode().Perm() != 0o600 {
			t.Errorf("%s: %v, %v", secret, info, err)
		}
	}
	if got := store("channel", "nothing"); got.code != 1 || !strings.HasPrefix(got.err, "This is not the root key") {
		t.Errorf("%+v", got)
	}
	if got := store("channel", root); got.code != 0 {
		t.Errorf("%+v", got)
	}
	if got := store("voucher", strings.Repeat("0", 32), "standard"); got.code != 1 {
		t.Errorf("codes for what is not sold: %+v", got)
	}
	books := filepath.Join(t.TempDir(), "books.json")
	if got := store("export", root, "-o", books); got.code != 0 {
		t.Fatalf("%+v", got)
	}
	if got := store("verify", books); got.code != 0 || !strings.HasPrefix(got.out, "All 0 entries follow") {
		t.Errorf("%+v", got)
	}
	raw, err := os.ReadFile(books)
	if err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(books, []byte(strings.Replace(string(raw), `"n":0`, `"n":1`, 1)), 0o600); err != nil {
		t.Fatal(err)
	}
	if got := store("verify", books); got.code != 1 || !strings.Contains(got.out, "does not end where it says") {
		t.Errorf("%+v", got)
	}
	if got := store("statement", root, "Ann", "--month", "2026-11"); got.code != 0 || !strings.Contains(got.out, "Ann, 2026-11\n") || !strings.Contains(got.out, "0.00 EUR") {
		t.Errorf("%+v", got)
	}
	if got := store("statement", root, "--csv"); got.out != "day,currency,sales,ads\n" {
		t.Errorf("%+v", got)
	}
	if d.connects != 0 {
		t.Error("a library was opened")
	}
}

func (d *desk) Buy(_ context.Context, q control.BuyRequest) (library.Purchase, error) {
	price := "offered"
	if q.Price != nil {
		price = q.Price.String()
	}
	return library.Purchase{Order: "1", Name: "Film\x1b", Edition: "standard", Test: true, Page: "http://pay", Price: library.Money{Currency: "EUR", Minor: 495}},
		d.do("buy", q.Name, string(q.Edition), price, q.Code)
}

func (d *desk) AwaitPurchase(_ context.Context, order library.Token) (library.Purchase, error) {
	return library.Purchase{Order: order, Name: "Film", Settled: time.Unix(9, 0), Receipt: []byte("secret")}, d.do("await", string(order))
}

func (d *desk) Purchases(context.Context) ([]library.Purchase, error) {
	return []library.Purchase{{Order: "1", Settled: time.Unix(9, 0), Receipt: []byte("secret")}, {Order: "2"}}, d.do("purchases")
}

// TestBuying: where it is paid is said, then that it is here; a receipt leaves only into a
// file of one's own.
func TestBuying(t *testing.T) {
	d := &desk{}
	got := typed(t, d, "", "buy", "Film", "--edition", "standard")
	if got.code != 0 || !strings.Contains(got.err, "(sandbox: no money moves), not paid yet. Pay at http://pay") || !strings.Contains(got.out, "paid; the license is here") {
		t.Errorf("%+v", got)
	}
	typed(t, d, "ABC\n", "buy", "Film", "--code", "-", "--no-wait")
	typed(t, d, "", "buy", "Film", "--pay", "12.50EUR", "--no-wait")
	want := []string{"buy Film standard offered ", "await 1", "buy Film  offered ABC", "buy Film  12.50 EUR "}
	if strings.Join(d.done, "\n") != strings.Join(want, "\n") {
		t.Errorf("%q", d.done)
	}
	if got := typed(t, d, "", "buy", "Film", "--code", "ABC"); got.code != exitUsage {
		t.Errorf("a code among the arguments: %+v", got)
	}
	if got := typed(t, d, "", "orders", "--json"); got.code != 0 || strings.Contains(got.out, "c2VjcmV0") {
		t.Errorf("%+v", got)
	}
	to := filepath.Join(t.TempDir(), "receipt")
	if got := typed(t, d, "", "orders", "receipt", "1", to); got.code != 0 {
		t.Errorf("%+v", got)
	}
	if info, err := os.Stat(to); err != nil || info.Mode().Perm() != 0o600 {
		t.Errorf("%v, %v", info, err)
	}
	if got := typed(t, d, "", "orders", "receipt", "2", to); got.code != 1 || !strings.Contains(got.err, "not paid yet") {
		t.Errorf("%+v", got)
	}
}
