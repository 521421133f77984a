package vault

import (
	"path/filepath"
	"testing"

	"matinee/library"
	"matinee/library/format"
	"matinee/library/seal"
)

// gift is a licence for whoever holds it.
func (w *work) gift(e edition, change ...func(*format.Licence)) format.Gift {
	w.t.Helper()
	key := w.newEdition("gift").identity
	return format.Gift{Key: key, Licence: w.licence(e, w.recipient(key), append([]func(*format.Licence){func(l *format.Licence) { l.Kind = library.LicenceGift }}, change...)...)}
}

// TestAGiftOpensWhereItIsBrought, on any machine and after a restart; what the machine keeps
// of it opens nothing elsewhere.
func TestAGiftOpensWhereItIsBrought(t *testing.T) {
	w, first, second := newWork(t), newMachine(t), newMachine(t)
	g := w.gift(w.standard)
	for _, m := range []*machine{first, second} {
		wantCode(t, m.Check(t.Context(), w.manifest, w.film), library.CodeSealed)
		for range 2 { // again changes nothing
			if _, err := m.ImportGift(t.Context(), g, w.manifest, nil); err != nil {
				t.Fatal(err)
			}
		}
		m.opens(t, w, w.film, w.standard)
		_, err := m.Key(t.Context(), w.manifest, w.extra)
		wantCode(t, err, library.CodeSealed)
		again := must[*Vault](t)(Open(m.cfg))
		(&machine{Vault: again}).opens(t, w, w.film, w.standard)
	}
	stolen := first.cfg // the library without the device's key
	stolen.Dir = filepath.Join(t.TempDir(), "keys")
	other := must[*Vault](t)(Open(stolen))
	wantCode(t, other.Check(t.Context(), w.manifest, w.film), library.CodeWrongKey)
}

// TestAGiftBeforeThePremiere waits for its key, as any licence does.
func TestAGiftBeforeThePremiere(t *testing.T) {
	w, m := newWork(t), newMachine(t)
	if _, err := m.ImportGift(t.Context(), w.gift(w.standard, w.beforePremiere(w.standard)), w.manifest, nil); err != nil {
		t.Fatal(err)
	}
	m.now = w.until
	wantCode(t, m.Check(t.Context(), w.manifest, w.film), library.CodeTooEarly)
	if _, err := m.Release(t.Context(), w.release(w.standard, library.ReleasePremiere), w.manifest, w.terms, w.from); err != nil {
		t.Fatal(err)
	}
	m.opens(t, w, w.film, w.standard)
}

// TestBadGifts: the key of another, another edition's identity, what was revoked, and what
// has ended are refused before anything is kept.
func TestBadGifts(t *testing.T) {
	w, m := newWork(t), newMachine(t)
	swapped := w.gift(w.standard)
	swapped.Key = w.newEdition("other").identity
	for what, c := range map[string]struct {
		gift format.Gift
		code library.Code
	}{
		"another key":       {swapped, library.CodeOtherDevice},
		"another identity":  {w.gift(w.standard, func(l *format.Licence) { l.Wrapped = must[[]byte](t)(seal.Wrap(w.extras.identity, l.Device)) }), library.CodeWrongKey},
		"ended":             {w.gift(w.standard, func(l *format.Licence) { l.Expires = noon().Add(1e9) }), library.CodeExpired},
		"no licence at all": {format.Gift{Key: swapped.Key, Licence: []byte("{}")}, library.CodeBadDocument},
	} {
		m.now = noon().Add(60e9)
		if _, err := m.ImportGift(t.Context(), c.gift, w.manifest, nil); library.CodeOf(err) != c.code {
			t.Errorf("%s: %v, want %s", what, err, c.code)
		}
	}
	_, err := m.ImportGift(t.Context(), w.gift(w.standard), w.manifest, []format.Revocation{{Key: public(t, signer("store")), At: noon()}})
	wantCode(t, err, library.CodeRevoked)
	wantCode(t, m.Check(t.Context(), w.manifest, w.film), library.CodeSealed)
}
