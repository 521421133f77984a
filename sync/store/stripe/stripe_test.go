package stripe

import (
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"go.uber.org/goleak"

	"matinee/library"
	"matinee/sync/store/paytest"
	"matinee/sync/store/stripefake"
)

func TestMain(m *testing.M) { goleak.VerifyTestMain(m) }

const (
	testKey    = "sk_test_4eC39HqLyjWDarjtT1zdp7dc"
	testSecret = "whsec_5WbX5kEWLlfzsGNjH64I8lOOqUB6e8FH"
	oldSecret  = "whsec_older"
)

// open makes a provider at a fake of Stripe.
func open(t *testing.T) *paytest.World {
	t.Helper()
	var cut, echo atomic.Int32 // 1 before, 2 after
	fake := stripefake.New(stripefake.Config{
		Key: testKey, Secret: testSecret, Mail: stripefake.Mail{Held: true},
		Meddle: func(c stripefake.Call) bool {
			want := int32(1)
			if c.After {
				want = 2
			}
			return c.Method == http.MethodPost && cut.CompareAndSwap(want, 0)
		},
	})
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if echo.Load() == 0 {
			fake.ServeHTTP(w, r)
			return
		}
		body, _ := io.ReadAll(r.Body)
		w.WriteHeader(http.StatusUnauthorized)
		_, _ = io.WriteString(w, `{"error":{"code":"`+testKey+`","message":"Invalid API Key provided: `+r.Header.Get("Authorization")+` `+testSecret+string(body)+`"}}`)
	}))
	// A connection that is used once: Go itself repeats a call under a key on one that was used before.
	client := &http.Client{Transport: &http.Transport{DisableKeepAlives: true}}
	t.Cleanup(func() {
		client.CloseIdleConnections()
		server.Close()
		fake.Close()
	})
	p, err := New(Config{Key: testKey, Webhook: []library.Secret{testSecret, oldSecret}, URL: server.URL, HTTP: client})
	if err != nil {
		t.Fatal(err)
	}
	sign := func(body []byte, at time.Time, secrets ...string) paytest.Message {
		return paytest.Message{Header: http.Header{"Stripe-Signature": {stripefake.Sign(body, at, secrets...)}}, Body: body}
	}
	return &paytest.World{
		Provider: p, Money: library.Money{Currency: "EUR", Minor: 4950}, Secrets: []string{testKey, testSecret}, Now: time.Now,
		Refuses: []library.Money{
			{Currency: "EUR"}, {Currency: "BTC", Minor: 1000}, {Currency: "KWD", Minor: 1001}, {Currency: "MGA", Minor: 150}, {Currency: "CLF", Minor: 10_000}, {Currency: "EUR", Minor: -5},
		},
		Pay:     fake.Pay,
		Charged: func(order library.Token) int { return fake.Of(string(order)).Charges },
		Cut: func(after bool) {
			cut.Store(1)
			if after {
				cut.Store(2)
			}
		},
		Forget: fake.Forget, Echo: func() { echo.Store(1) },
		Account: "acct_studio", Drain: func() { fake.Drain("acct_studio") },
		Messages: func() (out []paytest.Message) {
			for _, m := range fake.Messages() {
				out = append(out, sign(m.Body, time.Now(), testSecret))
			}
			return out
		},
		Forged: func(m paytest.Message) map[string]paytest.Message {
			altered := paytest.Message{Header: m.Header, Body: []byte(strings.Replace(string(m.Body), "cs_test", "cs_live", 1))}
			return map[string]paytest.Message{
				"an altered message":     altered,
				"no signature":           {Header: http.Header{}, Body: m.Body},
				"another secret":         sign(m.Body, time.Now(), "whsec_other"),
				"a message of long ago":  sign(m.Body, time.Now().Add(-6*time.Minute), testSecret),
				"one of the future":      sign(m.Body, time.Now().Add(6*time.Minute), testSecret),
				"a signature of v0 only": {Header: http.Header{"Stripe-Signature": {strings.ReplaceAll(m.Header.Get("Stripe-Signature"), "v1=", "v0=")}}, Body: m.Body},
				"nonsense":               {Header: http.Header{"Stripe-Signature": {"t=,v1=zz,,=,"}}, Body: m.Body},
			}
		},
	}
}

// TestStripe holds what every provider does.
func TestStripe(t *testing.T) { paytest.Provider(t, open) }

// TestSecretsCanBeReplaced: while the secret of messages is replaced, both are signed with
// and either is enough.
func TestSecretsCanBeReplaced(t *testing.T) {
	w := open(t)
	p, _ := w.Provider.(*Provider)
	body := []byte(`{"type":"account.updated","data":{"object":{"id":"acct_1"}}}`)
	for _, secrets := range [][]string{{oldSecret}, {"whsec_unknown", testSecret}, {testSecret, oldSecret}} {
		header := http.Header{"Stripe-Signature": {stripefake.Sign(body, time.Now(), secrets...)}}
		if events, err := p.Hear(t.Context(), header, body); err != nil || len(events) > 0 {
			t.Errorf("%v: %v, %v", secrets, events, err)
		}
	}
}

// TestAmounts: a currency is counted as Stripe does, and back.
func TestAmounts(t *testing.T) {
	for _, c := range []struct {
		m    library.Money
		want int64
	}{
		{library.Money{Currency: "EUR", Minor: 495}, 495},
		{library.Money{Currency: "JPY", Minor: 495}, 495}, // no decimals
		{library.Money{Currency: "KRW", Minor: 5000}, 5000},
		{library.Money{Currency: "KWD", Minor: 1230}, 1230},  // three, the last one 0
		{library.Money{Currency: "ISK", Minor: 500}, 50_000}, // counted with two
		{library.Money{Currency: "UGX", Minor: 5000}, 500_000},
		{library.Money{Currency: "MGA", Minor: 500_000}, 5000}, // counted with none
	} {
		got, err := amount(c.m)
		if err != nil || got != c.want {
			t.Errorf("%v is %d, not %d: %v", c.m, got, c.want, err)
		}
		if back := money(got, strings.ToLower(string(c.m.Currency))); back.Minor != c.m.Minor || back.Currency != c.m.Currency {
			t.Errorf("%v comes back as %v", c.m, back)
		}
		// A card fee on top of what can be paid can be paid, too.
		rate := library.FeeRate{Currency: c.m.Currency, Part: 290, Fixed: 7, Step: (*Provider)(nil).Step(c.m.Currency)}
		if _, err := amount(library.Money{Currency: c.m.Currency, Minor: rate.On(c.m.Minor)}); err != nil {
			t.Errorf("its card fee: %v", err)
		}
	}
}

// TestKeys: what cannot be a key is refused, without being said.
func TestKeys(t *testing.T) {
	for _, cfg := range []Config{{Key: "pk_live_public"}, {Key: "sk_live_a\nb"}, {}, {Key: testKey, Webhook: []library.Secret{"secret"}}} {
		_, err := New(cfg)
		if library.CodeOf(err) != library.CodeBadSetting || strings.Contains(err.Error(), "public") {
			t.Errorf("%v", err)
		}
	}
	live, err := New(Config{Key: "sk_live_1"})
	if err != nil || live.Test() {
		t.Error("a key for money is taken for one without", err)
	}
	restricted, err := New(Config{Key: "rk_test_1"})
	if err != nil || !restricted.Test() {
		t.Error(err)
	}
}
