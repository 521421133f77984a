package swarm

import (
	"context"
	"net"
	"sync"
	"sync/atomic"

	"github.com/anacrolix/torrent"
	"github.com/anacrolix/torrent/types/infohash"
)

// meteredConn is a peer connection that obeys the limit of all downloads, and its
// bundle's limits once the handshake has told which bundle it serves.
type meteredConn struct {
	net.Conn
	total  *bucket         // of what is read
	ctx    context.Context // ends with Close: a wait for a limit must not outlive the connection
	cancel context.CancelFunc
	rates  atomic.Pointer[connRates]
	closed sync.Once
	gone   func()

	heard  int // bytes of the plain greeting that were read
	secret atomic.Bool
}

// greeting is how a connection begins that is not encrypted (BEP 3).
const greeting = "\x13BitTorrent protocol"

// listen looks at the first bytes that are read: anything but the greeting is an
// encrypted connection (MSE), which begins with a random number.
func (c *meteredConn) listen(p []byte) {
	for _, b := range p {
		if c.heard == len(greeting) {
			return
		}
		if b != greeting[c.heard] {
			c.secret.Store(true)
			c.heard = len(greeting)
			return
		}
		c.heard++
	}
}

func (c *meteredConn) Read(p []byte) (int, error) {
	r := c.rates.Load()
	most := c.total.part(len(p))
	if r != nil {
		most = r.down.part(most)
	}
	n, err := c.Conn.Read(p[:most])
	if n == 0 {
		return n, err
	}
	c.listen(p[:n])
	if r != nil {
		r.moved.Add(int64(n))
	}
	werr := c.total.take(c.ctx, n)
	if werr == nil && r != nil {
		werr = r.down.take(c.ctx, n)
	}
	if werr != nil {
		return n, net.ErrClosed
	}
	return n, err
}

func (c *meteredConn) Write(p []byte) (int, error) {
	r := c.rates.Load()
	if r == nil {
		return c.Conn.Write(p)
	}
	var sent int
	for len(p) > 0 {
		part := p[:r.up.part(len(p))]
		if err := r.up.take(c.ctx, len(part)); err != nil {
			return sent, net.ErrClosed
		}
		n, err := c.Conn.Write(part)
		sent += n
		r.moved.Add(int64(n))
		if err != nil {
			return sent, err
		}
		p = p[n:]
	}
	return sent, nil
}

func (c *meteredConn) Close() error {
	c.closed.Do(func() {
		c.cancel()
		c.gone()
		if r := c.rates.Load(); r != nil {
			r.moved.Add(1)
		}
	})
	return c.Conn.Close()
}

// connTable knows the open peer connections by remote address, bounds their
// number, and gives each its bundle's limits after the handshake. Its lock is
// the last: the client may hold its own.
type connTable struct {
	down *bucket // the limit of all downloads

	mu     sync.Mutex
	byAddr map[string]map[*meteredConn]struct{}
	byHash map[infohash.T]*connRates
	count  int
	limit  int
}

func newConnTable(limit int, down *bucket) *connTable {
	return &connTable{
		down: down, limit: limit,
		byAddr: map[string]map[*meteredConn]struct{}{},
		byHash: map[infohash.T]*connRates{},
	}
}

// know tells by which infohashes peers call the bundle with these limits.
func (t *connTable) know(r *connRates, hashes []infohash.T) {
	t.mu.Lock()
	defer t.mu.Unlock()
	for _, h := range hashes {
		t.byHash[h] = r
	}
}

// forget ends know.
func (t *connTable) forget(hashes []infohash.T) {
	t.mu.Lock()
	defer t.mu.Unlock()
	for _, h := range hashes {
		delete(t.byHash, h)
	}
}

// setLimit changes how many connections may be open; open ones stay.
func (t *connTable) setLimit(n int) {
	t.mu.Lock()
	defer t.mu.Unlock()
	t.limit = n
}

// full reports whether no further connection may be opened.
func (t *connTable) full() bool {
	t.mu.Lock()
	defer t.mu.Unlock()
	return t.count >= t.limit
}

// wrap takes a connection into the table; ok is false, and the connection
// closed, when the table is full.
func (t *connTable) wrap(conn net.Conn, addr string) (_ *meteredConn, ok bool) {
	if tcp, isTCP := conn.(*net.TCPConn); isTCP {
		// A torrent peer that goes is gone: no socket may linger with unsent data.
		_ = tcp.SetLinger(0)
	}
	t.mu.Lock()
	defer t.mu.Unlock()
	if t.count >= t.limit {
		_ = conn.Close()
		return nil, false
	}
	m := &meteredConn{Conn: conn, total: t.down}
	m.ctx, m.cancel = context.WithCancel(context.Background())
	m.gone = func() { t.remove(addr, m) }
	if t.byAddr[addr] == nil {
		t.byAddr[addr] = map[*meteredConn]struct{}{}
	}
	t.byAddr[addr][m] = struct{}{}
	t.count++
	return m, true
}

func (t *connTable) remove(addr string, m *meteredConn) {
	t.mu.Lock()
	defer t.mu.Unlock()
	delete(t.byAddr[addr], m)
	if len(t.byAddr[addr]) == 0 {
		delete(t.byAddr, addr)
	}
	t.count--
}

// encrypted reports whether the connection to a peer is.
func (t *connTable) encrypted(addr string) bool {
	t.mu.Lock()
	defer t.mu.Unlock()
	for m := range t.byAddr[addr] {
		if m.secret.Load() {
			return true
		}
	}
	return false
}

// handshakeDone gives the connections at a peer's address that serve no bundle
// yet the limits of the one it named.
func (t *connTable) handshakeDone(pc *torrent.PeerConn, hash infohash.T) {
	t.mu.Lock()
	defer t.mu.Unlock()
	r := t.byHash[hash]
	if r == nil {
		return
	}
	if pc.Discovery != torrent.PeerSourceIncoming { // nobody listens on those ports
		r.met.meet(pc.RemoteAddr.String())
	}
	for m := range t.byAddr[pc.RemoteAddr.String()] {
		if m.rates.CompareAndSwap(nil, r) {
			r.moved.Add(1)
		}
	}
}
