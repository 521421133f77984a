package vault

import (
	"os"
	"path/filepath"
	"testing"
	"time"

	"matinee/library"
	"matinee/library/format"
	"matinee/library/seal"
)

func TestALicenceOpensItsEdition(t *testing.T) {
	w, m := newWork(t), newMachine(t)
	_, err := m.Key(t.Context(), w.manifest, w.film)
	wantCode(t, err, library.CodeSealed)
	if _, err := m.Import(t.Context(), w.licence(w.standard, m.Device()), w.manifest, nil); err != nil {
		t.Fatal(err)
	}
	m.opens(t, w, w.film, w.standard)
	_, err = m.Key(t.Context(), w.manifest, w.extra) // the narrower edition has it not
	wantCode(t, err, library.CodeSealed)
	again, err := Open(m.cfg) // after a restart
	if err != nil {
		t.Fatal(err)
	}
	(&machine{Vault: again}).opens(t, w, w.film, w.standard)
}

func TestImportRefuses(t *testing.T) {
	w, m := newWork(t), newMachine(t)
	other := w.recipient(w.newEdition("other").identity)
	stranger := *w
	stranger.manifest.ID = "ffffffffffffffffffffffffffffffff"
	for name, c := range map[string]struct {
		data     []byte
		manifest format.Manifest
		code     library.Code
	}{
		"for another device":    {w.licence(w.standard, other), w.manifest, library.CodeOtherDevice},
		"for another bundle":    {w.licence(w.standard, m.Device()), stranger.manifest, library.CodeMismatch},
		"nothing":               {nil, w.manifest, library.CodeBadDocument},
		"wrapped to another":    {w.licence(w.standard, m.Device(), func(l *format.Licence) { l.Wrapped = must[[]byte](t)(seal.Wrap(w.standard.identity, other)) }), w.manifest, library.CodeWrongKey},
		"with another identity": {w.licence(w.standard, m.Device(), func(l *format.Licence) { l.Wrapped = must[[]byte](t)(seal.Wrap(w.extras.identity, m.Device())) }), w.manifest, library.CodeWrongKey},
		"ended":                 {w.licence(w.standard, m.Device(), func(l *format.Licence) { l.Expires = noon().Add(time.Second) }), w.manifest, library.CodeExpired},
	} {
		m.now = noon().Add(time.Minute)
		_, err := m.Import(t.Context(), c.data, c.manifest, nil)
		if library.CodeOf(err) != c.code {
			t.Errorf("%s: %v, want %s", name, err, c.code)
		}
	}
	_, err := m.Import(t.Context(), w.licence(w.standard, m.Device()), w.manifest, []format.Revocation{{Key: public(t, signer("store")), At: noon()}})
	wantCode(t, err, library.CodeRevoked)
	wantCode(t, m.Check(t.Context(), w.manifest, w.film), library.CodeSealed)
}

// TestBeforeThePremiere: a licence sold before opens nothing until the premiere's
// key is here, however late the machine's clock says it is.
func TestBeforeThePremiere(t *testing.T) {
	w, m := newWork(t), newMachine(t)
	if _, err := m.Import(t.Context(), w.licence(w.standard, m.Device(), w.beforePremiere(w.standard)), w.manifest, nil); err != nil {
		t.Fatal(err)
	}
	for _, clock := range []time.Time{noon(), w.from.Add(time.Hour), w.until.AddDate(1, 0, 0)} {
		m.now = clock
		_, err := m.Key(t.Context(), w.manifest, w.film)
		wantCode(t, err, library.CodeTooEarly)
	}
	r := w.release(w.standard, library.ReleasePremiere)
	_, err := m.Release(t.Context(), r, w.manifest, w.terms, w.from.Add(-time.Second))
	wantCode(t, err, library.CodeTooEarly)
	m.now = noon().AddDate(-1, 0, 0) // a slow clock keeps nobody out
	if news, err := m.Release(t.Context(), r, w.manifest, w.terms, w.from); err != nil || !news {
		t.Fatal(news, err)
	}
	if news, err := m.Release(t.Context(), r, w.manifest, w.terms, w.from); err != nil || news {
		t.Error("twice it is news", err)
	}
	m.opens(t, w, w.film, w.standard)
	s, err := m.Standing(t.Context(), w.manifest, w.terms, "standard")
	if err != nil || !s.Started || s.Opened || s.Stage(w.from) != library.StageExclusive {
		t.Errorf("%+v, %v", s, err)
	}
}

// TestOpenForAll: who never had a licence watches once the key is out, and only
// what belongs to that edition.
func TestOpenForAll(t *testing.T) {
	w, m := newWork(t), newMachine(t)
	r := w.release(w.standard, library.ReleaseOpen)
	_, err := m.Release(t.Context(), r, w.manifest, w.terms, w.until)
	wantCode(t, err, library.CodeTooEarly)
	offers := w.terms
	offers.Editions = []format.EditionTerms{{Edition: "standard", Window: &library.Window{From: w.from, Until: w.until}}}
	_, err = m.Release(t.Context(), r, w.manifest, offers, w.opens)
	wantCode(t, err, library.CodeBadTerms)
	if _, err := m.Release(t.Context(), r, w.manifest, w.terms, w.opens); err != nil {
		t.Fatal(err)
	}
	m.opens(t, w, w.film, w.standard)
	wantCode(t, m.Check(t.Context(), w.manifest, w.extra), library.CodeSealed)
	if s, err := m.Standing(t.Context(), w.manifest, w.terms, "standard"); err != nil || s.Stage(noon()) != library.StageOpen {
		t.Errorf("%+v, %v", s, err)
	}
}

// TestARentalBeginsWithTheFirstPlay and ends for good, over restarts.
func TestARentalBeginsWithTheFirstPlay(t *testing.T) {
	w, m := newWork(t), newMachine(t)
	data := w.licence(w.standard, m.Device(), func(l *format.Licence) { l.Kind, l.Rental = library.LicenceRental, 48*time.Hour })
	if _, err := m.Import(t.Context(), data, w.manifest, nil); err != nil {
		t.Fatal(err)
	}
	m.now = noon().AddDate(0, 1, 0) // looked at, not played
	if err := m.Check(t.Context(), w.manifest, w.film); err != nil {
		t.Error(err)
	}
	m.opens(t, w, w.film, w.standard)
	m.now = m.now.Add(47 * time.Hour)
	m.opens(t, w, w.film, w.standard)
	m.now = m.now.Add(time.Hour)
	wantCode(t, m.Check(t.Context(), w.manifest, w.film), library.CodeExpired)
	_, err := must[*Vault](t)(Open(m.cfg)).Key(t.Context(), w.manifest, w.film)
	wantCode(t, err, library.CodeExpired)
	// A purchase afterwards opens it again.
	if _, err := m.Import(t.Context(), w.licence(w.standard, m.Device()), w.manifest, nil); err != nil {
		t.Fatal(err)
	}
	m.opens(t, w, w.film, w.standard)
}

// TestTheDeviceKeyStays: a file that cannot be read is never replaced, for what
// was bought would be locked.
func TestTheDeviceKeyStays(t *testing.T) {
	m := newMachine(t)
	path := filepath.Join(m.dir, "keys", deviceFile)
	if info, err := os.Stat(path); err != nil || info.Mode().Perm() != 0o600 {
		t.Fatalf("%v, %v", info, err)
	}
	for _, text := range []string{"", "# nothing but words\n", "AGE-SECRET-KEY-1NONSENSE\n"} {
		if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
		if _, err := Open(m.cfg); err == nil {
			t.Errorf("%q was taken for a key, or replaced", text)
		}
		if got, _ := os.ReadFile(path); string(got) != text {
			t.Errorf("%q was written over", text)
		}
	}
}
