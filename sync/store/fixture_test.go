package store

import (
	"context"
	"crypto/ed25519"
	"crypto/sha256"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"os"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"go.uber.org/goleak"

	"matinee/library"
	"matinee/library/format"
	"matinee/library/seal"
)

func TestMain(m *testing.M) {
	if dir := os.Getenv(childVariable); dir != "" {
		child(dir)
		return
	}
	goleak.VerifyTestMain(m, goleak.Cleanup(func(code int) {
		stopPostgres()
		os.Exit(code)
	}))
}

// must fails the test on an error.
func must[T any](t testing.TB) func(T, error) T {
	return func(v T, err error) T {
		t.Helper()
		if err != nil {
			t.Fatal(err)
		}
		return v
	}
}

// creator is a channel with one bundle: a film for 4.95 EUR or rented for 1.95, and an
// edition with extras for what one wants.
type creator struct {
	t          testing.TB
	root, key  ed25519.PrivateKey
	author     format.Author
	bundle     library.Token
	manifest   format.Signed[format.Manifest]
	terms      format.Signed[format.Terms]
	identities map[library.EditionID]library.Identity
	premiere   library.Identity
	cardFee    library.Bearer
	listed     string // the name under which stores may list it; "" for not at all
}

func private(name string) ed25519.PrivateKey {
	seed := sha256.Sum256([]byte(name))
	return ed25519.NewKeyFromSeed(seed[:])
}

func public(key ed25519.PrivateKey) library.Key {
	raw, _ := key.Public().(ed25519.PublicKey)
	return library.KeyOf(raw)
}

// start is when the fixtures' world begins.
var start = time.Date(2026, 11, 1, 12, 0, 0, 0, time.UTC)

func newCreator(t testing.TB, name string) *creator {
	t.Helper()
	c := &creator{t: t, root: private(name + " root"), key: private(name), identities: map[library.EditionID]library.Identity{}, bundle: newToken()}
	cert := must[format.Signed[format.Certificate]](t)(format.Sign(format.Certificate{Root: public(c.root), Key: public(c.key), Serial: 1, Issued: start.AddDate(0, -6, 0)}, c.root))
	c.author = format.Author{Channel: public(c.root), Certificate: cert.Envelope, Issued: start.AddDate(0, 0, -10)}
	c.premiere = must[library.Identity](t)(seal.NewIdentity())
	m := format.Manifest{
		Author: c.author, ID: c.bundle, Version: 1, Name: "Children of the Projector", Creators: []format.Creator{{Name: "Studio"}}, Published: c.author.Issued,
		License: library.AllRightsReserved, Rights: "All rights reserved.",
	}
	for _, id := range []library.EditionID{"standard", "extras"} {
		identity := must[library.Identity](t)(seal.NewIdentity())
		c.identities[id] = identity
		e := format.Edition{ID: id, Name: string(id), Recipient: must[library.Recipient](t)(seal.RecipientOf(identity)), Release: public(must[ed25519.PrivateKey](t)(format.ReleaseKey(identity)))}
		if id == "standard" {
			e.Premiere = must[library.Recipient](t)(seal.RecipientOf(c.premiere))
		}
		m.Editions = append(m.Editions, e)
		sum := library.DigestOf(sha256.Sum256([]byte(id)))
		m.Items = append(m.Items, format.Item{
			Path: library.ItemPath(string(id) + ".mp4.age"), Role: library.RoleMain, Editions: []library.EditionID{id}, Format: "video/mp4",
			Plain: library.Sum{Length: 1000, SHA256: sum}, Sealed: &library.Sum{Length: 2000, SHA256: sum},
		})
	}
	c.manifest = must[format.Signed[format.Manifest]](t)(format.Sign(m, c.key))
	c.reprice(1, 495)
	return c
}

// reprice signs a version of the terms in which the film costs so many cents.
func (c *creator) reprice(version, cents int64) {
	eur := func(minor int64) *library.Money { return &library.Money{Currency: "EUR", Minor: minor} }
	splits := []library.Split{{Party: "Studio", Weight: 70}, {Party: "Author", Weight: 30}}
	c.terms = must[format.Signed[format.Terms]](c.t)(format.Sign(format.Terms{
		Author: c.author, Bundle: c.bundle, Version: version, Fee: 1000,
		Editions: []format.EditionTerms{
			{
				Edition: "standard", Splits: splits, Window: &library.Window{From: start.AddDate(0, 0, 5), Until: start.AddDate(0, 0, 45)},
				Offers: []library.Offer{
					{Kind: library.OfferPaid, Price: eur(cents), Permits: []library.Permit{library.PermitExport}, CardFee: c.cardFee},
					{Kind: library.OfferPaid, Price: eur(195), Rental: 48 * time.Hour},
				},
			},
			{Edition: "extras", Splits: splits, Offers: []library.Offer{{Kind: library.OfferPWYW, Price: eur(995)}}},
		},
	}, c.key))
}

// handover is what the creator gives a store to sell an edition.
func (c *creator) handover(s *Store, edition library.EditionID) Handover {
	t := c.t
	t.Helper()
	word := format.StoreCertificate{Author: c.author, Store: format.Store{
		Name: "Corner", Key: s.Key(), Recipient: s.Recipient(), From: start.AddDate(0, 0, -5), Until: start.AddDate(1, 0, 0),
	}}
	if c.listed != "" {
		word.Link, word.Name = format.Link{Key: public(c.key), Root: public(c.root)}.String(), c.listed
	}
	cert := must[format.Signed[format.StoreCertificate]](t)(format.Sign(word, c.key))
	m := c.manifest.Doc
	e, _ := m.Edition(edition)
	k := format.Consignment{
		Author: c.author, ID: newToken(), Version: 1, Bundle: c.bundle, Edition: edition, Recipient: e.Recipient, Terms: c.terms.Digest(),
		Store: s.Key(), For: s.Recipient(), Wrapped: must[[]byte](t)(seal.Wrap(c.identities[edition], s.Recipient())),
	}
	signed := must[format.Signed[format.Consignment]](t)(format.Sign(k, c.key))
	return Handover{cert.Bytes(), c.manifest.Bytes(), c.terms.Bytes(), signed.Bytes()}
}

// shop is a store at work, served over loopback, with a clock that tests move.
type shop struct {
	*Store
	t       testing.TB
	clock   atomic.Int64 // seconds past start
	client  Client
	logged  *strings.Builder
	handler atomic.Pointer[http.Handler]
}

// stores are the shop's, and on PostgreSQL a second one on its database.
func (s *shop) stores(t *testing.T, where string) []*Store {
	t.Helper()
	if where == "" {
		return []*Store{s.Store}
	}
	second := must[*Store](t)(Open(t.Context(), Config{Dir: s.cfg.Dir, Database: where, Name: "Corner", Now: s.cfg.Now}))
	t.Cleanup(func() {
		if err := second.Close(); err != nil {
			t.Error(err)
		}
	})
	return []*Store{s.Store, second}
}

// again has it served as its configuration is now.
func (s *shop) again() {
	h := conforming(s.t, s.Handler(slog.New(slog.NewTextHandler(s.logged, nil))))
	s.handler.Store(&h)
}

func (s *shop) later(d time.Duration) { s.clock.Add(int64(d / time.Second)) }

// databases are where the stores of a test keep what they know: each test runs on both.
func databases(t *testing.T, test func(t *testing.T, where string)) {
	t.Run("sqlite", func(t *testing.T) { test(t, "") })
	t.Run("postgres", func(t *testing.T) { test(t, postgres(t)) })
}

func openShop(t *testing.T, where string) *shop { return openShopIn(t, t.TempDir(), where, nil) }

// openShopIn opens a shop in a folder, by a clock of its own or another's.
func openShopIn(t *testing.T, dir, where string, clock func() int64) *shop {
	t.Helper()
	s := &shop{t: t, logged: &strings.Builder{}}
	if clock == nil {
		clock = s.clock.Load
	}
	server := httptest.NewUnstartedServer(nil)
	base := "http://" + server.Listener.Addr().String()
	var err error
	s.Store, err = Open(t.Context(), Config{
		Dir: dir, Database: where, Name: "Corner", Providers: []Provider{Sandbox{base}}, Base: base,
		Now: func() time.Time { return start.Add(time.Duration(clock()) * time.Second) },
	})
	if err != nil {
		t.Fatal(err)
	}
	server.Config.Handler = http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) { (*s.handler.Load()).ServeHTTP(w, r) })
	s.again()
	server.Start()
	client := &http.Client{Transport: &http.Transport{}}
	s.client = Client{URL: library.WebURL(base), HTTP: client}
	t.Cleanup(func() {
		client.CloseIdleConnections()
		server.Close()
		if err := s.Close(); err != nil {
			t.Error(err)
		}
	})
	return s
}

// sells has the store sell both editions of a new creator.
func (s *shop) sells(name string) *creator {
	s.t.Helper()
	c := newCreator(s.t, name)
	if err := s.AddChannel(context.Background(), public(c.root)); err != nil {
		s.t.Fatal(err)
	}
	for _, edition := range []library.EditionID{"standard", "extras"} {
		if err := s.client.Consign(context.Background(), c.handover(s.Store, edition)); err != nil {
			s.t.Fatal(err)
		}
	}
	return c
}

// buyer is a device that buys.
type buyer struct {
	device    library.Identity
	recipient library.Recipient
}

func newBuyer(t testing.TB) buyer {
	t.Helper()
	device := must[library.Identity](t)(seal.NewIdentity())
	return buyer{device, must[library.Recipient](t)(seal.RecipientOf(device))}
}

// asks is an order of the film, at its price.
func (b buyer) asks(c *creator) Ask {
	return Ask{
		ID: newToken(), Secret: library.Secret(newToken()), Bundle: c.bundle, Edition: "standard", Offer: library.OfferPaid,
		Price: &library.Money{Currency: "EUR", Minor: 495}, Device: b.recipient, Provider: "sandbox",
	}
}

// pays presses the button of the sandbox.
func (s *shop) pays(o Order) {
	s.t.Helper()
	req, err := http.NewRequestWithContext(context.Background(), http.MethodPost, o.Page, nil)
	if err != nil {
		s.t.Fatal(err)
	}
	answer, err := s.client.HTTP.Do(req)
	if err != nil {
		s.t.Fatal(err)
	}
	_ = answer.Body.Close()
	if answer.StatusCode != http.StatusOK {
		s.t.Fatalf("paying: %s", answer.Status)
	}
}

// buys orders and pays, and looks the order up until it is licensed.
func (s *shop) buys(a Ask) Order {
	s.t.Helper()
	s.pays(must[Order](s.t)(s.client.Place(context.Background(), a)))
	o := must[Order](s.t)(s.client.Order(context.Background(), a.ID, a.Secret))
	if o.State != Settled || o.Licence == "" || o.Receipt == "" {
		s.t.Fatalf("after paying: %+v", o)
	}
	return o
}

// holds fails the test unless the books have one sale for each receipt, and no other.
func (s *shop) holds(c *creator, receipts [][]byte) {
	s.t.Helper()
	export := must[Export](s.t)(s.Export(context.Background(), public(c.root)))
	if _, problems, err := export.Verify(receipts...); err != nil || len(problems) > 0 || len(export.Entries) != len(receipts) {
		s.t.Errorf("%d entries for %d receipts: %v, %v", len(export.Entries), len(receipts), problems, err)
	}
}

// wantCode fails the test unless the error is of a kind.
func wantCode(t testing.TB, err error, code library.Code) {
	t.Helper()
	if err == nil || library.CodeOf(err) != code {
		t.Fatalf("%v, not %s", err, code)
	}
}
