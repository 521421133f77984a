package upnp

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"net/netip"
	"net/url"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"go.uber.org/goleak"
)

func TestMain(m *testing.M) { goleak.VerifyTestMain(m) }

// here is where the routers of these tests are, and we. TestLocalNetwork of the
// engine has a real one.
func here() netip.Addr { return netip.MustParseAddr("127.0.0.1") }

// router serves a description at / and takes orders at /order.
func router(t *testing.T, description string, order http.HandlerFunc) *url.URL {
	t.Helper()
	mux := http.NewServeMux()
	mux.HandleFunc("GET /", func(w http.ResponseWriter, _ *http.Request) { _, _ = io.WriteString(w, description) })
	if order != nil {
		mux.HandleFunc("POST /order", order)
	}
	s := httptest.NewServer(mux)
	t.Cleanup(s.Close)
	at, err := url.Parse(s.URL + "/")
	if err != nil {
		t.Fatal(err)
	}
	return at
}

// describing is a description as routers give it.
func describing(service, control string) string {
	return `<?xml version="1.0"?><root xmlns="urn:schemas-upnp-org:device-1-0"><device>
<deviceType>` + gateway1 + `</deviceType>
<serviceList><service><serviceType>urn:schemas-upnp-org:service:Layer3Forwarding:1</serviceType><controlURL>/no</controlURL></service></serviceList>
<deviceList><device><deviceList><device><serviceList><service>
<serviceType>` + service + `</serviceType><controlURL>` + control + `</controlURL>
</service></serviceList></device></deviceList></device></deviceList></device></root>`
}

const ipConnection = "urn:schemas-upnp-org:service:WANIPConnection:1"

func TestOrders(t *testing.T) {
	asked := make(chan string, 2)
	at := router(t, describing(ipConnection, "/order"), func(w http.ResponseWriter, r *http.Request) {
		raw, _ := io.ReadAll(r.Body)
		asked <- r.Header.Get("SOAPAction") + string(raw)
	})
	g, err := describe(t.Context(), here(), here(), at)
	if err != nil {
		t.Fatal(err)
	}
	if err := errors.Join(g.Map(t.Context(), TCP, 4269, "a <b>", time.Hour), g.Unmap(t.Context(), UDP, 4269)); err != nil {
		t.Fatal(err)
	}
	want := [][]string{
		{
			`"` + ipConnection + `#AddPortMapping"`, "<NewExternalPort>4269<", "<NewProtocol>TCP<", "<NewInternalPort>4269<",
			"<NewInternalClient>127.0.0.1<", "<NewEnabled>1<", "a &lt;b&gt;<", "<NewLeaseDuration>3600<",
		},
		{`"` + ipConnection + `#DeletePortMapping"`, "<NewExternalPort>4269<", "<NewProtocol>UDP<"},
	}
	for i, parts := range want {
		order := <-asked
		for _, part := range parts {
			if !strings.Contains(order, part) {
				t.Errorf("order %d has no %s: %s", i, part, order)
			}
		}
	}
}

func TestRefusals(t *testing.T) {
	fault := func(w http.ResponseWriter, code int) {
		w.WriteHeader(http.StatusInternalServerError)
		_, _ = fmt.Fprintf(w, `<s:Envelope xmlns:s="x"><s:Body><s:Fault><detail><UPnPError xmlns="y"><errorCode>%d</errorCode>`+
			`<errorDescription>%s</errorDescription></UPnPError></detail></s:Fault></s:Body></s:Envelope>`, code, strings.Repeat("é", maxText))
	}
	var permanent atomic.Bool
	at := router(t, describing(ipConnection, "order"), func(w http.ResponseWriter, r *http.Request) {
		raw, _ := io.ReadAll(r.Body)
		switch {
		case strings.Contains(string(raw), "NewLeaseDuration>0<"):
			permanent.Store(true)
		case strings.Contains(string(raw), ">UDP<"):
			fault(w, 718)
		case strings.Contains(string(raw), "Delete"):
			http.Error(w, "no", http.StatusUnauthorized)
		default:
			fault(w, onlyForEver)
		}
	})
	g, err := describe(t.Context(), here(), here(), at)
	if err != nil {
		t.Fatal(err)
	}
	if err := g.Map(t.Context(), TCP, 1, "", time.Hour); err != nil || !permanent.Load() {
		t.Errorf("a router that maps for ever only: %v", err)
	}
	var r *Refusal
	if err := g.Map(t.Context(), UDP, 1, "", time.Hour); !errors.As(err, &r) || r.Code != 718 || len(r.Text) > maxText {
		t.Errorf("a port that is taken: %v", err)
	}
	if err := g.Unmap(t.Context(), TCP, 1); !errors.As(err, &r) || r.Code != http.StatusUnauthorized {
		t.Errorf("a router that wants a password: %v", err)
	}
}

// TestHostileDescriptions: whatever answers, we are done soon and speak to nobody
// else.
func TestHostileDescriptions(t *testing.T) {
	deep := strings.Repeat("<device><deviceList>", 50_000)
	for name, text := range map[string]string{
		"nothing":      "",
		"no xml":       "hello",
		"deep":         "<root>" + deep,
		"no service":   describing("urn:schemas-upnp-org:service:WANCommonInterfaceConfig:1", "/order"),
		"no control":   describing(ipConnection, ""),
		"elsewhere":    describing(ipConnection, "http://127.0.0.2/order"),
		"a name":       describing(ipConnection, "http://localhost/order"),
		"other scheme": describing(ipConnection, "file:///etc/passwd"),
		"too long":     describing(ipConnection, "/order"+strings.Repeat("x", maxAnswer)),
		"base away":    strings.Replace(describing(ipConnection, "/order"), "<device>", "<URLBase>http://127.0.0.2/</URLBase><device>", 1),
		"base no url":  strings.Replace(describing(ipConnection, "/order"), "<device>", "<URLBase>:</URLBase><device>", 1),
	} {
		t.Run(name, func(t *testing.T) {
			if g, err := describe(t.Context(), here(), here(), router(t, text, nil)); err == nil {
				t.Errorf("it is taken for a router: %+v", g)
			}
		})
	}
	if g, err := describe(t.Context(), here(), here(), router(t, describing(ipConnection, "?x"), nil)); err != nil || g.control.RawQuery != "x" {
		t.Errorf("an odd but honest address: %v", err)
	}
}

// TestSlowRouter: a router that never ends its answer holds nobody up, nor does
// one that sends elsewhere.
func TestSlowRouter(t *testing.T) {
	begun := make(chan struct{})
	s := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if r.URL.Path == "/away" {
			http.Redirect(w, r, "/", http.StatusFound)
			return
		}
		w.(http.Flusher).Flush()
		close(begun)
		<-r.Context().Done()
	}))
	defer s.Close()
	at, err := url.Parse(s.URL + "/away")
	if err != nil {
		t.Fatal(err)
	}
	if _, err := describe(t.Context(), here(), here(), at); err == nil {
		t.Error("it follows a redirect")
	}
	ctx, cancel := context.WithCancel(t.Context())
	go func() { <-begun; cancel() }()
	at.Path = "/"
	if _, err := describe(ctx, here(), here(), at); !errors.Is(err, context.Canceled) {
		t.Errorf("a canceled wait: %v", err)
	}
}

func TestLocation(t *testing.T) {
	const ok = "HTTP/1.1 200 OK\r\nST: " + gateway2 + "\r\nLOCATION: http://127.0.0.1:5000/x.xml\r\n\r\n"
	for name, c := range map[string]struct {
		raw  string
		good bool
	}{
		"as it should be": {ok, true},
		"empty":           {"", false},
		"other device":    {strings.Replace(ok, gateway2, "upnp:rootdevice", 1), false},
		"no success":      {strings.Replace(ok, "200 OK", "404 No", 1), false},
		"elsewhere":       {strings.Replace(ok, "127.0.0.1", "127.0.0.2", 1), false},
		"a name":          {strings.Replace(ok, "127.0.0.1", "localhost", 1), false},
		"https":           {strings.Replace(ok, "http:", "https:", 1), false},
		"no location":     {strings.Replace(ok, "LOCATION", "X", 1), false},
		"a search":        {"M-SEARCH * HTTP/1.1\r\n\r\n", false},
	} {
		if _, err := location([]byte(c.raw), here()); (err == nil) != c.good {
			t.Errorf("%s: %v", name, err)
		}
	}
}
