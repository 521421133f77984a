package vault

import (
	"bytes"
	"crypto/ed25519"
	"crypto/sha256"
	"path/filepath"
	"testing"
	"time"

	"matinee/library"
	"matinee/library/db"
	"matinee/library/format"
	"matinee/library/seal"
)

const publication = library.Token("0123456789abcdef0123456789abcdef")

// noon is when everything of the fixture was signed.
func noon() time.Time { return time.Date(2027, 1, 1, 12, 0, 0, 0, time.UTC) }

func signer(name string) ed25519.PrivateKey {
	seed := sha256.Sum256([]byte("matinee vault test: " + name))
	return ed25519.NewKeyFromSeed(seed[:])
}

func public(t *testing.T, key ed25519.PrivateKey) library.Key {
	t.Helper()
	k, ok := key.Public().(ed25519.PublicKey)
	if !ok {
		t.Fatal("not a key")
	}
	return library.KeyOf(k)
}

func must[T any](t *testing.T) func(T, error) T {
	return func(v T, err error) T {
		t.Helper()
		if err != nil {
			t.Fatal(err)
		}
		return v
	}
}

func wantCode(t *testing.T, err error, code library.Code) {
	t.Helper()
	if library.CodeOf(err) != code {
		t.Errorf("%v, want %s", err, code)
	}
}

// edition is one edition of the fixture and its secrets.
type edition struct {
	id                 library.EditionID
	identity, premiere library.Identity
}

// work is a published bundle: a film in both editions, an extra in the wider one.
type work struct {
	t             *testing.T
	author        format.Author
	manifest      format.Manifest
	terms         format.Terms
	standard      edition
	extras        edition
	film, extra   format.Item
	from, until   time.Time
	opens         time.Time
	seller        format.Seller
	licencesIssue int
}

func newWork(t *testing.T) *work {
	t.Helper()
	w := &work{t: t, from: noon().Add(24 * time.Hour)}
	w.until, w.opens = w.from.Add(40*24*time.Hour), w.from.Add(41*24*time.Hour)
	cert := must[format.Signed[format.Certificate]](t)(format.Sign(format.Certificate{
		Root: public(t, signer("root")), Key: public(t, signer("channel")), Serial: 1, Issued: noon().Add(-time.Hour),
	}, signer("root")))
	w.author = format.Author{Channel: public(t, signer("root")), Certificate: cert.Envelope, Issued: noon()}
	w.standard, w.extras = w.newEdition("standard"), w.newEdition("extras")
	sealed := library.Sum{Length: 300, SHA256: library.DigestOf(sha256.Sum256([]byte("sealed")))}
	plain := library.Sum{Length: 100, SHA256: library.DigestOf(sha256.Sum256([]byte("plain")))}
	w.film = format.Item{Path: "film.mkv.age", Role: library.RoleMain, Editions: []library.EditionID{"standard", "extras"}, Plain: plain, Sealed: &sealed}
	w.extra = format.Item{Path: "extra.mkv.age", Role: library.RoleExtra, Editions: []library.EditionID{"extras"}, Plain: plain, Sealed: &sealed}
	w.manifest = format.Manifest{
		Author: w.author, ID: publication, Version: 1, Name: "A Film", Creators: []format.Creator{{Name: "Somebody"}},
		Published: noon(), License: "LicenseRef-all-rights-reserved", Rights: "All rights reserved.",
		Editions: []format.Edition{w.listed(w.standard), w.listed(w.extras)}, Items: []format.Item{w.film, w.extra},
	}
	window := &library.Window{From: w.from, Until: w.until, After: library.AfterOpen, Opens: w.opens}
	w.terms = format.Terms{Author: w.author, Bundle: publication, Version: 1, Editions: []format.EditionTerms{
		{Edition: "standard", Window: window}, {Edition: "extras", Window: window},
	}}
	if err := w.terms.Fits(w.manifest); err != nil {
		t.Fatal(err)
	}
	store := must[format.Signed[format.StoreCertificate]](t)(format.Sign(format.StoreCertificate{Author: w.author, Store: format.Store{
		Key: public(t, signer("store")), Recipient: w.recipient(w.newEdition("store").identity), From: noon(), Until: noon().AddDate(1, 0, 0),
	}}, signer("channel")))
	w.seller = format.Seller{Channel: w.author.Channel, Certificate: store.Envelope, Issued: noon()}
	return w
}

func (w *work) newEdition(id library.EditionID) edition {
	w.t.Helper()
	identity := must[library.Identity](w.t)
	return edition{id, identity(seal.NewIdentity()), identity(seal.NewIdentity())}
}

func (w *work) recipient(i library.Identity) library.Recipient {
	w.t.Helper()
	return must[library.Recipient](w.t)(seal.RecipientOf(i))
}

func (w *work) listed(e edition) format.Edition {
	w.t.Helper()
	key := must[ed25519.PrivateKey](w.t)(format.ReleaseKey(e.identity))
	return format.Edition{ID: e.id, Name: string(e.id), Recipient: w.recipient(e.identity), Premiere: w.recipient(e.premiere), Release: public(w.t, key)}
}

// licence is one for an edition on a device; change alters it before it is signed.
func (w *work) licence(e edition, device library.Recipient, change ...func(*format.Licence)) []byte {
	w.t.Helper()
	w.licencesIssue++
	id := sha256.Sum256([]byte{byte(w.licencesIssue)})
	l := format.Licence{
		Seller: w.seller, ID: library.Token(library.DigestOf(id)[:32]), Kind: library.LicencePurchase, Bundle: publication,
		Edition: e.id, Recipient: w.recipient(e.identity), Device: device, Until: w.until,
		Wrapped: must[[]byte](w.t)(seal.Wrap(e.identity, device)),
	}
	for _, f := range change {
		f(&l)
	}
	return must[format.Signed[format.Licence]](w.t)(format.Sign(l, signer("store"))).Bytes()
}

// beforePremiere locks a licence behind the premiere's key.
func (w *work) beforePremiere(e edition) func(*format.Licence) {
	return func(l *format.Licence) {
		l.Premiere = w.recipient(e.premiere)
		l.Wrapped = must[[]byte](w.t)(seal.Wrap(e.identity, l.Premiere, l.Device))
	}
}

func (w *work) release(e edition, kind library.ReleaseKind) format.Signed[format.Release] {
	w.t.Helper()
	key := must[ed25519.PrivateKey](w.t)(format.ReleaseKey(e.identity))
	identity := e.identity
	if kind == library.ReleasePremiere {
		identity = e.premiere
	}
	return must[format.Signed[format.Release]](w.t)(format.Sign(format.Release{
		Bundle: publication, Edition: e.id, Kind: kind, Identity: identity, Key: public(w.t, key),
	}, key))
}

// machine is a device with its vault and clock.
type machine struct {
	*Vault
	dir string
	now time.Time
}

func newMachine(t *testing.T) *machine {
	t.Helper()
	m := &machine{dir: t.TempDir(), now: noon()}
	store, err := db.Open(t.Context(), filepath.Join(m.dir, "library.db"))
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = store.Close() })
	m.Vault = must[*Vault](t)(Open(Config{Dir: filepath.Join(m.dir, "keys"), Store: store, Now: func() time.Time { return m.now }}))
	return m
}

// opens reports whether the machine gets the very identity of an edition.
func (m *machine) opens(t *testing.T, w *work, item format.Item, e edition) {
	t.Helper()
	key, err := m.Key(t.Context(), w.manifest, item)
	if err != nil || !bytes.Equal([]byte(key.Reveal()), []byte(e.identity.Reveal())) {
		t.Errorf("%s is not opened: %v", item.Path, err)
	}
}
