package owner

import (
	"crypto/ed25519"
	"encoding/hex"
	"encoding/json"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"matinee/app/control"
	"matinee/library"
	"matinee/library/format"
	"matinee/sync/store"
)

// liar is a real store whose owner, when asked to lie, leaves the last sale out of the
// books and writes everything that follows from that anew.
type liar struct {
	*store.Store
	t    *testing.T
	key  ed25519.PrivateKey
	next http.Handler
	lies atomic.Bool
}

func openLiar(t *testing.T, channel library.Key) (*liar, library.WebURL) {
	t.Helper()
	dir := t.TempDir()
	server := httptest.NewUnstartedServer(nil)
	base := "http://" + server.Listener.Addr().String()
	s := ok[*store.Store](t)(store.Open(t.Context(), store.Config{Dir: dir, Name: "Corner", Providers: []store.Provider{store.Sandbox{Base: base}}}))
	if err := s.AddChannel(t.Context(), channel); err != nil {
		t.Fatal(err)
	}
	seed := ok[[]byte](t)(hex.DecodeString(strings.TrimSpace(string(ok[[]byte](t)(os.ReadFile(filepath.Join(dir, "signing.key")))))))
	l := &liar{Store: s, t: t, key: ed25519.NewKeyFromSeed(seed), next: s.Handler(slog.New(slog.DiscardHandler))}
	server.Config.Handler = l
	server.Start()
	t.Cleanup(func() {
		server.Close()
		if err := s.Close(); err != nil {
			t.Error(err)
		}
	})
	return l, library.WebURL(base)
}

func (l *liar) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	if !l.lies.Load() || r.URL.Path != "/v1/books" {
		l.next.ServeHTTP(w, r)
		return
	}
	answer := httptest.NewRecorder()
	l.next.ServeHTTP(answer, r)
	var page store.BooksPage
	if err := json.Unmarshal(answer.Body.Bytes(), &page); err != nil {
		l.t.Error(err)
	}
	signed, err := format.Read[format.BooksHead]([]byte(page.Head))
	if err != nil {
		l.t.Error(err)
	}
	head := signed.Doc
	all, err := l.Export(r.Context(), head.Channel)
	if err != nil || len(all.Entries) == 0 {
		l.t.Error(len(all.Entries), err)
		return
	}
	last := all.Entries[len(all.Entries)-1]
	head.Entries, head.Hash = last.N-1, last.Before
	page.Entries = all.Entries[:last.N-1]
	signed, err = format.Sign(head, l.key)
	if err != nil {
		l.t.Error(err)
	}
	page.Head = string(signed.Bytes())
	page.Terms = all.Terms
	_ = json.NewEncoder(w).Encode(page)
}

// TestASaleThatIsLeftOutIsTold: a creator who had read the books sees that the store
// changed them, and keeps what it said before; one who had not is told by a buyer's
// receipt.
func TestASaleThatIsLeftOutIsTold(t *testing.T) {
	dht := nodes(t, 3)
	data := t.TempDir()
	creator := open(t, data, inDHT(dht...), able)
	made := creator.channelNew("Studio")
	shop, address := openLiar(t, made.Root)
	certificate := ok[[]byte](t)(creator.CertifyStore(t.Context(), control.CertifyRequest{
		StoreKeys: control.StoreKeys{Key: shop.Key(), Recipient: shop.Recipient()}, URL: address, Until: time.Now().AddDate(1, 0, 0),
	}))
	folder, _ := reel(t, "Low Tide", "2")
	creator.publishes(folder, library.DraftWindow{Long: library.Interval(45 * 24 * time.Hour)})
	if _, _, err := creator.HandOver(t.Context(), control.ConsignRequest{Name: "Low Tide", Edition: "standard", Store: certificate}); err != nil {
		t.Fatal(err)
	}
	var receipts [][]byte
	for _, device := range []string{"a", "b"} {
		receipts = append(receipts, sale(t, shop.Store, address, creator, device))
	}
	read := func(receipts ...[]byte) library.Accounts {
		t.Helper()
		a := ok[library.Accounts](t)(creator.Accounts(t.Context(), control.AccountsRequest{Ask: true, Receipts: receipts}))
		if len(a.Books) != 1 || a.Books[0].Away != nil || len(a.Takings) != 1 {
			t.Fatalf("%+v", a)
		}
		return a
	}
	if a := read(receipts...); !a.Sound() || a.Held != 2 || a.Books[0].Entries != 2 || a.Takings[0].Of("Ann").Closing != 892 {
		t.Errorf("honest: %+v", a)
	}

	shop.lies.Store(true)
	a := read()
	if a.Sound() || a.Books[0].Problems[0].Code != library.CodeBooksChanged || a.Takings[0].Of("Ann").Closing != 892 {
		t.Errorf("books that were changed: %+v", a)
	}
	if err := os.RemoveAll(filepath.Join(data, "studio", "books")); err != nil {
		t.Fatal(err)
	}
	if a := read(receipts[0]); !a.Sound() || a.Takings[0].Of("Ann").Closing != 446 {
		t.Errorf("without the receipt nobody knows: %+v", a)
	}
	a = read(receipts...)
	if a.Sound() || a.Books[0].Problems[0].Code != library.CodeSaleMissing {
		t.Errorf("a receipt of what was left out: %+v", a)
	}

	shop.lies.Store(false)
	if a := read(receipts...); !a.Sound() || a.Takings[0].Of("Ann").Closing != 892 {
		t.Errorf("and it is honest again: %+v", a)
	}
	if a := read([]byte("{}"), receipts[0]); a.Held != 1 || len(a.Strange) != 1 {
		t.Errorf("what is no receipt: %+v", a)
	}
}

// sale buys the creator's film on a device of its own, and returns the receipt.
func sale(t *testing.T, shop *store.Store, address library.WebURL, creator *house, device string) []byte {
	t.Helper()
	client := store.Client{URL: address, HTTP: &http.Client{Transport: &http.Transport{DisableKeepAlives: true}}}
	p := ok[library.Production](t)(creator.Studio().Find("Low Tide"))
	ask := store.Ask{
		ID: drawToken(), Secret: library.Secret(drawToken()), Bundle: p.ID, Edition: "standard", Offer: library.OfferPaid,
		Price: &library.Money{Currency: "EUR", Minor: 495}, Device: creator.Device(), Provider: "sandbox",
	}
	placed := ok[store.Order](t)(client.Place(t.Context(), ask))
	pays(t, placed.Page)
	return []byte(ok[store.Order](t)(client.Order(t.Context(), ask.ID, ask.Secret)).Receipt)
}

// TestAccountsWithoutTheStore: a channel that no store sells for has none, and a store
// that is away is told as one.
func TestAccountsWithoutTheStore(t *testing.T) {
	creator := open(t, t.TempDir(), able)
	made := creator.channelNew("Studio")
	a := ok[library.Accounts](t)(creator.Accounts(t.Context(), control.AccountsRequest{Ask: true}))
	if len(a.Books) != 0 || len(a.Takings) != 0 || a.Channel != made.Root || a.Month.IsZero() {
		t.Errorf("without a store: %+v", a)
	}
	shop, address := openLiar(t, made.Root)
	ok[[]byte](t)(creator.CertifyStore(t.Context(), control.CertifyRequest{
		StoreKeys: control.StoreKeys{Key: shop.Key(), Recipient: shop.Recipient()}, URL: address + "/nowhere", Until: time.Now().AddDate(1, 0, 0),
	}))
	a = ok[library.Accounts](t)(creator.Accounts(t.Context(), control.AccountsRequest{Ask: true}))
	if len(a.Books) != 1 || a.Books[0].Away == nil || a.Books[0].Away.Code != library.CodeStoreGone || !a.Sound() {
		t.Errorf("a store that is away: %+v", a)
	}
}
