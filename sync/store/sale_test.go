package store

import (
	"strings"
	"sync"
	"testing"
	"time"

	"matinee/library"
	"matinee/library/format"
	"matinee/library/ledger"
	"matinee/library/seal"
)

// TestAFilmIsBought from the order to the licence that opens it, and the books show nine
// tenths for the creator, to the cent.
func TestAFilmIsBought(t *testing.T) {
	databases(t, func(t *testing.T, where string) {
		s := openShop(t, where)
		c := s.sells("studio")
		b := newBuyer(t)
		ask := b.asks(c)
		placed := must[Order](t)(s.client.Place(t.Context(), ask))
		if placed.State != Waiting || !placed.Test || !strings.HasSuffix(placed.Page, "/sandbox/"+string(ask.ID)) || placed.Licence != "" {
			t.Fatalf("placed: %+v", placed)
		}
		o := s.buys(ask)
		licence := must[format.Signed[format.Licence]](t)(format.Read[format.Licence]([]byte(o.Licence))).Doc
		if err := licence.Check(format.Import{Manifest: c.manifest.Doc, Device: b.recipient, Now: s.now()}); err != nil {
			t.Fatal(err)
		}
		if licence.Kind != library.LicencePurchase || !licence.Allows(library.PermitExport) || licence.Premiere == "" {
			t.Errorf("the licence: %+v", licence)
		}
		_, err := seal.Unwrap(licence.Wrapped, licence.Recipient, b.device)
		wantCode(t, err, library.CodeTooEarly) // before the premiere, whatever a clock says
		if got := must[library.Identity](t)(seal.Unwrap(licence.Wrapped, licence.Recipient, b.device, c.premiere)); got != c.identities["standard"] {
			t.Error("it opens something else")
		}
		s.later(10 * 24 * time.Hour)
		ask = b.asks(c)
		licence = must[format.Signed[format.Licence]](t)(format.Read[format.Licence]([]byte(s.buys(ask).Licence))).Doc
		if licence.Premiere != "" || must[library.Identity](t)(seal.Unwrap(licence.Wrapped, licence.Recipient, b.device)) != c.identities["standard"] {
			t.Error("after the premiere it does not open at once")
		}

		export := must[Export](t)(s.Export(t.Context(), public(c.root)))
		book, problems, err := export.Verify([]byte(o.Receipt))
		if err != nil || len(problems) > 0 {
			t.Fatal(problems, err)
		}
		for account, want := range map[ledger.Account]int64{
			{Kind: ledger.AtProvider, Name: "sandbox"}: 990, {Kind: ledger.StorePart}: -98,
			{Kind: ledger.PartyDue, Name: "Studio"}: -624, {Kind: ledger.PartyDue, Name: "Author"}: -268,
		} {
			if got := book.Balance(account, "EUR"); got != want {
				t.Errorf("%v has %d, not %d", account, got, want)
			}
		}
		st := must[ledger.Statement](t)(s.Statement(t.Context(), public(c.root), ledger.Account{Kind: ledger.PartyDue, Name: "Studio"}, "EUR", start))
		if st.Sold != 2 || st.Sales != 624 || st.Base != 990 || st.Closing != 624 || len(st.Days) != 2 {
			t.Errorf("the statement: %+v", st)
		}
	})
}

// TestTenImpatientClicks charge once, and a provider that tells it ten times at once
// settles once.
func TestTenImpatientClicks(t *testing.T) {
	databases(t, func(t *testing.T, where string) {
		s := openShop(t, where)
		c := s.sells("studio")
		ask := newBuyer(t).asks(c)
		var clicks sync.WaitGroup
		for range 10 {
			clicks.Go(func() {
				o, err := s.client.Place(t.Context(), ask)
				if err != nil || o.ID != ask.ID {
					t.Errorf("%+v, %v", o, err)
					return
				}
				err = s.Settle(t.Context(), Paid{Provider: "sandbox", Event: "event", Order: ask.ID, Money: *ask.Price})
				if err != nil {
					t.Error(err)
				}
			})
		}
		clicks.Wait()
		if err := s.Settle(t.Context(), Paid{Provider: "sandbox", Event: "another event", Order: ask.ID, Money: *ask.Price}); err != nil {
			t.Error(err)
		}
		export := must[Export](t)(s.Export(t.Context(), public(c.root)))
		if len(export.Entries) != 1 {
			t.Fatalf("%d sales", len(export.Entries))
		}
		first := must[Order](t)(s.client.Order(t.Context(), ask.ID, ask.Secret))
		again := must[Order](t)(s.client.Place(t.Context(), ask))
		if first.Licence == "" || again.Licence != first.Licence || again.Receipt != first.Receipt {
			t.Error("asking again does not find the same licence and receipt")
		}
		ask.Secret = library.Secret(newToken())
		_, err := s.client.Place(t.Context(), ask)
		wantCode(t, err, library.CodeMismatch)
		_, err = s.client.Order(t.Context(), ask.ID, ask.Secret)
		wantCode(t, err, library.CodeNotFound)
	})
}

// TestWhatIsNotSold: other prices, other offers, other money, a withdrawn edition.
func TestWhatIsNotSold(t *testing.T) {
	s := openShop(t, "")
	c := s.sells("studio")
	b := newBuyer(t)
	for what, change := range map[string]func(a *Ask) library.Code{
		"a cent less":      func(a *Ask) library.Code { a.Price.Minor--; return library.CodePriceChanged },
		"other money":      func(a *Ask) library.Code { a.Price.Currency = "USD"; return library.CodeNotFound },
		"no price":         func(a *Ask) library.Code { a.Price = nil; return library.CodeNotFound },
		"for free":         func(a *Ask) library.Code { a.Offer = library.OfferFree; return library.CodeNotFound },
		"no such edition":  func(a *Ask) library.Code { a.Edition = "gold"; return library.CodeNotFound },
		"no such bundle":   func(a *Ask) library.Code { a.Bundle = newToken(); return library.CodeNotFound },
		"no such provider": func(a *Ask) library.Code { a.Provider = "coins"; return library.CodeNotFound },
		"no number":        func(a *Ask) library.Code { a.ID = "1'; DROP TABLE orders; --"; return library.CodeBadDocument },
		"too little": func(a *Ask) library.Code {
			a.Edition, a.Offer, a.Price.Minor = "extras", library.OfferPWYW, 994
			return library.CodePriceChanged
		},
	} {
		ask := b.asks(c)
		code := change(&ask)
		if _, err := s.client.Place(t.Context(), ask); library.CodeOf(err) != code {
			t.Errorf("%s: %v, not %s", what, err, code)
		}
	}
	ask := b.asks(c)
	ask.Edition, ask.Offer, ask.Price.Minor = "extras", library.OfferPWYW, 2000
	if o := s.buys(ask); o.Price.Minor != 2000 {
		t.Errorf("paid %v", o.Price)
	}
	waiting := b.asks(c)
	placed := must[Order](t)(s.client.Place(t.Context(), waiting))
	c.reprice(2, 595)
	if err := s.client.Consign(t.Context(), Handover{Certificate: c.handover(s.Store, "standard").Certificate, Manifest: c.manifest.Bytes(), Terms: c.terms.Bytes()}); err != nil {
		t.Fatal(err)
	}
	_, err := s.client.Place(t.Context(), b.asks(c))
	wantCode(t, err, library.CodePriceChanged)
	s.pays(placed) // at the price that was agreed
	if o := must[Order](t)(s.client.Order(t.Context(), waiting.ID, waiting.Secret)); o.State != Settled || o.Price.Minor != 495 {
		t.Errorf("%+v", o)
	}
	if _, problems, err := must[Export](t)(s.Export(t.Context(), public(c.root))).Verify(); err != nil || len(problems) > 0 {
		t.Error(problems, err)
	}
}

// TestVouchers open once, what they are for, until they expire.
func TestVouchers(t *testing.T) {
	databases(t, func(t *testing.T, where string) {
		s := openShop(t, where)
		c := s.sells("studio")
		codes := s.codes(Batch{Bundle: c.bundle, Edition: "standard", Count: 3, Expires: start.AddDate(0, 0, 7)})
		ask := newBuyer(t).asks(c)
		ask.Provider, ask.Price, ask.Voucher = Voucher, nil, strings.ToLower(strings.ReplaceAll(codes[0], "-", " "))
		o := must[Order](t)(s.client.Place(t.Context(), ask))
		if o.State != Settled || must[format.Signed[format.Licence]](t)(format.Read[format.Licence]([]byte(o.Licence))).Doc.Kind != library.LicenceGift {
			t.Fatalf("%+v", o)
		}
		again := must[Order](t)(s.client.Place(t.Context(), ask))
		if again.Licence != o.Licence {
			t.Error("the same order is another one the second time")
		}
		ask.ID = newToken()
		_, err := s.client.Place(t.Context(), ask)
		wantCode(t, err, library.CodeUsedCode)
		ask.Voucher = "AAAAA-AAAAA-AAAAA-AAAAA"
		_, err = s.client.Place(t.Context(), ask)
		wantCode(t, err, library.CodeBadCode)
		ask.Voucher, ask.Edition, ask.Offer = codes[1], "extras", library.OfferPWYW
		_, err = s.client.Place(t.Context(), ask)
		wantCode(t, err, library.CodeBadCode)
		s.later(7 * 24 * time.Hour)
		ask.Edition, ask.Offer = "standard", library.OfferPaid
		_, err = s.client.Place(t.Context(), ask)
		wantCode(t, err, library.CodeBadCode)
		book, problems, err := must[Export](t)(s.Export(t.Context(), public(c.root))).Verify([]byte(o.Receipt))
		if err != nil || len(problems) > 0 || book.Head().N != 1 {
			t.Error(problems, err)
		}
	})
}

// TestAReceiptRestores on ten devices in a year, then on one a month.
func TestAReceiptRestores(t *testing.T) {
	s := openShop(t, "")
	c := s.sells("studio")
	o := s.buys(newBuyer(t).asks(c))
	var last buyer
	for i := range 9 { // the first was the one it was bought on
		last = newBuyer(t)
		if _, err := s.client.Restore(t.Context(), []byte(o.Receipt), last.recipient); err != nil {
			t.Fatalf("device %d: %v", i+2, err)
		}
	}
	_, err := s.client.Restore(t.Context(), []byte(o.Receipt), newBuyer(t).recipient)
	wantCode(t, err, library.CodeManyDevices)
	if _, err := s.client.Restore(t.Context(), []byte(o.Receipt), last.recipient); err != nil {
		t.Errorf("a device that has it: %v", err)
	}
	s.later(363 * 24 * time.Hour)
	_, err = s.client.Restore(t.Context(), []byte(o.Receipt), newBuyer(t).recipient)
	wantCode(t, err, library.CodeManyDevices)
	forged := strings.Replace(o.Receipt, "a", "b", 1)
	_, err = s.client.Restore(t.Context(), []byte(forged), last.recipient)
	if err == nil {
		t.Error("an altered receipt restores")
	}
}
