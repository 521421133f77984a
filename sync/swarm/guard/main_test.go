package guard

import (
	"context"
	"errors"
	"net"
	"net/netip"
	"sync/atomic"
	"testing"

	"go.uber.org/goleak"
	"golang.org/x/net/dns/dnsmessage"

	"matinee/library"
)

func TestMain(m *testing.M) { goleak.VerifyTestMain(m) }

func newGuard(t testing.TB, cfg Config) *Guard {
	t.Helper()
	g, err := New(cfg)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = g.Close() })
	return g
}

func wantCode(t *testing.T, err error, code library.Code) {
	t.Helper()
	if err == nil || library.CodeOf(err) != code {
		t.Fatalf("error %v, want %s", err, code)
	}
}

// echo is a TCP server that sends back what it gets and counts connections.
type echo struct {
	net.Listener
	accepted atomic.Int32
}

func startEcho(t testing.TB, addr string) *echo {
	t.Helper()
	l, err := net.Listen("tcp", addr)
	if err != nil {
		t.Fatal(err)
	}
	e := &echo{Listener: l}
	done := make(chan struct{})
	go func() { defer close(done); e.serve() }()
	t.Cleanup(func() { _ = l.Close(); <-done })
	return e
}

func (e *echo) serve() {
	for {
		conn, err := e.Accept()
		if err != nil {
			return
		}
		e.accepted.Add(1)
		go func() { defer func() { _ = conn.Close() }(); pipe(conn, conn) }()
	}
}

// pipe copies until one end closes.
func pipe(to, from net.Conn) {
	buf := make([]byte, 4096)
	for {
		n, err := from.Read(buf)
		if err != nil {
			return
		}
		if _, err := to.Write(buf[:n]); err != nil {
			return
		}
	}
}

func roundTrip(t testing.TB, conn net.Conn) {
	t.Helper()
	defer func() { _ = conn.Close() }()
	buf := make([]byte, 4)
	if _, err := conn.Write([]byte("ping")); err != nil {
		t.Fatal(err)
	}
	if _, err := conn.Read(buf); err != nil || string(buf) != "ping" {
		t.Fatalf("%q, %v", buf, err)
	}
}

// nameServer answers every A question with the next of its addresses, so that a
// name can change its meaning between two lookups, and counts the questions.
type nameServer struct {
	net.PacketConn
	answers []netip.Addr
	asked   atomic.Int32
}

func startNames(t testing.TB, addr string, answers ...string) *nameServer {
	t.Helper()
	pc, err := net.ListenPacket("udp", addr)
	if err != nil {
		t.Fatal(err)
	}
	s := &nameServer{PacketConn: pc}
	for _, a := range answers {
		s.answers = append(s.answers, netip.MustParseAddr(a))
	}
	done := make(chan struct{})
	go func() { defer close(done); s.serve() }()
	t.Cleanup(func() { _ = pc.Close(); <-done })
	return s
}

func (s *nameServer) serve() {
	buf := make([]byte, 1500)
	for {
		n, from, err := s.ReadFrom(buf)
		if err != nil {
			return
		}
		if reply, err := s.reply(buf[:n]); err == nil {
			_, _ = s.WriteTo(reply, from)
		}
	}
}

func (s *nameServer) reply(raw []byte) ([]byte, error) {
	var m dnsmessage.Message
	if err := m.Unpack(raw); err != nil || len(m.Questions) == 0 {
		return nil, errors.New("no question")
	}
	m.Response, m.Additionals = true, nil
	if q := m.Questions[0]; q.Type == dnsmessage.TypeA {
		i := int(s.asked.Add(1)-1) % len(s.answers)
		m.Answers = []dnsmessage.Resource{{
			Header: dnsmessage.ResourceHeader{Name: q.Name, Type: q.Type, Class: q.Class},
			Body:   &dnsmessage.AResource{A: s.answers[i].As4()},
		}}
	}
	return m.Pack()
}

func TestNewRefuses(t *testing.T) {
	cases := map[string]struct {
		cfg  Config
		code library.Code
	}{
		"proxy scheme":  {Config{Proxy: "http://user:hunter2@127.0.0.1:1"}, library.CodeBadSetting},
		"proxy host":    {Config{Proxy: "socks5://user:hunter2@:1"}, library.CodeBadSetting},
		"proxy port":    {Config{Proxy: "socks5://user:hunter2@h:0"}, library.CodeBadSetting},
		"proxy garbage": {Config{Proxy: "socks5://user:hunter2@h:x y"}, library.CodeBadSetting},
		"proxy user":    {Config{Proxy: "socks5://:hunter2@h:1"}, library.CodeBadSetting},
		"name server":   {Config{DNS: []string{"dns.example"}}, library.CodeBadSetting},
		"no blocklist":  {Config{Blocklist: "/nonexistent/list"}, library.CodeBlocklist},
	}
	for name, c := range cases {
		t.Run(name, func(t *testing.T) {
			_, err := New(c.cfg)
			wantCode(t, err, c.code)
			noSecret(t, err)
		})
	}
}

func TestPlainGuard(t *testing.T) {
	g := newGuard(t, Config{})
	if !g.UDPAllowed() || !g.AcceptAllowed() || g.Blocklist() != nil || g.Check() != nil {
		t.Error("an empty Config restricts something")
	}
	if _, ok := g.Multicast(); !ok {
		t.Error("no multicast")
	}
	server := startEcho(t, "127.0.0.1:0")
	conn, err := g.DialContext(t.Context(), "tcp", server.Addr().String())
	if err != nil {
		t.Fatal(err)
	}
	roundTrip(t, conn)
	if _, err := g.DialContext(t.Context(), "udp", server.Addr().String()); err == nil {
		t.Error("dialled udp")
	}
	if _, err := g.DialContext(t.Context(), "tcp", "[::1]:9"); err == nil {
		t.Error("dialled IPv6 although it is off")
	}
}

func TestDialCanceled(t *testing.T) {
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	server := startEcho(t, "127.0.0.1:0")
	if _, err := newGuard(t, Config{}).DialContext(ctx, "tcp", server.Addr().String()); !errors.Is(err, context.Canceled) {
		t.Errorf("%v", err)
	}
}

// TestDialTriesEveryAddress lets the first address of a name be dead.
func TestDialTriesEveryAddress(t *testing.T) {
	server := startEcho(t, "127.0.0.1:0")
	g := newGuard(t, Config{IPv6: true})
	port := server.Addr().(*net.TCPAddr).AddrPort().Port()
	ips := []netip.Addr{netip.MustParseAddr("127.0.0.2"), netip.MustParseAddr("::1"), netip.MustParseAddr("127.0.0.1")}
	conn, err := g.dialAny(t.Context(), "name", ips, port)
	if err != nil {
		t.Fatal(err)
	}
	roundTrip(t, conn)
}
