package door

import (
	"fmt"
	"io"
	"net"
	"net/http"
	"net/http/httptest"
	"testing"
	"time"
)

// clock is a time that tests move.
type clock struct{ at time.Time }

func (c *clock) now() time.Time { return c.at }

func newDoor(t *testing.T, cfg Config) (*Door, *clock) {
	t.Helper()
	c := &clock{time.Unix(1e9, 0)}
	cfg.Now = c.now
	return New(cfg, func(w http.ResponseWriter, wait time.Duration) { w.WriteHeader(http.StatusTooManyRequests) }), c
}

func (d *Door) asked(t *testing.T, from string, header ...string) int {
	t.Helper()
	r := httptest.NewRequestWithContext(t.Context(), http.MethodGet, "/", nil)
	r.RemoteAddr = from
	for _, value := range header {
		r.Header.Add("X-Forwarded-For", value)
	}
	w := httptest.NewRecorder()
	d.Guard(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) { w.WriteHeader(http.StatusNoContent) })).ServeHTTP(w, r)
	return w.Code
}

// TestANetworkAsksAsOftenAsItMay: a burst, then one every so often, and others are not
// bothered by it.
func TestANetworkAsksAsOftenAsItMay(t *testing.T) {
	d, c := newDoor(t, Config{Address: Rate{time.Second, 3}})
	for i, want := range []int{204, 204, 204, 429, 429} {
		if got := d.asked(t, fmt.Sprintf("192.0.2.%d:99", i)); got != want {
			t.Errorf("request %d: %d", i, got)
		}
	}
	if d.asked(t, "192.0.3.1:99") != 204 || d.asked(t, "[2001:db8:0:100::1]:9") != 204 {
		t.Error("other networks wait too")
	}
	c.at = c.at.Add(time.Second)
	if d.asked(t, "192.0.2.7:1") != 204 || d.asked(t, "[::ffff:192.0.2.7]:1") != 429 {
		t.Error("after a second it is not one more")
	}
	c.at = c.at.Add(time.Hour)
	for range 3 {
		if d.asked(t, "192.0.2.7:1") != 204 {
			t.Error("after a rest it is no burst")
		}
	}
	c.at = c.at.Add(-10 * 365 * 24 * time.Hour)
	if d.asked(t, "192.0.2.7:1") != 204 {
		t.Error("a clock that was set back shuts the door for years")
	}
	for i, want := range []int{204, 204, 204, 429} { // /56
		if got := d.asked(t, fmt.Sprintf("[2001:db8:0:1%02x::1]:9", i)); got != want {
			t.Errorf("IPv6 %d: %d", i, got)
		}
	}
}

// TestAProxysWordCounts only where it is named, and only for the last stranger.
func TestAProxysWordCounts(t *testing.T) {
	proxies, err := ParseProxies([]string{"10.0.0.0/8", "::1"})
	if err != nil {
		t.Fatal(err)
	}
	d, _ := newDoor(t, Config{Address: Rate{time.Hour, 1}, Proxies: proxies})
	for _, one := range []struct {
		from string
		told []string
		want string
	}{
		{"198.51.100.9:1", []string{"203.0.113.1"}, "198.51.100.0/24"}, // no proxy
		{"10.1.2.3:1", []string{"203.0.113.1"}, "203.0.113.0/24"},
		{"10.1.2.3:1", []string{"1.1.1.1, 203.0.113.1"}, "203.0.113.0/24"}, // the first is anybody's word
		{"10.1.2.3:1", []string{"1.1.1.1", "203.0.113.1, 10.9.9.9"}, "203.0.113.0/24"},
		{"[::1]:1", []string{"2001:db8:1:2ff::5"}, "2001:db8:1:200::/56"},
		{"10.1.2.3:1", []string{"nonsense"}, "10.1.2.0/24"},
		{"10.1.2.3:1", nil, "10.1.2.0/24"},
		{"10.1.2.3:1", []string{"203.0.113.1:4711"}, "203.0.113.0/24"},
	} {
		r := httptest.NewRequestWithContext(t.Context(), http.MethodGet, "/", nil)
		r.RemoteAddr = one.from
		for _, value := range one.told {
			r.Header.Add("X-Forwarded-For", value)
		}
		if got := d.Network(r); got != one.want {
			t.Errorf("%s, %q: %s, not %s", one.from, one.told, got, one.want)
		}
	}
	if d.asked(t, "198.51.100.9:1", "203.0.113.1") != 204 || d.asked(t, "198.51.100.9:1", "203.0.114.1") != 429 {
		t.Error("whoever writes a header gets through")
	}
	if _, err := ParseProxies([]string{"the proxy"}); err == nil {
		t.Error("no address is taken")
	}
}

// TestOfManyNothingIsKept: memory is bounded, whoever asks.
func TestOfManyNothingIsKept(t *testing.T) {
	l := newLimiter(Rate{time.Hour, 1})
	at := time.Unix(1e9, 0)
	for i := range 3 * maxKnown {
		l.take(fmt.Sprint(i), at)
	}
	if n := len(l.now) + len(l.old); n > 2*maxKnown {
		t.Errorf("%d are remembered", n)
	}
}

// TestADeviceWaits as long as it is told.
func TestADeviceWaits(t *testing.T) {
	d, c := newDoor(t, Config{Device: Rate{2 * time.Second, 2}})
	for _, device := range []string{"a", "a", "b"} {
		if d.Device(device) != 0 {
			t.Errorf("%s waits at once", device)
		}
	}
	wait := d.Device("a")
	if wait <= 0 || wait > 2*time.Second {
		t.Errorf("it waits %v", wait)
	}
	if c.at = c.at.Add(wait); d.Device("a") != 0 {
		t.Error("after that it waits still")
	}
	if open, _ := newDoor(t, Config{}); open.Device("a") != 0 || open.asked(t, "1.2.3.4:5") != 204 {
		t.Error("the zero Config has limits")
	}
}

// TestConnectionsAreBounded: who holds too many open is not let in, and is again once some
// have ended.
func TestConnectionsAreBounded(t *testing.T) {
	plain, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	d, _ := newDoor(t, Config{Conns: 2})
	l := d.Listen(plain)
	defer l.Close()
	accepted := make(chan net.Conn, 8)
	go func() {
		defer close(accepted)
		for {
			c, err := l.Accept()
			if err != nil {
				return
			}
			accepted <- c
		}
	}()
	dial := func() net.Conn {
		c, err := net.Dial("tcp", plain.Addr().String())
		if err != nil {
			t.Fatal(err)
		}
		t.Cleanup(func() { c.Close() })
		return c
	}
	dial()
	dial()
	first, second := <-accepted, <-accepted
	refused := dial()
	_ = refused.SetReadDeadline(time.Now().Add(time.Minute))
	if _, err := refused.Read(make([]byte, 1)); err == nil || isTimeout(err) {
		t.Errorf("a third is let in: %v", err)
	}
	first.Close()
	first.Close() // counted once
	dial()
	third := <-accepted
	second.Close()
	third.Close()
	for range 2 {
		dial()
		(<-accepted).Close()
	}
}

func isTimeout(err error) bool {
	n, ok := err.(net.Error)
	return ok && n.Timeout() && err != io.EOF
}
