package publish

import (
	"errors"
	"testing"
	"time"

	"matinee/library"
	"matinee/library/format"
	"matinee/library/seal"
)

// documentsOf are those of a draft, without a file being read.
func documentsOf(t testing.TB, d *library.Draft) (format.Signed[format.Manifest], format.Signed[format.Terms], Keys) {
	t.Helper()
	keys, err := NewKeys(d)
	must(t, err)
	b := &build{Job: Job{Draft: d, Keys: keys, Signer: newSigner(t, 7), Now: start}}
	digest := library.DigestOf([32]byte{1})
	var records []record
	for _, item := range d.Items {
		p := part{item: item, recipe: recipe{Path: item.Path}}
		r := record{Plain: library.Sum{Length: 1, SHA256: digest}}
		if len(d.SealedFor(item)) > 0 {
			p.recipe.Path, r.Sealed = library.SealedName(item.Path), &library.Sum{Length: 300, SHA256: digest}
		}
		b.items, records = append(b.items, p), append(records, r)
	}
	m, terms, err := b.documents(records)
	must(t, err)
	return m, terms, keys
}

// TestRevise: prices and terms change, what was promised does not.
func TestRevise(t *testing.T) {
	t.Parallel()
	s := newSigner(t, 7)
	m, old, _ := documentsOf(t, drafted())
	later := start().Add(time.Hour)
	edition := func(change func(*format.EditionTerms)) Revision {
		e := old.Doc.Editions[0]
		w := *e.Window
		e.Window = &w
		change(&e)
		return Revision{Editions: []format.EditionTerms{e}}
	}
	cheaper := edition(func(e *format.EditionTerms) {
		e.Offers = []library.Offer{{Kind: library.OfferPaid, Price: &library.Money{Currency: "EUR", Minor: 295}}}
	})
	next, err := Revise(s, m.Doc, old, cheaper, true, later)
	must(t, err)
	back, err := format.Read[format.Terms](next.Bytes())
	must(t, err)
	if back.Doc.Version != 2 || back.Doc.Editions[0].Offers[0].Price.Minor != 295 || len(back.Doc.Editions) != 2 || old.Doc.Editions[0].Offers[0].Price.Minor != 495 {
		t.Errorf("%+v", back.Doc)
	}
	if !back.Doc.Issued.Equal(later) {
		t.Errorf("issued %v", back.Doc.Issued)
	}
	if again, err := Revise(s, m.Doc, old, cheaper, true, start().Add(-time.Hour)); err != nil || again.Doc.Issued.Before(old.Doc.Issued) {
		t.Errorf("with a clock set back: %v", err)
	}
	longer := edition(func(e *format.EditionTerms) { e.Window.Until = e.Window.Until.Add(24 * time.Hour) })
	if _, err := Revise(s, m.Doc, old, longer, false, later); err != nil {
		t.Errorf("before a sale: %v", err)
	}
	_, err = Revise(s, m.Doc, old, longer, true, later)
	wantCode(t, err, library.CodeBadTerms)
	unknown := Revision{Editions: []format.EditionTerms{{Edition: "gold", Offers: cheaper.Editions[0].Offers, Splits: cheaper.Editions[0].Splits}}}
	_, err = Revise(s, m.Doc, old, unknown, false, later)
	wantCode(t, err, library.CodeMismatch)
}

// TestReviseCannotSealWhatIsOut: what was published in clear is not sold later.
func TestReviseCannotSealWhatIsOut(t *testing.T) {
	t.Parallel()
	d := drafted()
	for i := range d.Editions {
		d.Editions[i].Offers, d.Editions[i].Window, d.Editions[i].Splits = []library.Offer{{Kind: library.OfferFree}}, nil, nil
	}
	m, old, keys := documentsOf(t, d)
	if len(keys) != 0 {
		t.Errorf("%d keys for what is free", len(keys))
	}
	paid := drafted().Editions[1]
	e, err := EditionTerms(paid, start())
	must(t, err)
	_, err = Revise(newSigner(t, 7), m.Doc, old, Revision{Editions: []format.EditionTerms{e}}, false, start())
	wantCode(t, err, library.CodeBadTerms)
}

// TestConsignment: a store gets the key, and only the store; what is taken back stays
// so.
func TestConsignment(t *testing.T) {
	t.Parallel()
	s := newSigner(t, 7)
	m, terms, keys := documentsOf(t, drafted())
	identity, err := seal.NewIdentity()
	must(t, err)
	recipient, err := seal.RecipientOf(identity)
	must(t, err)
	store := format.Store{Name: "Shop", Key: keyOf(newSigner(t, 9).key), Recipient: recipient, From: start(), Until: start().AddDate(1, 0, 0)}
	c, err := Consign(s, m.Doc, terms, "standard", store, keys["standard"], start())
	must(t, err)
	read, err := format.Read[format.Consignment](c.Bytes())
	must(t, err)
	must(t, read.Doc.Fits(m.Doc, recipient))
	for _, part := range []struct {
		wrapped []byte
		want    library.Identity
	}{{read.Doc.Wrapped, keys["standard"].Identity}, {read.Doc.WrappedPremiere, keys["standard"].Premiere}} {
		to, err := seal.RecipientOf(part.want)
		must(t, err)
		if got, err := seal.Unwrap(part.wrapped, to, identity); err != nil || got != part.want {
			t.Errorf("the store cannot open it: %v", err)
		}
	}
	gone, err := TakeBack(s, c, start().Add(time.Hour))
	must(t, err)
	if gone.Doc.Version != 2 || gone.Doc.Withdrawn.IsZero() || len(gone.Doc.Wrapped) > 0 {
		t.Errorf("%+v", gone.Doc)
	}
	_, err = Consign(s, m.Doc, terms, "standard", store, keys["extras"], start())
	wantCode(t, err, library.CodeWrongKey)
	_, err = Consign(s, m.Doc, terms, "gold", store, keys["standard"], start())
	wantCode(t, err, library.CodeMismatch)
}

// TestIssue: a licence made with the creator's own key opens the edition on its device;
// before the premiere it opens nothing without the premiere's key.
func TestIssue(t *testing.T) {
	t.Parallel()
	s := newSigner(t, 7)
	m, terms, keys := documentsOf(t, drafted())
	device, err := seal.NewIdentity()
	must(t, err)
	to, err := seal.RecipientOf(device)
	must(t, err)
	hand := HandStore{Key: newSigner(t, 11).key, Recipient: to}
	c, err := Certify(s, StoreOf(hand), Listing{}, start().AddDate(1, 0, 0), start())
	must(t, err)
	k, edition := keys["standard"], mustEdition(t, m.Doc, "standard")
	give := func(g Grant, now time.Time) format.Licence {
		t.Helper()
		g.Edition, g.Device = "standard", to
		l, err := Issue(hand, c, m.Doc, terms.Doc, k, g, now)
		must(t, err)
		read, err := format.Read[format.Licence](l.Bytes())
		must(t, err)
		must(t, read.Doc.Check(format.Import{Manifest: m.Doc, Device: to, Now: now}))
		return read.Doc
	}
	early := give(Grant{Kind: library.LicenceGift}, start())
	if _, err := seal.Unwrap(early.Wrapped, edition.Recipient, device); library.CodeOf(err) != library.CodeTooEarly || early.Premiere == "" {
		t.Errorf("before the premiere: %v", err)
	}
	if got, err := seal.Unwrap(early.Wrapped, edition.Recipient, device, k.Premiere); err != nil || got != k.Identity {
		t.Errorf("with the premiere's key: %v", err)
	}
	press := give(Grant{Kind: library.LicencePress, Early: true}, start())
	if got, err := seal.Unwrap(press.Wrapped, edition.Recipient, device); err != nil || got != k.Identity || press.Premiere != "" {
		t.Errorf("for the press: %v", err)
	}
	after := give(Grant{Kind: library.LicencePurchase, Permits: []library.Permit{library.PermitExport}}, terms.Doc.Editions[0].Window.From)
	if got, err := seal.Unwrap(after.Wrapped, edition.Recipient, device); err != nil || got != k.Identity || !after.Allows(library.PermitExport) {
		t.Errorf("after the premiere: %v", err)
	}
	for name, g := range map[string]Grant{
		"early gift": {Edition: "standard", Device: to, Kind: library.LicenceGift, Early: true}, "ads": {Edition: "standard", Device: to, Kind: library.LicenceAds},
		"no edition": {Edition: "gold", Device: to, Kind: library.LicenceGift}, "no device": {Edition: "standard", Kind: library.LicenceGift},
	} {
		if _, err := Issue(hand, c, m.Doc, terms.Doc, k, g, start()); err == nil {
			t.Errorf("%s was issued", name)
		}
	}
	if _, err := Issue(hand, c, m.Doc, terms.Doc, k, Grant{Edition: "standard", Device: to, Kind: library.LicenceGift}, start().AddDate(1, 1, 0)); !errors.Is(err, format.FaultExpired) {
		t.Errorf("after its certificate has ended: %v", err)
	}
}

func mustEdition(t testing.TB, m format.Manifest, id library.EditionID) format.Edition {
	t.Helper()
	e, ok := m.Edition(id)
	if !ok {
		t.Fatalf("no edition %s", id)
	}
	return e
}

// TestRelease: a key is published when the terms allow it, and not before.
func TestRelease(t *testing.T) {
	t.Parallel()
	d := drafted()
	d.Editions[0].Window.After = library.AfterOpen
	m, terms, keys := documentsOf(t, d)
	w := terms.Doc.Editions[0].Window
	_, err := Release(m.Doc, terms.Doc, "standard", library.ReleasePremiere, keys["standard"], w.From.Add(-time.Second))
	wantCode(t, err, library.CodeTooEarly)
	for kind, at := range map[library.ReleaseKind]time.Time{library.ReleasePremiere: w.From, library.ReleaseOpen: w.Opens} {
		r, err := Release(m.Doc, terms.Doc, "standard", kind, keys["standard"], at)
		must(t, err)
		read, err := format.Read[format.Release](r.Bytes())
		must(t, err)
		must(t, read.Doc.Check(m.Doc, terms.Doc, at))
	}
	_, err = Release(m.Doc, terms.Doc, "extras", library.ReleaseOpen, keys["extras"], w.Opens)
	wantCode(t, err, library.CodeBadTerms)
}
