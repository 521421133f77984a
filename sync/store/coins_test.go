package store

import (
	"io"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"matinee/library"
	"matinee/library/format"
	"matinee/library/ledger"
	"matinee/sync/store/lightning"
	"matinee/sync/store/lndfake"
)

// TestAWalletPays the invoice on the store's own page; nothing tells that it did, so the
// store asks. Refunds and payouts are by hand, and posted.
func TestAWalletPays(t *testing.T) {
	s := &cards{shop: &shop{t: t, logged: &strings.Builder{}}}
	now := func() time.Time { return start.Add(time.Duration(s.clock.Load()) * time.Second) }
	var handler atomic.Pointer[http.Handler]
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) { (*handler.Load()).ServeHTTP(w, r) }))
	defer server.Close()
	node := lndfake.New([]byte("macaroon"))
	lnd := httptest.NewServer(node)
	defer lnd.Close()
	client := &http.Client{Transport: &http.Transport{}}
	defer client.CloseIdleConnections()
	p := must[*lightning.Provider](t)(lightning.New(lightning.Config{URL: lnd.URL, Macaroon: []byte("macaroon"), Secret: []byte("a secret of the store"), HTTP: client, Now: now}))
	s.Store = must[*Store](t)(Open(t.Context(), Config{Dir: t.TempDir(), Name: "Corner", Base: server.URL, Providers: []Provider{p}, Now: now}))
	defer s.Close()
	h := conforming(t, s.Handler(slog.New(slog.NewTextHandler(s.log(), nil))))
	handler.Store(&h)
	s.client = Client{URL: library.WebURL(server.URL), HTTP: client}
	s.c = s.sells("studio")
	c := s.c
	euros := newBuyer(t).asks(c)
	euros.Provider = "lightning"
	_, err := s.client.Place(t.Context(), euros)
	wantCode(t, err, library.CodeBadSetting) // coins are not exchanged here
	terms := c.terms.Doc
	terms.Version = 2
	terms.Editions[0].Offers[0].Price = &library.Money{Currency: "BTC", Minor: 9_001}
	c.terms = must[format.Signed[format.Terms]](t)(format.Sign(terms, c.key))
	if err := s.client.Consign(t.Context(), Handover{Certificate: c.handover(s.Store, "standard").Certificate, Manifest: c.manifest.Bytes(), Terms: c.terms.Bytes()}); err != nil {
		t.Fatal(err)
	}
	ask := newBuyer(t).asks(c)
	ask.Provider, ask.Price = "lightning", &library.Money{Currency: "BTC", Minor: 9_001}
	o := must[Order](t)(s.client.Place(t.Context(), ask))
	show := func() string {
		req := must[*http.Request](t)(http.NewRequestWithContext(t.Context(), http.MethodGet, o.Page, nil))
		answer := must[*http.Response](t)(client.Do(req))
		defer answer.Body.Close()
		return string(must[[]byte](t)(io.ReadAll(answer.Body)))
	}
	page := show()
	_, hash, _ := strings.Cut(page, `href="lightning:lnsb1`)
	hash, _, _ = strings.Cut(hash, `"`)
	if !strings.Contains(page, "0.00009001 BTC") || !strings.Contains(page, "<svg") || len(hash) != 64 {
		t.Fatalf("%.800s", page)
	}
	if !node.Pay(hash) {
		t.Fatal("it cannot be paid")
	}
	s.later(lookNow)
	s.work()
	if o := s.look(ask); o.State != Settled || o.Licence == "" {
		t.Fatalf("%+v", o)
	}
	if page := show(); strings.Contains(page, hash) {
		t.Error("it could be paid again")
	}
	if _, err := s.Refund(t.Context(), Return{Order: ask.ID, Key: "a", Minor: 1000}); err != nil {
		t.Fatal(err)
	}
	book, problems, err := must[Export](t)(s.Export(t.Context(), public(c.root))).Verify()
	if err != nil || len(problems) > 0 || book.Balance(ledger.Account{Kind: ledger.AtProvider, Name: "lightning"}, "BTC") != 8_001 ||
		book.Balance(ledger.Account{Kind: ledger.StorePart}, "BTC") != -800 {
		t.Error(problems, err)
	}
	expired := newBuyer(t).asks(c)
	expired.Provider, expired.Price = ask.Provider, ask.Price
	must[Order](t)(s.client.Place(t.Context(), expired))
	s.later(orderLife)
	s.work()
	if o := s.look(expired); o.State != Expired || o.Page != "" {
		t.Errorf("%+v", o)
	}
}

// TestProvidersOfTheEnvironment: what is not there is no provider, and what is wrong is said
// without its secret.
func TestProvidersOfTheEnvironment(t *testing.T) {
	dir := t.TempDir()
	env := map[string]string{}
	get := func(name string) string { return env[name] }
	for range 2 {
		cards, err := Cards(dir, get)
		coins, err2 := Coins(dir, get)
		if cards != nil || coins != nil || err != nil || err2 != nil {
			t.Fatal(cards, coins, err, err2)
		}
	}
	if err := os.WriteFile(filepath.Join(dir, stripeKeyFile), []byte("sk_live_secret\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	if p := must[Provider](t)(Cards(dir, get)); p.Name() != "stripe" || p.Test() {
		t.Errorf("%v", p)
	}
	env[stripeKeyVariable] = "sk_test_other"
	if p := must[Provider](t)(Cards(dir, get)); !p.Test() {
		t.Error("the environment does not go first")
	}
	env[lndURLVariable] = "https://127.0.0.1:1"
	_, err := Coins(dir, get)
	wantCode(t, err, library.CodeBadSetting)
	env[lndMacaroonVariable] = filepath.Join(dir, "macaroon")
	if err := os.WriteFile(env[lndMacaroonVariable], []byte{2, 1, 3, ' ', '\n'}, 0o644); err != nil {
		t.Fatal(err)
	}
	_, err = Coins(dir, get)
	wantCode(t, err, library.CodeBadSetting)
	if err := os.Chmod(env[lndMacaroonVariable], 0o600); err != nil {
		t.Fatal(err)
	}
	if p := must[Provider](t)(Coins(dir, get)); p.Name() != "lightning" || p.Test() {
		t.Errorf("%v", p)
	}
}
