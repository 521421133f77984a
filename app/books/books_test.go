package books

import (
	"context"
	"crypto/ed25519"
	"encoding/csv"
	"os"
	"strings"
	"testing"
	"time"

	"matinee/library"
	"matinee/library/format"
	"matinee/library/ledger"
	"matinee/sync/store"
)

func key(name byte) (library.Key, ed25519.PrivateKey) {
	private := ed25519.NewKeyFromSeed([]byte(strings.Repeat(string(name), ed25519.SeedSize)))
	public, _ := private.Public().(ed25519.PublicKey)
	return library.KeyOf(public), private
}

// told are books of so many entries as a store tells them.
func told(t *testing.T, entries []ledger.Entry, after int64) store.BooksPage {
	t.Helper()
	channel, _ := key('c')
	at, private := key('s')
	h := format.BooksHead{Store: at, Channel: channel, Issued: time.Date(2026, 11, 1, 0, 0, 0, 0, time.UTC), Entries: int64(len(entries))}
	if len(entries) > 0 {
		hash, err := entries[len(entries)-1].Hash()
		if err != nil {
			t.Fatal(err)
		}
		h.Hash = hash
	}
	signed, err := format.Sign(h, private)
	if err != nil {
		t.Fatal(err)
	}
	return store.BooksPage{Entries: entries[min(after, int64(len(entries))):], Head: string(signed.Bytes())}
}

func entries(t *testing.T, count int, name string) (list []ledger.Entry) {
	t.Helper()
	var head ledger.Head
	for i := range count {
		e := ledger.Entry{At: time.Unix(1_800_000_000, 0), Kind: ledger.Counted, Key: name + strings.Repeat("x", i), Money: "EUR"}
		e, next, err := head.Append(e)
		if err != nil {
			t.Fatal(err)
		}
		head, list = next, append(list, e)
	}
	return list
}

// TestKeptBooksGrow: also after an end in the middle of writing; what contradicts them is
// told and changes nothing.
func TestKeptBooksGrow(t *testing.T) {
	dir := t.TempDir()
	channel, _ := key('c')
	at, _ := key('s')
	bring := func(all []ledger.Entry) *Kept {
		t.Helper()
		k, err := Open(dir, channel, "age1store")
		if err != nil {
			t.Fatal(err)
		}
		err = k.Bring(t.Context(), channel, []library.Key{at}, func(_ context.Context, after int64) (store.BooksPage, error) { return told(t, all, after), nil }, time.Now())
		if err != nil {
			t.Fatal(err)
		}
		if k, err = Open(dir, channel, "age1store"); err != nil {
			t.Fatal(err)
		}
		return k
	}
	honest := entries(t, 5, "a")
	if k := bring(honest[:2]); k.Head.N != 2 || k.Why != "" {
		t.Errorf("%+v", k)
	}
	k, _ := Open(dir, channel, "age1store")
	f, err := os.OpenFile(k.path+".entries", os.O_WRONLY|os.O_APPEND, 0)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := f.WriteString(`{"n":3,"half`); err != nil {
		t.Fatal(err)
	}
	_ = f.Close()
	if k := bring(honest[:4]); k.Head.N != 4 || k.Why != "" {
		t.Errorf("after a cut: %+v", k)
	}
	for what, lie := range map[string][]ledger.Entry{"fewer": honest[:3], "others": entries(t, 4, "b"), "others and more": entries(t, 6, "b")} {
		k := bring(lie)
		_, problems, _ := k.Check(channel, []library.Key{at}, nil, nil)
		if k.Head.N != 4 || len(problems) != 1 || problems[0].Code != library.CodeBooksChanged {
			t.Errorf("%s: %+v, %v", what, k.Head, problems)
		}
	}
	if k := bring(honest); k.Head.N != 5 || k.Why != "" {
		t.Errorf("honest again: %+v", k)
	}
	stranger, _ := key('x')
	err = k.Bring(t.Context(), channel, []library.Key{stranger}, func(_ context.Context, after int64) (store.BooksPage, error) { return told(t, honest, after), nil }, time.Now())
	if library.CodeOf(err) != library.CodeBadSignature {
		t.Errorf("another store's: %v", err)
	}
}

// TestPrinted: names of others are text and nothing else, on the page and in the table.
func TestPrinted(t *testing.T) {
	month := time.Date(2026, 11, 1, 0, 0, 0, 0, time.UTC)
	bad := library.Tally{Party: "=1+<script>", Sales: 446, Closing: 446, Works: []library.TakingsOf{{Bundle: "1", Title: "<b>Low</b>", Sold: 1, Sales: 446, Test: true}}}
	of := library.Takings{Month: month, Money: "EUR", All: library.Tally{Sales: 495}, Store: library.Tally{Sales: 49}, Parties: []library.Tally{bad, {Party: "Bo"}}, Sold: 1, Tests: 1}
	of.Against = []library.Against{{Bundle: "1", Sponsor: "<i>Cola", From: month, Until: month, Views: 20, Minor: 19, Reason: "all from <one> network"}}
	raw, err := Page(of, bad.Party, library.TakingsWords{Title: "Receipts", Test: "sandbox"})
	if err != nil {
		t.Fatal(err)
	}
	page := string(raw)
	for _, never := range []string{"<script>", "<b>Low", "http:", "https:", "Bo<", "<i>", "<one>"} {
		if strings.Contains(page, never) {
			t.Errorf("%s is on the page", never)
		}
	}
	if !strings.Contains(page, "-0.19 EUR") || !strings.Contains(page, "all from &lt;one&gt; network") || !strings.Contains(page, "4.46") || !strings.Contains(page, "sandbox") {
		t.Errorf("%s", page)
	}
	if raw, err = Table(of, ""); err != nil {
		t.Fatal(err)
	}
	rows, err := csv.NewReader(strings.NewReader(string(raw))).ReadAll()
	if err != nil || len(rows) != 6 || rows[1][3] != "4.95" || rows[3][1] != "'=1+<script>" || rows[3][7] != "4.46" || rows[5][0] != "objection" || rows[5][4] != "-0.19" {
		t.Errorf("%q, %v", rows, err)
	}
}

// TestObjectionsAreTold: what a sponsor does not pay for is in the takings of the month in which
// it was posted, with its reason.
func TestObjectionsAreTold(t *testing.T) {
	at := time.Date(2026, 11, 20, 12, 0, 0, 0, time.UTC)
	rule := ledger.Rule{Fee: 1000, Splits: []library.Split{{Party: "Studio", Weight: 1}}}
	views, err := rule.Views("tea", 0, 100)
	if err != nil {
		t.Fatal(err)
	}
	back, err := rule.Unview("tea", 100, 80)
	if err != nil {
		t.Fatal(err)
	}
	word := ledger.Objection{Sponsor: "Tea", From: at.Truncate(24 * time.Hour), Until: at.Truncate(24 * time.Hour), Views: 20, Reason: "robots"}
	var list []ledger.Entry
	var head ledger.Head
	for _, e := range []ledger.Entry{
		{At: at, Kind: ledger.Viewed, Key: "a", Bundle: "film", Money: "EUR", Gross: 100, Legs: views},
		{At: at, Kind: ledger.Objected, Key: "b", Bundle: "film", Money: "EUR", Gross: 80, Legs: back, Objection: &word},
	} {
		if e, head, err = head.Append(e); err != nil {
			t.Fatal(err)
		}
		list = append(list, e)
	}
	got := Takings(at, list)
	if len(got) != 1 || len(got[0].Against) != 1 || got[0].Against[0].Minor != 20 || got[0].Against[0].Reason != "robots" || got[0].Parties[0].Ads != 72 || got[0].All.Ads != 80 {
		t.Errorf("%+v", got)
	}
	if later := Takings(at.AddDate(0, 1, 0), list); len(later[0].Against) != 0 {
		t.Errorf("%+v", later)
	}
}
