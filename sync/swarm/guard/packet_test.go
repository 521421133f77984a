package guard

import (
	"errors"
	"net"
	"net/netip"
	"os"
	"sync"
	"testing"
	"time"

	"matinee/library"
)

// cards is a list of interfaces that a test changes.
type cards struct {
	mu   sync.Mutex
	list []Interface
}

func (c *cards) set(list ...Interface) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.list = list
}

func (c *cards) get() ([]Interface, error) {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.list, nil
}

func loopback(addr string) Interface {
	return Interface{Name: "lo", Index: 1, Up: true, Addrs: []netip.Addr{netip.MustParseAddr(addr)}}
}

func TestBindingFind(t *testing.T) {
	a4, a6 := netip.MustParseAddr("10.0.0.2"), netip.MustParseAddr("2001:db8::2")
	list := []Interface{
		{Name: "down0", Addrs: []netip.Addr{a4}},
		{Name: "empty0", Up: true, Addrs: []netip.Addr{netip.MustParseAddr("fe80::1")}},
		{Name: "vpn0", Index: 7, Up: true, Addrs: []netip.Addr{netip.MustParseAddr("fe80::2"), a6, a4}},
	}
	for want, ok := range map[string]bool{"vpn0": true, "10.0.0.2": true, "2001:db8::2": true, "down0": false, "empty0": false, "eth9": false, "10.9.9.9": false} {
		p, err := newBinding(want, func() ([]Interface, error) { return list, nil }).find()
		if (err == nil) != ok {
			t.Errorf("%s: %v", want, err)
		}
		if err != nil {
			wantCode(t, err, library.CodeNoInterface)
		} else if p.name != "vpn0" || (want == "vpn0" && (p.v4 != a4 || p.v6 != a6)) {
			t.Errorf("%s: %+v", want, p)
		}
	}
	_, err := newBinding("x", func() ([]Interface, error) { return nil, errors.New("no") }).find()
	wantCode(t, err, library.CodeNoInterface)
	if real, err := systemInterfaces(); err != nil || len(real) == 0 {
		t.Errorf("%v, %v", real, err)
	}
}

// TestBoundDial goes from an address of ours, and nowhere while it is gone.
func TestBoundDial(t *testing.T) {
	server := startEcho(t, "127.0.0.1:0")
	names := startNames(t, "127.0.0.1:0", "127.0.0.1")
	cards := &cards{}
	g := newGuard(t, Config{Bind: "lo", Interfaces: cards.get, DNS: []string{names.LocalAddr().String()}})
	addr := server.Addr().String()
	for _, to := range []string{addr, "peer.example:1"} {
		_, err := g.DialContext(t.Context(), "tcp", to)
		wantCode(t, err, library.CodeNoInterface)
		_, err = g.DialPublic(t.Context(), "tcp", to)
		wantCode(t, err, library.CodeNoInterface)
	}
	if server.accepted.Load() != 0 || names.asked.Load() != 0 {
		t.Fatal("something was sent without the interface")
	}
	cards.set(loopback("127.0.0.7"))
	_, port, _ := net.SplitHostPort(addr)
	conn, err := g.DialContext(t.Context(), "tcp", "peer.example:"+port)
	if err != nil {
		t.Fatal(err)
	}
	if from := conn.LocalAddr().(*net.TCPAddr).IP.String(); from != "127.0.0.7" {
		t.Errorf("sent from %s", from)
	}
	roundTrip(t, conn)
}

func TestPacketConnFollowsTheInterface(t *testing.T) {
	peer, err := net.ListenPacket("udp4", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = peer.Close() }()
	cards := &cards{}
	g := newGuard(t, Config{Bind: "lo", Interfaces: cards.get})
	pc, err := g.ListenPacket("udp", ":0")
	if err != nil {
		t.Fatal(err)
	}
	got := make(chan string, 4)
	go func() {
		defer close(got)
		buf := make([]byte, 100)
		for {
			n, _, err := pc.ReadFrom(buf)
			if err != nil {
				return
			}
			got <- string(buf[:n])
		}
	}()
	_, err = pc.WriteTo([]byte("x"), peer.LocalAddr())
	wantCode(t, err, library.CodeNoInterface)

	var port int
	for _, from := range []string{"127.0.0.7", "127.0.0.8"} {
		cards.set(loopback(from))
		pc.(*packetConn).forget()
		exchange(t, pc, peer, got)
		here := pc.LocalAddr().(*net.UDPAddr)
		if here.IP.String() != from || (port != 0 && here.Port != port) {
			t.Errorf("at %s, want %s:%d", here, from, port)
		}
		port = here.Port
	}
	cards.set()
	pc.(*packetConn).forget()
	_, err = pc.WriteTo([]byte("x"), peer.LocalAddr())
	wantCode(t, err, library.CodeNoInterface)
	if err := pc.Close(); err != nil {
		t.Error(err)
	}
	if _, open := <-got; open {
		t.Error("a packet came from nowhere")
	}
}

// forget makes the next write look at the interface, as it does by itself after
// a second.
func (c *packetConn) forget() {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.looked = time.Time{}
}

func exchange(t *testing.T, pc, peer net.PacketConn, got <-chan string) {
	t.Helper()
	if _, err := pc.WriteTo([]byte("ping"), peer.LocalAddr()); err != nil {
		t.Fatal(err)
	}
	buf := make([]byte, 100)
	n, from, err := peer.ReadFrom(buf)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := peer.WriteTo(buf[:n], from); err != nil {
		t.Fatal(err)
	}
	if text := <-got; text != "ping" {
		t.Errorf("got %q", text)
	}
}

func TestPacketConnDeadlines(t *testing.T) {
	for name, cfg := range map[string]Config{
		"no socket": {Bind: "none0"},
		"a socket":  {},
	} {
		t.Run(name, func(t *testing.T) {
			pc, err := newGuard(t, cfg).TrackerListenPacket("udp4", ":0")
			if err != nil {
				t.Fatal(err)
			}
			if err := pc.SetDeadline(time.Now().Add(10 * time.Millisecond)); err != nil {
				t.Fatal(err)
			}
			if _, _, err := pc.ReadFrom(make([]byte, 10)); !errors.Is(err, os.ErrDeadlineExceeded) {
				t.Errorf("%v", err)
			}
			_ = pc.Close()
			if _, _, err := pc.ReadFrom(make([]byte, 10)); !errors.Is(err, net.ErrClosed) {
				t.Errorf("%v", err)
			}
			if _, err := pc.WriteTo(nil, &net.UDPAddr{IP: net.IPv4(8, 8, 8, 8), Port: 1}); !errors.Is(err, net.ErrClosed) {
				t.Errorf("%v", err)
			}
		})
	}
}

func TestTrackerSocketRefusesPrivate(t *testing.T) {
	peer, err := net.ListenPacket("udp4", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = peer.Close() }()
	g := newGuard(t, Config{})
	pc, err := g.TrackerListenPacket("udp4", ":0")
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = pc.Close() }()
	_, err = pc.WriteTo([]byte("x"), peer.LocalAddr())
	wantCode(t, err, library.CodeRefusedAddr)
	_, port, _ := net.SplitHostPort(peer.LocalAddr().String())
	g.Permit([]string{"udp://localhost:" + port + "/announce"})
	if _, err := pc.WriteTo([]byte("x"), peer.LocalAddr()); err != nil {
		t.Error(err)
	}
}

func TestListenerFollowsTheInterface(t *testing.T) {
	cards := &cards{}
	g := newGuard(t, Config{Bind: "lo", Interfaces: cards.get})
	taken := startEcho(t, "127.0.0.7:0")
	_, port, _ := net.SplitHostPort(taken.Addr().String())
	cards.set(loopback("127.0.0.7"))
	if _, err := g.Listen("tcp", ":"+port); err == nil {
		t.Error("listened on a port that is taken")
	}
	l, err := g.Listen("tcp", ":0")
	if err != nil {
		t.Fatal(err)
	}
	accepted := make(chan error, 1)
	go func() {
		conn, err := l.Accept()
		if err == nil {
			_ = conn.Close()
		}
		accepted <- err
	}()
	conn, err := net.Dial("tcp", l.Addr().String())
	if err != nil {
		t.Fatal(err)
	}
	_ = conn.Close()
	if err := <-accepted; err != nil {
		t.Error(err)
	}
	go func() { _, err := l.Accept(); accepted <- err }()
	cards.set()
	if err := l.Close(); err != nil {
		t.Error(err)
	}
	if err := <-accepted; !errors.Is(err, net.ErrClosed) {
		t.Errorf("%v", err)
	}
}

func TestListenWithoutInterface(t *testing.T) {
	l, err := newGuard(t, Config{Bind: "none0"}).Listen("tcp", ":4711")
	if err != nil || l.Addr().String() != "0.0.0.0:4711" {
		t.Fatalf("%v", err)
	}
	failed := make(chan error, 1)
	go func() { _, err := l.Accept(); failed <- err }()
	_ = l.Close()
	if err := <-failed; !errors.Is(err, net.ErrClosed) {
		t.Errorf("%v", err)
	}
}
