package store

import (
	"context"
	"strings"
	"testing"

	"matinee/library"
	"matinee/library/format"
	"matinee/library/seal"
)

// codes are those of a new batch.
func (s *shop) codes(b Batch) []string {
	s.t.Helper()
	_, codes, err := s.Vouchers(context.Background(), b)
	if err != nil {
		s.t.Fatal(err)
	}
	return codes
}

// TestBatchesOfCodes are listed with what was used of them, and canceled: what was licensed
// stays, nothing else of them is taken.
func TestBatchesOfCodes(t *testing.T) {
	databases(t, func(t *testing.T, where string) {
		s := openShop(t, where)
		c := s.sells("studio")
		made, codes, err := s.Vouchers(t.Context(), Batch{Name: "Festival", Bundle: c.bundle, Edition: "standard", Count: 3})
		if err != nil || len(codes) != 3 {
			t.Fatal(codes, err)
		}
		redeem := func(code string) (Order, error) {
			ask := newBuyer(t).asks(c)
			ask.Provider, ask.Price, ask.Voucher = Voucher, nil, code
			return s.client.Place(t.Context(), ask)
		}
		first := must[Order](t)(redeem(codes[0]))
		listed := must[[]Batch](t)(s.Batches(t.Context()))
		if len(listed) != 1 || listed[0].ID != made.ID || listed[0].Name != "Festival" || listed[0].Count != 3 || listed[0].Used != 1 || listed[0].Kind != library.LicenceGift {
			t.Errorf("%+v", listed)
		}
		for range 2 {
			if err := s.CancelBatch(t.Context(), made.ID); err != nil {
				t.Fatal(err)
			}
		}
		_, err = redeem(codes[1])
		wantCode(t, err, library.CodeBadCode)
		if _, err := s.client.Restore(t.Context(), []byte(first.Receipt), newBuyer(t).recipient); err != nil {
			t.Errorf("what was licensed before: %v", err)
		}
		wantCode(t, s.CancelBatch(t.Context(), newToken()), library.CodeNotFound)
		for _, bad := range []Batch{
			{Bundle: c.bundle, Edition: "standard"},
			{Bundle: c.bundle, Edition: "standard", Count: maxCodes + 1},
			{Bundle: c.bundle, Edition: "standard", Count: 1, Kind: library.LicencePurchase},
			{Bundle: c.bundle, Edition: "standard", Count: 1, Name: strings.Repeat("x", 201)},
		} {
			_, _, err := s.Vouchers(t.Context(), bad)
			wantCode(t, err, library.CodeBadSetting)
		}
	})
}

// TestCodesForThePress open before the premiere, on every device of the receipt, and save
// nothing.
func TestCodesForThePress(t *testing.T) {
	s := openShop(t, "")
	c := s.sells("studio")
	b := newBuyer(t)
	ask := b.asks(c)
	ask.Provider, ask.Price, ask.Voucher = Voucher, nil, s.codes(Batch{Kind: library.LicencePress, Bundle: c.bundle, Edition: "standard", Count: 1})[0]
	o := must[Order](t)(s.client.Place(t.Context(), ask))
	other := newBuyer(t)
	restored := must[[]byte](t)(s.client.Restore(t.Context(), []byte(o.Receipt), other.recipient))
	for _, one := range []struct {
		raw []byte
		b   buyer
	}{{[]byte(o.Licence), b}, {restored, other}} {
		l := must[format.Signed[format.Licence]](t)(format.Read[format.Licence](one.raw)).Doc
		if l.Kind != library.LicencePress || l.Allows(library.PermitExport) {
			t.Errorf("%+v", l)
		}
		if err := l.Check(format.Import{Manifest: c.manifest.Doc, Device: one.b.recipient, Now: s.now()}); err != nil {
			t.Error(err)
		}
		if got := must[library.Identity](t)(seal.Unwrap(l.Wrapped, l.Recipient, one.b.device)); got != c.identities["standard"] {
			t.Error("it opens something else")
		}
	}
}
