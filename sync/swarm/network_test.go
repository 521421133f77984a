package swarm

import (
	"encoding/binary"
	"errors"
	"io"
	"net"
	"os"
	"strconv"
	"sync"
	"sync/atomic"
	"syscall"
	"testing"
	"time"

	"matinee/library"
)

func writeText(path, text string) error { return os.WriteFile(path, []byte(text), 0o600) }

// TestEncryption tries each setting with a libtorrent peer that wants encryption,
// takes both, or refuses it.
func TestEncryption(t *testing.T) {
	t.Parallel()
	const forced, disabled = 0, 2
	for _, c := range []struct {
		mode string
		peer int
		meet bool
	}{
		{"allow", forced, true},
		{"allow", disabled, true},
		{"prefer", disabled, true},
		{"prefer", forced, true},
		{"require", forced, true},
		{"require", disabled, false},
		{"off", disabled, true},
		{"off", forced, false},
	} {
		t.Run(c.mode+" "+strconv.Itoa(c.peer), func(t *testing.T) {
			t.Parallel()
			film := single("film.mkv", 100, 4*piece)
			peer := seeder(t, film, map[string]any{"in_enc_policy": c.peer, "out_enc_policy": c.peer})
			r := newRig(t, func(cfg *Config) { cfg.Settings.Encryption = c.mode })
			id := r.start(t, film, peer.addr)
			if c.meet {
				r.completed(t, id)
				return
			}
			peer.say(t, "connect "+r.addr())
			time.Sleep(700 * time.Millisecond) // nothing tells that two do not meet
			if tr, err := r.Transfer(id); err != nil || tr.Done > 0 || tr.Downloaded > 0 {
				t.Errorf("they met: %+v, %v", tr, err)
			}
		})
	}
}

// TestEncryptedIsShown: a peer is shown with how it is spoken to.
func TestEncryptedIsShown(t *testing.T) {
	t.Parallel()
	for policy, want := range map[int]bool{0: true, 2: false} { // forced, disabled
		film := single("film.mkv", 105, 8*piece)
		peer := seeder(t, film, map[string]any{
			"in_enc_policy": policy, "out_enc_policy": policy, "upload_rate_limit": 32 << 10,
		})
		r := newRig(t)
		id := r.start(t, film, peer.addr)
		r.until(t, id, "a piece", func(tr library.Transfer) bool { return tr.Done > 0 })
		d, err := r.Detail(id)
		must(t, err)
		for _, p := range d.PeerList {
			if p.Encrypted != want {
				t.Errorf("with policy %d the peer is shown as encrypted: %v", policy, p.Encrypted)
			}
		}
	}
}

// TestIPv6Off: with IPv6 off nobody reaches the engine over it, on either
// transport.
func TestIPv6Off(t *testing.T) {
	t.Parallel()
	probe, err := net.Listen("tcp6", "[::1]:0")
	if err != nil {
		t.Skip("no IPv6 here")
	}
	must(t, probe.Close())
	for _, on := range []bool{true, false} {
		r := newRig(t, func(cfg *Config) {
			cfg.Settings.Bind, cfg.Settings.IPv6, cfg.Settings.UTP = "", on, true
		})
		conn, err := net.Dial("tcp", net.JoinHostPort("::1", strconv.Itoa(r.Port())))
		if err == nil {
			_ = conn.Close()
		}
		// Nothing runs, so it hangs up at once; but somebody is there.
		if !errors.Is(err, syscall.ECONNREFUSED) != on {
			t.Errorf("IPv6 %v, TCP: %v", on, err)
		}
		udp, err := net.ListenPacket("udp6", net.JoinHostPort("::", strconv.Itoa(r.Port())))
		if err == nil {
			_ = udp.Close()
		}
		if (err != nil) != on { // the port is the engine's
			t.Errorf("IPv6 %v, uTP: %v", on, err)
		}
	}
}

// TestUTP downloads from a peer that speaks uTP (BEP 29) only, over a socket of
// the system's and over one that is bound.
func TestUTP(t *testing.T) {
	t.Parallel()
	for _, bind := range []string{"127.0.0.1", ""} {
		t.Run("bound to "+bind, func(t *testing.T) {
			t.Parallel()
			c := single("film.mkv", 101, 8*piece)
			peer := seeder(t, c, map[string]any{
				"enable_incoming_tcp": false, "enable_outgoing_tcp": false,
				"enable_incoming_utp": true, "enable_outgoing_utp": true,
			})
			r := newRig(t, func(cfg *Config) { cfg.Settings.UTP, cfg.Settings.Bind = true, bind })
			id, err := r.AddTorrent(t.Context(), c.torrent(), AddOptions{Peers: []string{peer.addr}})
			must(t, err)
			must(t, r.SetLimits(t.Context(), id, library.Limits{Down: 128 << 10}))
			must(t, r.Run(t.Context(), id))
			r.until(t, id, "a peer", func(tr library.Transfer) bool { return tr.Peers > 0 })
			d, err := r.Detail(id)
			must(t, err)
			if len(d.PeerList) > 0 && d.PeerList[0].Transport != "utp" {
				t.Errorf("the peer is shown as %+v", d.PeerList[0])
			}
			must(t, r.SetLimits(t.Context(), id, library.Limits{}))
			r.completed(t, id)
			c.check(t, r)
		})
	}
}

// socks is a SOCKS5 proxy (RFC 1928) that counts what it carries.
type socks struct {
	listener net.Listener
	carried  atomic.Int64
	mu       sync.Mutex
	conns    []net.Conn
	tasks    sync.WaitGroup
}

func newSocks(t testing.TB) *socks {
	t.Helper()
	l, err := net.Listen("tcp", "127.0.0.1:0")
	must(t, err)
	s := &socks{listener: l}
	s.tasks.Go(func() {
		for {
			conn, err := l.Accept()
			if err != nil {
				return
			}
			s.keep(conn)
			s.tasks.Go(func() { _ = s.serve(conn) }) // it ends when either side does
		}
	})
	t.Cleanup(s.stop)
	return s
}

func (s *socks) keep(c net.Conn) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.conns = append(s.conns, c)
}

func (s *socks) stop() {
	_ = s.listener.Close()
	s.mu.Lock()
	for _, c := range s.conns {
		_ = c.Close()
	}
	s.mu.Unlock()
	s.tasks.Wait()
}

func (s *socks) serve(conn net.Conn) error {
	defer func() { _ = conn.Close() }()
	var head [4]byte
	if _, err := io.ReadFull(conn, head[:2]); err != nil {
		return err
	}
	if _, err := io.CopyN(io.Discard, conn, int64(head[1])); err != nil {
		return err
	}
	if _, err := conn.Write([]byte{5, 0}); err != nil {
		return err
	}
	if _, err := io.ReadFull(conn, head[:]); err != nil {
		return err
	}
	var to [6]byte
	if head[3] != 1 { // IPv4 is all the test needs
		return net.UnknownNetworkError("address type")
	}
	if _, err := io.ReadFull(conn, to[:]); err != nil {
		return err
	}
	out, err := net.DialTCP("tcp", nil, &net.TCPAddr{IP: to[:4], Port: int(binary.BigEndian.Uint16(to[4:]))})
	if err != nil {
		_, err = conn.Write([]byte{5, 5, 0, 1, 0, 0, 0, 0, 0, 0})
		return err
	}
	s.keep(out)
	s.carried.Add(1)
	if _, err := conn.Write([]byte{5, 0, 0, 1, 0, 0, 0, 0, 0, 0}); err != nil {
		return err
	}
	s.tasks.Go(func() {
		_, _ = io.Copy(out, conn)
		_ = out.Close()
	})
	_, err = io.Copy(conn, out)
	return err
}

// TestProxy: with a proxy every peer is reached through it, nobody can reach us,
// and without it nothing leaves.
func TestProxy(t *testing.T) {
	t.Parallel()
	c := single("film.mkv", 102, 4*piece)
	direct := newLiar(t, "127.0.0.1", c) // counts who comes
	_, addr := seedIn(t, c)
	proxy := newSocks(t)
	r := newRig(t, func(cfg *Config) {
		cfg.Settings.Bind = ""
		cfg.Settings.Proxy = "socks5://" + proxy.listener.Addr().String()
		cfg.Settings.DHT, cfg.Settings.LSD, cfg.Settings.UTP = true, true, true // the proxy turns them off
	})
	if r.Port() != 0 {
		t.Errorf("behind a proxy it listens on port %d", r.Port())
	}
	id := r.start(t, c, addr)
	r.completed(t, id)
	if proxy.carried.Load() == 0 {
		t.Error("the proxy carried nothing")
	}
	proxy.stop()
	other := single("other.mkv", 103, 4*piece)
	r.start(t, other, direct.addr())
	time.Sleep(300 * time.Millisecond) // nothing tells that nothing was sent
	if n := direct.accepted.Load(); n != 0 {
		t.Errorf("without the proxy a peer was contacted %d times", n)
	}
}

// TestPortInUse: another port is taken and the person told, also when nobody
// listened to events yet.
func TestPortInUse(t *testing.T) {
	t.Parallel()
	l, err := net.Listen("tcp", "127.0.0.1:0")
	must(t, err)
	defer func() { _ = l.Close() }()
	port := l.Addr().(*net.TCPAddr).Port
	r := newRig(t, func(cfg *Config) { cfg.Settings.Port = port })
	if got := r.Port(); got == 0 || got == port {
		t.Errorf("it listens on port %d", got)
	}
	r.await(t, "the notice", func(ev library.Event) bool {
		n, ok := ev.(library.Notice)
		return ok && library.CodeOf(n.Err) == library.CodePortInUse
	})
}

// TestApply changes settings under a download: it goes on. A setting that leaves
// no way out stops everything with that problem, and mending it starts it again.
func TestApply(t *testing.T) {
	t.Parallel()
	c := single("film.mkv", 104, 40*piece)
	_, addr := seedIn(t, c)
	r := newRig(t)
	id, err := r.AddTorrent(t.Context(), c.torrent(), AddOptions{Peers: []string{addr}})
	must(t, err)
	must(t, r.SetLimits(t.Context(), id, library.Limits{Down: 256 << 10}))
	must(t, r.Run(t.Context(), id))
	r.until(t, id, "some pieces", func(tr library.Transfer) bool { return tr.Done > 0 })
	s := r.settings()
	s.Encryption = "prefer"
	must(t, r.Apply(t.Context(), s))
	r.until(t, id, "its peer", func(tr library.Transfer) bool { return tr.State == library.Downloading && tr.Peers > 0 })
	bad := s
	bad.Blocklist = t.TempDir() + "/missing"
	if err := r.Apply(t.Context(), bad); library.CodeOf(err) != library.CodeBlocklist {
		t.Errorf("a missing blocklist gives %v", err)
	}
	r.failed(t, library.CodeBlocklist)
	if r.state(t, id, library.Stopped); r.Port() != 0 {
		t.Error("without a blocklist it listens")
	}
	if err := r.Run(t.Context(), id); library.CodeOf(err) != library.CodeBlocklist {
		t.Errorf("running without a network gives %v", err)
	}
	must(t, r.Apply(t.Context(), s))
	must(t, r.SetLimits(t.Context(), id, library.Limits{}))
	r.completed(t, id)
	c.check(t, r)
}
