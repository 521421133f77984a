package guard

import (
	"bytes"
	"cmp"
	"context"
	"encoding/binary"
	"errors"
	"fmt"
	"io"
	"net"
	"strings"
	"sync"
	"testing"

	"matinee/library"
)

// socksServer is a small real SOCKS5 server: it logs what it is asked for and
// connects everything to one address.
type socksServer struct {
	net.Listener
	user, password string
	target         string // where every request really goes
	code           byte   // answered instead of connecting, if not 0
	listen         string // where it listens; "" for any port of loopback

	mu    sync.Mutex
	asked []string // "kind host:port"
}

func startSocks(t *testing.T, s *socksServer) *socksServer {
	t.Helper()
	l, err := net.Listen("tcp", cmp.Or(s.listen, "127.0.0.1:0"))
	if err != nil {
		t.Fatal(err)
	}
	s.Listener = l
	var conns sync.WaitGroup
	conns.Go(func() {
		for {
			conn, err := l.Accept()
			if err != nil {
				return
			}
			conns.Go(func() { defer func() { _ = conn.Close() }(); _ = s.serve(conn) })
		}
	})
	t.Cleanup(func() { _ = l.Close(); conns.Wait() })
	return s
}

func (s *socksServer) log() []string {
	s.mu.Lock()
	defer s.mu.Unlock()
	return append([]string(nil), s.asked...)
}

func (s *socksServer) serve(conn net.Conn) error {
	if err := s.welcome(conn); err != nil {
		return err
	}
	var head [4]byte
	if _, err := io.ReadFull(conn, head[:]); err != nil {
		return err
	}
	size := map[byte]int{addrIPv4: 4, addrIPv6: 16}[head[3]]
	if head[3] == addrName {
		var n [1]byte
		if _, err := io.ReadFull(conn, n[:]); err != nil {
			return err
		}
		size = int(n[0])
	}
	rest := make([]byte, size+2)
	if _, err := io.ReadFull(conn, rest); err != nil {
		return err
	}
	host, kind := string(rest[:size]), "name"
	if head[3] != addrName {
		host, kind = net.IP(rest[:size]).String(), "address"
	}
	s.mu.Lock()
	s.asked = append(s.asked, fmt.Sprintf("%s %s:%d", kind, host, binary.BigEndian.Uint16(rest[size:])))
	s.mu.Unlock()
	if _, err := conn.Write([]byte{5, s.code, 0, addrName, 3, 'a', 'b', 'c', 0, 0}); err != nil || s.code != 0 {
		return err
	}
	target, err := net.Dial("tcp", s.target)
	if err != nil {
		return err
	}
	var back sync.WaitGroup
	back.Go(func() { pipe(conn, target); _ = conn.Close() })
	pipe(target, conn)
	_ = target.Close()
	back.Wait()
	return nil
}

func (s *socksServer) welcome(conn net.Conn) error {
	var head [2]byte
	if _, err := io.ReadFull(conn, head[:]); err != nil {
		return err
	}
	methods := make([]byte, head[1])
	if _, err := io.ReadFull(conn, methods); err != nil {
		return err
	}
	if s.user == "" {
		_, err := conn.Write([]byte{5, methodNone})
		return err
	}
	if !bytes.Contains(methods, []byte{methodPassword}) {
		_, err := conn.Write([]byte{5, 0xff})
		return errors.Join(err, errors.New("no password"))
	}
	if _, err := conn.Write([]byte{5, methodPassword}); err != nil {
		return err
	}
	want := fmt.Sprintf("\x01%c%s%c%s", len(s.user), s.user, len(s.password), s.password)
	got := make([]byte, len(want))
	if _, err := io.ReadFull(conn, got); err != nil {
		return err
	}
	if string(got) != want {
		_, err := conn.Write([]byte{1, 1})
		return errors.Join(err, errors.New("wrong password"))
	}
	_, err := conn.Write([]byte{1, 0})
	return err
}

// secret is the proxy password of these tests; no error may hold it.
const secret = "hunter2"

func noSecret(t *testing.T, err error) {
	t.Helper()
	text := fmt.Sprintf("%v %+v %s", err, err, library.Explain(err))
	if strings.Contains(text, secret) {
		t.Errorf("an error shows the password: %s", text)
	}
}

func TestEverythingGoesThroughTheProxy(t *testing.T) {
	server := startEcho(t, "127.0.0.1:0")
	web := startWeb(t)
	s := startSocks(t, &socksServer{user: "me", password: secret, target: server.Addr().String()})
	g := newGuard(t, Config{Proxy: "socks5://me:" + secret + "@" + s.Addr().String(), IPv6: true})
	for _, addr := range []string{"93.184.216.34:80", "[2606:2800::1]:81", "peer.example:82"} {
		conn, err := g.DialContext(t.Context(), "tcp", addr)
		if err != nil {
			t.Fatal(err)
		}
		roundTrip(t, conn)
	}
	s.target = web.Listener.Addr().String()
	res, err := g.HTTPClient().Get("http://tracker.example/announce")
	if err != nil {
		t.Fatal(err)
	}
	_ = res.Body.Close()
	want := "[address 93.184.216.34:80 address 2606:2800::1:81 name peer.example:82 name tracker.example:80]"
	if got := fmt.Sprint(s.log()); got != want {
		t.Errorf("the proxy saw %s, want %s", got, want)
	}
	if n := server.accepted.Load(); n != 3 {
		t.Errorf("%d connections", n)
	}
}

func TestProxyFails(t *testing.T) {
	server := startEcho(t, "127.0.0.1:0")
	target := server.Addr().String()
	silent := startEcho(t, "127.0.0.1:0") // answers, but not as a proxy
	strict := startSocks(t, &socksServer{user: "me", password: "other", target: target})
	broken := startSocks(t, &socksServer{code: 4, target: target})
	gone := startEcho(t, "127.0.0.1:0")
	_ = gone.Close()
	cases := map[string]struct {
		proxy net.Listener
		code  library.Code
	}{
		"not there":      {gone, library.CodeProxy},
		"not a proxy":    {silent, library.CodeProxy},
		"wrong password": {strict, library.CodeProxy},
		"host not there": {broken, library.CodeInternal},
	}
	for name, c := range cases {
		t.Run(name, func(t *testing.T) {
			g := newGuard(t, Config{Proxy: "socks5://me:" + secret + "@" + c.proxy.Addr().String()})
			_, err := g.DialContext(t.Context(), "tcp", target)
			wantCode(t, err, c.code)
			noSecret(t, err)
			_, err = g.HTTPClient().Get("http://tracker.example/")
			wantCode(t, err, c.code)
			noSecret(t, err)
		})
	}
	if n := server.accepted.Load(); n != 0 {
		t.Errorf("%d direct connections", n)
	}
}

func TestProxyCanceled(t *testing.T) {
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = l.Close() }()
	ctx, cancel := context.WithCancel(t.Context())
	g := newGuard(t, Config{Proxy: "socks5://" + l.Addr().String()})
	failed := make(chan error, 1)
	go func() { _, err := g.DialContext(ctx, "tcp", "peer.example:1"); failed <- err }()
	conn, err := l.Accept()
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = conn.Close() }()
	cancel()
	if err := <-failed; !errors.Is(err, context.Canceled) {
		t.Errorf("%v", err)
	}
}

func TestNothingElseBehindAProxy(t *testing.T) {
	server := startEcho(t, "127.0.0.1:0")
	s := startSocks(t, &socksServer{target: server.Addr().String()})
	g := newGuard(t, Config{Proxy: "socks5://" + s.Addr().String()})
	if _, ok := g.Multicast(); ok || g.UDPAllowed() || g.AcceptAllowed() {
		t.Error("UDP, multicast or listening is on")
	}
	if _, err := g.ListenPacket("udp", ":0"); err == nil {
		t.Error("a UDP socket was opened")
	}
	if _, err := g.Listen("tcp", ":0"); err == nil {
		t.Error("a listener was opened")
	}
	if _, err := g.Resolver().LookupHost(t.Context(), "name.example"); err == nil {
		t.Error("a name was looked up")
	}
	tracker, err := g.TrackerListenPacket("udp4", ":0")
	if err != nil {
		t.Fatal(err)
	}
	_, err = tracker.WriteTo([]byte("x"), &net.UDPAddr{IP: net.IPv4(93, 184, 216, 34), Port: 80})
	wantCode(t, err, library.CodeProxy)
	_ = tracker.Close()
	for _, addr := range []string{"127.0.0.1:80", "localhost:80", "nas.local:80", "router:80", "0x7f.1:80", "[::1]:80"} {
		_, err := g.DialPublic(t.Context(), "tcp", addr)
		wantCode(t, err, library.CodeRefusedAddr)
	}
	if got := s.log(); len(got) != 0 {
		t.Errorf("the proxy saw %v", got)
	}
	g.Allow("nas.local:80")
	conn, err := g.DialPublic(t.Context(), "tcp", "nas.local:80")
	if err != nil {
		t.Fatal(err)
	}
	roundTrip(t, conn)
}
