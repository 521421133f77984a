package guard

import (
	"context"
	"net"
	"net/http"
	"net/http/httptest"
	"slices"
	"strings"
	"testing"
	"time"

	"matinee/library"
)

func startWeb(t *testing.T) *httptest.Server {
	t.Helper()
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if to := r.URL.Query().Get("to"); to != "" {
			http.Redirect(w, r, to, http.StatusFound)
			return
		}
		_, _ = w.Write([]byte("ok"))
	}))
	t.Cleanup(server.Close)
	return server
}

func TestDialPublicRefuses(t *testing.T) {
	server := startEcho(t, "127.0.0.1:0")
	_, port, _ := net.SplitHostPort(server.Addr().String())
	g := newGuard(t, Config{IPv6: true})
	for _, host := range []string{"127.0.0.1", "[::ffff:127.0.0.1]", "localhost", "[::1]", "0.0.0.0"} {
		_, err := g.DialPublic(t.Context(), "tcp", host+":"+port)
		wantCode(t, err, library.CodeRefusedAddr)
	}
	if n := server.accepted.Load(); n != 0 {
		t.Errorf("%d connections", n)
	}
}

// TestRebinding has a name that is public when asked first and private when asked
// again: the address that was checked must be the one that is dialled. The guard
// is bound to loopback, so the public address gets no packet.
func TestRebinding(t *testing.T) {
	server := startEcho(t, "127.0.0.1:0")
	_, port, _ := net.SplitHostPort(server.Addr().String())
	names := startNames(t, "127.0.0.1:0", "192.0.2.1", "127.0.0.1")
	cards := &cards{}
	cards.set(loopback("127.0.0.7"))
	g := newGuard(t, Config{Bind: "lo", Interfaces: cards.get, DNS: []string{names.LocalAddr().String()}})
	ctx, cancel := context.WithTimeout(t.Context(), 300*time.Millisecond)
	defer cancel()
	if conn, err := g.DialPublic(ctx, "tcp", "rebind.example:"+port); err == nil {
		_ = conn.Close()
		t.Error("connected")
	}
	if asked := names.asked.Load(); asked != 1 {
		t.Errorf("the name was asked for %d times", asked)
	}
	_, err := g.DialPublic(t.Context(), "tcp", "rebind.example:"+port)
	wantCode(t, err, library.CodeRefusedAddr)
	if n := server.accepted.Load(); n != 0 {
		t.Errorf("%d connections to the private address", n)
	}
}

func TestAllowIsCounted(t *testing.T) {
	server := startEcho(t, "127.0.0.1:0")
	addr := server.Addr().String()
	g := newGuard(t, Config{})
	dial := func() error {
		conn, err := g.DialPublic(t.Context(), "tcp", addr)
		if err == nil {
			_ = conn.Close()
		}
		return err
	}
	urls := []string{"http://" + addr + "/announce", "not a url\x00", "udp://x"}
	g.Permit(urls)
	g.Allow(addr)
	g.Revoke(urls)
	if err := dial(); err != nil {
		t.Error(err)
	}
	g.Disallow(addr)
	wantCode(t, dial(), library.CodeRefusedAddr)
	g.Disallow(addr)
	g.Allow(addr)
	if err := dial(); err != nil {
		t.Error(err)
	}
}

func TestFilter(t *testing.T) {
	bad := []string{
		"http://127.0.0.1/a", "udp://localhost:80", "https://nas.local/x", "ws://[::1]:1/", "http://10.0.0.1:8080/",
		"http://2130706433/", "http://printer/",
	}
	good := []string{"http://tracker.example/a", "udp4://8.8.8.8:80/", "wss://t.example"}
	g := newGuard(t, Config{})
	ok, refused := g.Filter(slices.Concat(bad, good, []string{"http://", "::"}))
	if !slices.Equal(ok, good) || !slices.Equal(refused, bad) {
		t.Errorf("ok %q, refused %q", ok, refused)
	}
	g.Permit(bad[:1])
	if ok, _ := g.Filter(bad); !slices.Equal(ok, bad[:1]) {
		t.Errorf("permitted %q", ok)
	}
	behind := newGuard(t, Config{Proxy: "socks5://127.0.0.1:1"})
	if ok, refused := behind.Filter([]string{"udp://t.example:1", "http://t.example/"}); len(ok) != 1 || len(refused) != 0 {
		t.Errorf("behind a proxy: %q, %q", ok, refused)
	}
	bound, udp := newGuard(t, Config{Bind: "vpn0"}), []string{"udp://t.example:1", "udp://8.8.8.8:1"}
	if ok, _ := bound.Filter(udp); !slices.Equal(ok, udp[1:]) {
		t.Errorf("bound: %q", ok)
	}
	defer bound.OwnNames()()
	if ok, _ := bound.Filter(udp); !slices.Equal(ok, udp) {
		t.Errorf("bound, with names of its own: %q", ok)
	}
}

func TestHTTPRefusesRedirects(t *testing.T) {
	allowed, inner := startWeb(t), startWeb(t)
	g := newGuard(t, Config{})
	g.Permit([]string{allowed.URL})
	get := func(to string) error {
		res, err := g.HTTPClient().Get(allowed.URL + "/?to=" + to)
		if err == nil {
			_ = res.Body.Close()
		}
		return err
	}
	if err := get(""); err != nil {
		t.Fatal(err)
	}
	wantCode(t, get(inner.URL), library.CodeRefusedAddr)
	if err := get("ftp://example.org/"); err == nil || !strings.Contains(err.Error(), "redirected") {
		t.Errorf("%v", err)
	}
}

func TestNoEnvironmentProxy(t *testing.T) {
	dead := startEcho(t, "127.0.0.1:0")
	t.Setenv("HTTP_PROXY", "http://"+dead.Addr().String())
	t.Setenv("ALL_PROXY", "socks5://"+dead.Addr().String())
	web := startWeb(t)
	g := newGuard(t, Config{})
	g.Permit([]string{web.URL})
	res, err := g.HTTPClient().Get(web.URL)
	if err != nil {
		t.Fatal(err)
	}
	_ = res.Body.Close()
	if g.Transport().Proxy != nil || dead.accepted.Load() != 0 {
		t.Error("the environment's proxy was used")
	}
}
