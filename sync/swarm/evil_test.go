package swarm

import (
	"encoding/binary"
	"errors"
	"io"
	"net"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"matinee/library"
)

// liar is a peer that speaks the protocol (BEP 3) correctly and sends other
// bytes than it was asked for.
type liar struct {
	listener net.Listener
	content  *content
	accepted atomic.Int64
	lies     atomic.Int64 // blocks
	tasks    sync.WaitGroup
}

// newLiar listens on an address of its own, since peers are banned by address.
func newLiar(t testing.TB, host string, c *content) *liar {
	t.Helper()
	listener, err := net.Listen("tcp", net.JoinHostPort(host, "0"))
	must(t, err)
	l := &liar{listener: listener, content: c}
	l.tasks.Go(l.accept)
	t.Cleanup(func() {
		_ = listener.Close()
		l.tasks.Wait()
	})
	return l
}

func (l *liar) addr() string { return l.listener.Addr().String() }

func (l *liar) accept() {
	var conns []net.Conn
	defer func() {
		for _, c := range conns {
			_ = c.Close()
		}
	}()
	for {
		conn, err := l.listener.Accept()
		if err != nil {
			return
		}
		l.accepted.Add(1)
		conns = append(conns, conn)
		l.tasks.Go(func() {
			defer func() { _ = conn.Close() }()
			_ = l.serve(conn) // the engine hangs up
		})
	}
}

const (
	msgUnchoke  = 1
	msgBitfield = 5
	msgRequest  = 6
	msgPiece    = 7
)

func (l *liar) serve(conn net.Conn) error {
	var hello [68]byte
	if _, err := io.ReadFull(conn, hello[:]); err != nil {
		return err
	}
	if hello[0] != 19 {
		return errors.New("not a plain handshake")
	}
	copy(hello[20:28], make([]byte, 8)) // no extensions
	copy(hello[48:], "-LI0001-abcdefghijkl")
	pieces := (len(l.content.files[""]) + piece - 1) / piece
	field := make([]byte, (pieces+7)/8)
	for i := range pieces {
		field[i/8] |= 0x80 >> (i % 8)
	}
	if _, err := conn.Write(hello[:]); err != nil {
		return err
	}
	if err := errors.Join(send(conn, msgBitfield, field), send(conn, msgUnchoke, nil)); err != nil {
		return err
	}
	for {
		kind, body, err := receive(conn)
		if err != nil {
			return err
		}
		if kind != msgRequest {
			continue
		}
		block := make([]byte, binary.BigEndian.Uint32(body[8:12]))
		l.lies.Add(1)
		if err := send(conn, msgPiece, append(body[:8:8], block...)); err != nil {
			return err
		}
	}
}

func send(w io.Writer, kind byte, body []byte) error {
	msg := binary.BigEndian.AppendUint32(nil, uint32(len(body)+1))
	_, err := w.Write(append(append(msg, kind), body...))
	return err
}

func receive(r io.Reader) (kind byte, body []byte, err error) {
	var size [4]byte
	if _, err := io.ReadFull(r, size[:]); err != nil {
		return 0, nil, err
	}
	n := binary.BigEndian.Uint32(size[:])
	if n == 0 {
		return 0, nil, nil // keep-alive
	}
	if n > 1<<17 {
		return 0, nil, errors.New("too long")
	}
	msg := make([]byte, n)
	_, err = io.ReadFull(r, msg)
	return msg[0], msg[1:], err
}

// TestCorruptPeer: what a liar sends reaches no reader and no file, it is banned,
// and the rest comes from an honest peer.
func TestCorruptPeer(t *testing.T) {
	t.Parallel()
	c := single("film.mkv", 90, 32*piece)
	evil := newLiar(t, "127.0.0.2", c)
	seed, addr := seedIn(t, c)
	seed.SetRates(library.Limits{Up: 512 << 10})
	r := newRig(t)
	id := r.start(t, c, evil.addr())
	content, err := r.Open(t.Context(), id, 0)
	must(t, err)
	defer func() { must(t, content.Close()) }()
	eventually(t, "a lie", func() bool { return evil.lies.Load() >= 2 })
	_, err = r.AddTorrent(t.Context(), c.torrent(), AddOptions{Peers: []string{addr}})
	must(t, err)
	sip(t, content, c.files[""], 0, 32*piece)
	r.completed(t, id)
	c.check(t, r)
	eventually(t, "the ban", func() bool {
		r.net.RLock()
		defer r.net.RUnlock()
		for _, ip := range r.client.BadPeerIPs() {
			if ip == "127.0.0.2" {
				return true
			}
		}
		return false
	})
	d, err := r.Detail(id)
	must(t, err)
	for _, p := range d.PeerList {
		if p.Addr == evil.addr() {
			t.Error("the liar is still connected")
		}
	}
}

// TestBlocklist: an address of the list is neither contacted nor let in.
func TestBlocklist(t *testing.T) {
	t.Parallel()
	c := single("film.mkv", 91, 4*piece)
	blocked := newLiar(t, "127.0.0.3", c)
	_, addr := seedIn(t, c)
	list := t.TempDir() + "/list.txt"
	must(t, writeText(list, "127.0.0.3/32\n"))
	r := newRig(t, func(cfg *Config) { cfg.Settings.Blocklist = list })
	id := r.start(t, c, blocked.addr(), addr)
	r.completed(t, id)
	from := &net.Dialer{LocalAddr: &net.TCPAddr{IP: net.IPv4(127, 0, 0, 3)}}
	if conn, err := from.DialContext(t.Context(), "tcp", r.addr()); err == nil {
		defer func() { _ = conn.Close() }()
		must(t, conn.SetDeadline(time.Now().Add(patience)))
		_, _ = conn.Write(make([]byte, 68)) // it may be reset already
		if n, err := conn.Read(make([]byte, 68)); err == nil {
			t.Errorf("a blocked peer was answered %d bytes", n)
		}
	}
	if n := blocked.accepted.Load(); n != 0 {
		t.Errorf("a blocked peer was contacted %d times", n)
	}
}
