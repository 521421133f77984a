package lightning

import (
	"encoding/base64"
	"encoding/hex"
	"io"
	"log"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"go.uber.org/goleak"

	"matinee/library"
	"matinee/sync/store/lndfake"
	"matinee/sync/store/pay"
	"matinee/sync/store/paytest"
)

func TestMain(m *testing.M) { goleak.VerifyTestMain(m) }

const macaroon = "a macaroon that lets in"

func open(t *testing.T) *paytest.World {
	t.Helper()
	n := lndfake.New([]byte(macaroon))
	server := httptest.NewServer(n)
	client := &http.Client{Transport: &http.Transport{DisableKeepAlives: true}}
	t.Cleanup(server.Close)
	p, err := New(Config{URL: server.URL, Macaroon: []byte(macaroon), Secret: []byte("sixteen bytes and"), HTTP: client})
	if err != nil {
		t.Fatal(err)
	}
	return &paytest.World{
		Provider: p, Money: library.Money{Currency: "BTC", Minor: 21_000}, Now: time.Now,
		Secrets: []string{macaroon, hex.EncodeToString([]byte(macaroon)), "sixteen bytes and"},
		Refuses: []library.Money{{Currency: "EUR", Minor: 495}, {Currency: "BTC"}, {Currency: "BTC", Minor: maxCoins + 1}, {Currency: "BTC", Minor: -1}},
		Pay:     n.Pay, Cut: n.Cut, Echo: n.Echo,
		Charged: func(order library.Token) int { return n.Paid(string(order)) },
	}
}

// TestLightning holds what every provider does.
func TestLightning(t *testing.T) { paytest.Provider(t, open) }

// TestPreimagesAreSecret: an order's invoice has one preimage, which who does not know the
// store's secret cannot find.
func TestPreimagesAreSecret(t *testing.T) {
	w := open(t)
	p, _ := w.Provider.(*Provider)
	w.Echo()
	order := paytest.NewToken()
	_, err := p.Begin(t.Context(), pay.Payment{Order: order, Money: w.Money, Expires: time.Now().Add(time.Hour)})
	if err == nil || strings.Contains(err.Error(), base64.StdEncoding.EncodeToString(p.preimage(order))) {
		t.Errorf("a preimage is said: %v", err)
	}
	a := &Provider{cfg: Config{Secret: []byte("one secret of a store")}}
	b := &Provider{cfg: Config{Secret: []byte("the secret of another")}}
	first := string(a.preimage(order))
	if again := string(a.preimage(order)); again != first || first == string(b.preimage(order)) || first == string(a.preimage(paytest.NewToken())) {
		t.Error("preimages are not of the order and the secret")
	}
}

// TestOnlyTheNodesCertificate is believed.
func TestOnlyTheNodesCertificate(t *testing.T) {
	server := httptest.NewUnstartedServer(http.NotFoundHandler())
	server.Config.ErrorLog = log.New(io.Discard, "", 0) // it says that it was not believed
	server.StartTLS()
	defer server.Close()
	cfg := Config{URL: server.URL, Macaroon: []byte(macaroon), Secret: []byte("sixteen bytes and"), Certificate: []byte("-----BEGIN CERTIFICATE-----")}
	if _, err := New(cfg); library.CodeOf(err) != library.CodeBadSetting {
		t.Error(err)
	}
	cfg.Certificate = nil
	p, err := New(cfg)
	if err != nil {
		t.Fatal(err)
	}
	defer p.http.CloseIdleConnections()
	if _, err := p.Begin(t.Context(), pay.Payment{Order: paytest.NewToken(), Money: library.Money{Currency: "BTC", Minor: 1}}); err == nil || !strings.Contains(err.Error(), "certificate") {
		t.Error(err)
	}
	cfg.URL = "http://plain"
	if _, err := New(cfg); library.CodeOf(err) != library.CodeBadSetting {
		t.Errorf("a macaroon would go over plain HTTP: %v", err)
	}
}
