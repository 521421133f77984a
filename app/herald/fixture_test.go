package herald

import (
	"bytes"
	"context"
	"crypto/ed25519"
	"crypto/sha256"
	"sync"
	"testing"
	"time"

	"go.uber.org/goleak"

	"matinee/app/vault"
	"matinee/library"
	"matinee/library/format"
	"matinee/library/seal"
	"matinee/sync/channel"
)

func TestMain(m *testing.M) { goleak.VerifyTestMain(m) }

func must[T any](t testing.TB) func(T, error) T {
	return func(v T, err error) T {
		t.Helper()
		if err != nil {
			t.Fatal(err)
		}
		return v
	}
}

const publication = library.Token("0123456789abcdef0123456789abcdef")

var infohash = library.BundleID("00000000000000000000000000000000000000aa") //nolint:gochecknoglobals // a constant of the tests

// noon is when everything was signed.
func noon() time.Time { return time.Date(2027, 1, 1, 12, 0, 0, 0, time.UTC) }

func signer(name string) ed25519.PrivateKey {
	seed := sha256.Sum256([]byte("matinee herald test: " + name))
	return ed25519.NewKeyFromSeed(seed[:])
}

// work is a bundle with one sealed edition, and its secrets.
type work struct {
	Documents
	t                  testing.TB
	edition            format.Edition
	identity, premiere library.Identity
	author             format.Author
	from, until, opens time.Time
}

func newWork(t testing.TB) *work {
	t.Helper()
	w := &work{t: t, from: noon().Add(24 * time.Hour)}
	w.until = w.from.Add(40 * 24 * time.Hour)
	w.opens = w.until.Add(24 * time.Hour)
	cert := must[format.Signed[format.Certificate]](t)(format.Sign(format.Certificate{
		Root: channel.KeyOf(signer("root")), Key: channel.KeyOf(signer("channel")), Serial: 1, Issued: noon().Add(-time.Hour),
	}, signer("root")))
	w.author = format.Author{Channel: channel.KeyOf(signer("root")), Certificate: cert.Envelope, Issued: noon()}
	w.identity, w.premiere = must[library.Identity](t)(seal.NewIdentity()), must[library.Identity](t)(seal.NewIdentity())
	w.edition = format.Edition{
		ID: "standard", Name: "Standard", Recipient: w.recipient(w.identity), Premiere: w.recipient(w.premiere), Release: channel.KeyOf(w.key()),
	}
	sum := library.Sum{Length: 300, SHA256: library.DigestOf(sha256.Sum256([]byte("sealed")))}
	w.Manifest = format.Manifest{
		Author: w.author, ID: publication, Version: 1, Name: "A Film", Creators: []format.Creator{{Name: "Somebody"}},
		Published: noon(), License: "LicenseRef-all-rights-reserved", Rights: "All rights reserved.", Editions: []format.Edition{w.edition},
		Items: []format.Item{{Path: "film.mkv.age", Role: library.RoleMain, Editions: []library.EditionID{"standard"}, Plain: library.Sum{Length: 100, SHA256: sum.SHA256}, Sealed: &sum}},
	}
	w.Terms = format.Terms{Author: w.author, Bundle: publication, Version: 1, Editions: []format.EditionTerms{{
		Edition: "standard", Window: &library.Window{From: w.from, Until: w.until, After: library.AfterOpen, Opens: w.opens},
	}}}
	if err := w.Terms.Fits(w.Manifest); err != nil {
		t.Fatal(err)
	}
	return w
}

func (w *work) recipient(i library.Identity) library.Recipient {
	w.t.Helper()
	return must[library.Recipient](w.t)(seal.RecipientOf(i))
}

func (w *work) key() ed25519.PrivateKey {
	w.t.Helper()
	return must[ed25519.PrivateKey](w.t)(format.ReleaseKey(w.identity))
}

// release is a key as its creator publishes it, and its item.
func (w *work) release(kind library.ReleaseKind) (format.Signed[format.Release], library.Mutable) {
	w.t.Helper()
	identity := w.identity
	if kind == library.ReleasePremiere {
		identity = w.premiere
	}
	r := must[format.Signed[format.Release]](w.t)(format.Sign(format.Release{
		Bundle: publication, Edition: "standard", Kind: kind, Identity: identity, Key: w.edition.Release,
	}, w.key()))
	return r, must[library.Mutable](w.t)(channel.ReleaseItem(w.key(), r))
}

// licence is one for a device that opens at once.
func (w *work) licence(device library.Recipient) []byte {
	w.t.Helper()
	store := must[format.Signed[format.StoreCertificate]](w.t)(format.Sign(format.StoreCertificate{Author: w.author, Store: format.Store{
		Key: channel.KeyOf(signer("store")), Recipient: w.edition.Recipient, From: noon(), Until: noon().AddDate(1, 0, 0),
	}}, signer("channel")))
	l := format.Licence{
		Seller: format.Seller{Channel: w.author.Channel, Certificate: store.Envelope, Issued: noon()}, ID: "00000000000000000000000000000001",
		Kind: library.LicencePurchase, Bundle: publication, Edition: "standard", Recipient: w.edition.Recipient, Device: device,
		Wrapped: must[[]byte](w.t)(seal.Wrap(w.identity, device)),
	}
	return must[format.Signed[format.Licence]](w.t)(format.Sign(l, signer("store"))).Bytes()
}

// network is a DHT of eight nodes in memory, and the clock of the world.
type network struct {
	mu    sync.Mutex
	now   time.Time
	off   bool
	items map[string]*held
	puts  int
}

type held struct {
	item    library.Mutable
	holders int
	at      time.Time
}

const itemLife = 2 * time.Hour

func newNetwork() *network { return &network{now: noon(), items: map[string]*held{}} }

func (n *network) GetItem(_ context.Context, key library.Key, salt string) (library.FoundMutable, error) {
	n.mu.Lock()
	defer n.mu.Unlock()
	if n.off {
		return library.FoundMutable{}, &library.Error{Code: library.CodeNoPeers}
	}
	f := library.FoundMutable{Asked: 8}
	if h := n.items[string(key)+salt]; h != nil && n.now.Sub(h.at) < itemLife {
		f.Item, f.Holders = h.item, h.holders
	}
	return f, nil
}

func (n *network) PutItem(_ context.Context, i library.Mutable) (int, error) {
	n.mu.Lock()
	defer n.mu.Unlock()
	if n.off {
		return 0, &library.Error{Code: library.CodeNoPeers}
	}
	old := n.items[string(i.Key)+i.Salt]
	if old != nil && n.now.Sub(old.at) < itemLife && (old.item.Seq > i.Seq || old.item.Seq == i.Seq && !bytes.Equal(old.item.Value, i.Value)) {
		return 0, &library.Error{Code: library.CodeRolledBack}
	}
	n.puts++
	n.items[string(i.Key)+i.Salt] = &held{i, 8, n.now}
	return 8, nil
}

func (n *network) clock() time.Time {
	n.mu.Lock()
	defer n.mu.Unlock()
	return n.now
}

// holds reports what the DHT has of a kind.
func (n *network) holds(w *work, kind library.ReleaseKind) []byte {
	n.mu.Lock()
	defer n.mu.Unlock()
	if h := n.items[string(w.edition.Release)+string(kind)]; h != nil && n.now.Sub(h.at) < itemLife {
		return h.item.Value
	}
	return nil
}

// shelf is a vault's store in memory: the real one is tested with the vault, and these
// tests live through weeks.
type shelf struct{ licences, releases [][]byte }

func (s *shelf) SaveLicence(_ context.Context, _, _ library.Token, data []byte) error {
	s.licences = append(s.licences, data)
	return nil
}

func (s *shelf) SaveGiftKey(context.Context, library.Token, []byte) error { return nil }

func (s *shelf) GiftKey(context.Context, library.Token) ([]byte, error) { return nil, nil }

func (s *shelf) Licences(context.Context, library.Token) ([][]byte, error) { return s.licences, nil }

func (s *shelf) PlayedFirst(context.Context, library.Token, time.Time) (time.Time, error) {
	return time.Time{}, nil
}

func (s *shelf) SaveRelease(_ context.Context, _ library.Token, _ library.EditionID, _ library.ReleaseKind, data []byte) error {
	s.releases = append(s.releases, data)
	return nil
}

func (s *shelf) Releases(context.Context, library.Token) ([][]byte, error) { return s.releases, nil }

// machine is a program with its vault, and what proves times to it.
type machine struct {
	*Herald
	*vault.Vault
	t      testing.TB
	w      *work
	net    *network
	ahead  time.Duration // of its clock
	proven time.Time
	hurry  int
	asked  int // for a proof
}

func newMachine(t testing.TB, n *network, w *work) *machine {
	t.Helper()
	m := &machine{t: t, w: w, net: n}
	m.Vault = must[*vault.Vault](t)(vault.Open(vault.Config{Dir: t.TempDir(), Store: &shelf{}, Now: m.clock}))
	m.Herald = New(Config{
		DHT: n, Vault: m.Vault, Channels: m, Now: m.clock, Random: func(int64) int64 { return 0 },
		Bundles:   func(context.Context) ([]library.BundleID, error) { return []library.BundleID{infohash}, nil },
		Documents: func(context.Context, library.BundleID) (Documents, bool, error) { return w.Documents, true, nil },
		Take: func(ctx context.Context, r format.Signed[format.Release], mf format.Manifest, tm format.Terms, at time.Time) error {
			_, err := m.Release(ctx, r, mf, tm, at)
			return err
		},
	})
	m.Changed(infohash)
	return m
}

func (m *machine) clock() time.Time { return m.net.clock().Add(m.ahead) }

func (m *machine) Proven(context.Context, library.Key, time.Time) time.Time {
	m.asked++
	return m.proven
}
func (m *machine) Hurry(context.Context, library.Key) { m.hurry++ }

// buys brings a licence.
func (m *machine) buys() {
	m.t.Helper()
	if _, err := m.Import(m.t.Context(), m.w.licence(m.Device()), m.w.Manifest, nil); err != nil {
		m.t.Fatal(err)
	}
}

// has reports whether a published key is here.
func (m *machine) has(kind library.ReleaseKind) bool {
	m.t.Helper()
	_, here, err := m.Published(m.t.Context(), publication, "standard", kind)
	if err != nil {
		m.t.Fatal(err)
	}
	return here
}

// until lets the machines live until a time, each step when one has something to do.
func until(t testing.TB, n *network, at time.Time, all ...*machine) {
	t.Helper()
	for steps := 0; n.clock().Before(at); steps++ {
		if steps > 100_000 {
			t.Fatal("there is no rest")
		}
		wait := at.Sub(n.clock())
		for _, m := range all {
			wait = min(wait, m.step(t.Context()))
		}
		n.mu.Lock()
		n.now = n.now.Add(max(wait, time.Millisecond))
		n.mu.Unlock()
	}
	for _, m := range all {
		m.step(t.Context())
	}
}
