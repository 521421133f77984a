package studio

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"fyne.io/fyne/v2/test"

	"matinee/app/ui/kit"
	"matinee/library"
)

func (h *house) Accounts(_ context.Context, _ library.Key, month time.Time, ask bool, receipts []string) (a library.Accounts, err error) {
	err = h.do(func() {
		h.read = append(h.read, fmt.Sprintf("%s %v %v", month.Format("2006-01"), ask, receipts))
		a = h.accounts
		a.Held = len(receipts)
		if !month.IsZero() {
			a.Month = month
		}
	})
	return a, err
}

func (h *house) Print(of library.Takings, party string, words library.TakingsWords, table bool) ([]byte, error) {
	return fmt.Appendf(nil, "%s %q %q %v", of.Money, party, words.Title, table), nil
}

// earned are accounts of one sale of 4.95 for two parties, and ads.
func earned() library.Accounts {
	month := time.Date(2026, 11, 1, 0, 0, 0, 0, time.UTC)
	tally := func(party string, sales, ads int64) library.Tally {
		return library.Tally{
			Party: party, Sales: sales, Ads: ads, Opening: 100, Paid: -100, Closing: sales + ads,
			Days:  []library.TakingsDay{{Day: month.AddDate(0, 0, 11), Sales: sales, Ads: ads, Test: true}},
			Works: []library.TakingsOf{{Bundle: "00000000000000000000000000000001", Title: "Low Tide", Sold: 1, Sales: sales, Ads: ads, Test: true}},
		}
	}
	return library.Accounts{
		Channel: root, Name: "Ann", Month: month, Months: []time.Time{month, month.AddDate(0, -1, 0)},
		Books: []library.Books{{Store: "Corner", Key: root, Asked: time.Now(), Entries: 3}},
		Takings: []library.Takings{{
			Month: month, Money: "EUR", All: tally("", 495, 100), Store: tally("", 49, 10), Parties: []library.Tally{tally("Ann", 312, 63), tally("Bo", 134, 27)},
			Sold: 1, Back: 0, Counted: 2, Tests: 1,
			Against: []library.Against{{
				Bundle: "00000000000000000000000000000001", Title: "Low Tide", Sponsor: "Cinema Cola", Views: 20, Minor: 19, Reason: "all from one network",
				From: month.AddDate(0, 0, 2), Until: month.AddDate(0, 0, 3),
			}},
		}},
	}
}

func receiptsOf(t testing.TB, a library.Accounts) *house {
	h := newHouse(t)
	h.mu.Lock()
	h.accounts = a
	h.mu.Unlock()
	h.stage.Press("Receipts")
	h.stage.Until(func() bool { return h.says("Shares") || h.says("Nothing sold yet") || h.says("No store sells") })
	return h
}

// picks opens the choice that shows a text, and chooses another.
func (h *house) picks(shown, want string) {
	h.stage.T.Helper()
	for _, o := range test.LaidOutObjects(h.stage.Window.Content()) {
		if p, ok := o.(*kit.Pick); ok && p.Visible() && p.Text() == shown {
			test.Tap(p)
			h.stage.Choose(want)
			return
		}
	}
	h.stage.T.Fatalf("no choice shows %q", shown)
}

// TestReceipts: what came in, who has what of it, month by month and party by party, asked
// once and computed here; it leaves as a file.
func TestReceipts(t *testing.T) {
	h := receiptsOf(t, earned())
	for _, text := range []string{
		"€5.95", "€0.59", "€5.36", "all 3 entries of its books follow from your signed terms", "Low Tide · sandbox", "€3.75", "€1.61",
		"1 sold · 0 refunded · 2 by code", "Sandbox: no money stands behind 1", "The best day was",
		"Objections of sponsors", "Cinema Cola does not pay €0.19 for 20 views of Low Tide, 2026-11-03 – 2026-11-04: all from one network",
	} {
		if !h.says(text) {
			t.Errorf("it does not say %q", text)
		}
	}
	h.picks("all that came in", "Bo")
	if !h.says("€1.34") {
		t.Error("a party's own receipts are not shown")
	}
	h.picks("November 2026", "October 2026")
	h.stage.Until(func() bool { h.mu.Lock(); defer h.mu.Unlock(); return slices.Contains(h.read, "2026-10 false []") })
	h.stage.Press("Check against a receipt…")
	h.stage.Until(func() bool { return h.says("looked for in the books: 1") })
	for press, want := range map[string]string{"Save as CSV": ".csv", "Save as printable page": ".html"} {
		h.stage.Press(press)
		h.mu.Lock()
		files := strings.Join(h.files, " ")
		h.mu.Unlock()
		if !strings.Contains(files, want) {
			t.Errorf("%s saves %s", press, files)
		}
	}
}

// TestReceiptsThatDoNotHold: books that were changed, a store that is away, a file that is
// no receipt, several currencies, and nothing at all.
func TestReceiptsThatDoNotHold(t *testing.T) {
	a := earned()
	a.Books[0].Problems = []library.Problem{{Code: library.CodeBooksChanged, Detail: "it had 3 entries, and now has 2"}}
	a.Books = append(a.Books, library.Books{Store: "Far", Away: &library.Problem{Code: library.CodeStoreGone}})
	a.Strange = []string{"This signed document is damaged or unsafe"}
	dollars := a.Takings[0]
	dollars.Money = "USD"
	a.Takings = append(a.Takings, dollars)
	h := receiptsOf(t, a)
	for _, text := range []string{"are not those that it showed before", "it had 3 entries", "Far: The store does not answer", "A file is no receipt"} {
		if !h.says(text) {
			t.Errorf("it does not say %q", text)
		}
	}
	h.picks("EUR", "USD")
	if !h.says("$5.95") {
		t.Error("dollars are not shown")
	}
	h.fail(library.Errorf(library.CodeLimited, ""))
	h.stage.Press("Ask the stores")
	h.stage.Until(func() bool { return h.says("This profile may not do that") })
	for text, a := range map[string]library.Accounts{
		"No store sells": {Name: "Ann"}, "Nothing sold yet": {Name: "Ann", Books: []library.Books{{Store: "Corner"}}},
	} {
		if h := receiptsOf(t, a); !h.says(text) {
			t.Errorf("it does not say %q", text)
		}
	}
}
