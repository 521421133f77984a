package guard

import (
	"context"
	"errors"
	"net"
	"net/netip"
	"os"
	"strconv"
	"sync"
	"time"

	"matinee/library"
)

// recheck is how often a socket in use looks whether its interface is still where
// it was. Until it looks, the kernel refuses what would leave elsewhere.
const recheck = time.Second

// ListenPacket opens a UDP socket for uTP and the DHT. Bound to an interface, the
// socket follows it: while it is gone writes fail, and with it the socket comes
// back on the same port. Behind a proxy there is none.
func (g *Guard) ListenPacket(network, addr string) (net.PacketConn, error) {
	port, err := localPort(addr)
	switch {
	case err != nil:
		return nil, err
	case g.proxy != nil:
		return nil, &library.Error{Code: library.CodeProxy, Detail: "UDP does not pass a proxy"}
	case g.bind == nil:
		return net.ListenPacket(network, addr)
	}
	return g.newPacketConn(network, port, nil), nil
}

// TrackerListenPacket opens a socket for UDP trackers (BEP 15), which refuses to
// write to private addresses without leave. It never fails, as the torrent client
// panics if it does: where UDP cannot be used, the socket's writes fail.
func (g *Guard) TrackerListenPacket(network, addr string) (net.PacketConn, error) {
	port, err := localPort(addr)
	if err != nil {
		port = 0
	}
	return g.newPacketConn(network, port, g.checkTracker), nil
}

func (g *Guard) checkTracker(to netip.AddrPort) error {
	if g.block != nil && g.block.Contains(to.Addr()) {
		return errUnusable
	}
	if isPrivate(to.Addr()) && !g.isAllowed(to.String()) {
		return refused(to.String())
	}
	return nil
}

func localPort(addr string) (int, error) {
	_, service, err := net.SplitHostPort(addr)
	if err != nil {
		return 0, err
	}
	port, err := strconv.ParseUint(service, 10, 16)
	return int(port), err
}

// packetConn is a UDP socket that follows the binding. Its socket may be missing.
type packetConn struct {
	guard   *Guard
	network string
	check   func(to netip.AddrPort) error // nil: any destination

	mu       sync.Mutex
	conn     net.PacketConn // nil while it cannot be opened
	at       place
	port     int
	looked   time.Time
	readBy   time.Time
	writeBy  time.Time
	changed  chan struct{} // closed whenever conn, readBy or closed change
	isClosed bool
}

// newPacketConn tries to open the socket at once, so that its port is known.
func (g *Guard) newPacketConn(network string, port int, check func(netip.AddrPort) error) *packetConn {
	c := &packetConn{guard: g, network: network, port: port, check: check, changed: make(chan struct{})}
	c.mu.Lock()
	defer c.mu.Unlock()
	_ = c.refresh() // a write tells the reason
	return c
}

// refresh opens the socket anew if its interface moved; c.mu is held.
func (c *packetConn) refresh() error {
	if c.guard.proxy != nil {
		return &library.Error{Code: library.CodeProxy, Detail: "UDP does not pass a proxy"}
	}
	var now place
	if c.guard.bind != nil {
		var err error
		if now, err = c.guard.bind.find(); err != nil {
			c.replace(nil, place{})
			return err
		}
	}
	c.looked = time.Now()
	if c.conn != nil && now == c.at {
		return nil
	}
	c.replace(nil, place{})
	conn, err := c.guard.openPacket(c.network, now, c.port)
	if err != nil && c.port != 0 {
		conn, err = c.guard.openPacket(c.network, now, 0)
	}
	if err != nil {
		return err
	}
	_, c.port, _ = splitLocal(conn.LocalAddr())
	c.replace(conn, now)
	return nil
}

// replace closes the old socket, which wakes its reader; c.mu is held.
func (c *packetConn) replace(conn net.PacketConn, at place) {
	if c.conn == nil && conn == nil {
		return
	}
	if c.conn != nil {
		_ = c.conn.Close()
	}
	if conn != nil {
		_ = conn.SetReadDeadline(c.readBy)
		_ = conn.SetWriteDeadline(c.writeBy)
	}
	c.conn, c.at = conn, at
	c.wake()
}

func (c *packetConn) wake() {
	close(c.changed)
	c.changed = make(chan struct{})
}

func splitLocal(addr net.Addr) (ip net.IP, port int, ok bool) {
	udp, ok := addr.(*net.UDPAddr)
	if !ok {
		return nil, 0, false
	}
	return udp.IP, udp.Port, true
}

// openPacket opens a plain socket, at p if there is a binding.
func (g *Guard) openPacket(network string, p place, port int) (net.PacketConn, error) {
	config, host, err := g.listenConfig(network, p)
	if err != nil {
		return nil, err
	}
	return config.ListenPacket(context.Background(), network, net.JoinHostPort(host, strconv.Itoa(port)))
}

// WriteTo sends b if addr may be contacted and the socket is there.
func (c *packetConn) WriteTo(b []byte, addr net.Addr) (int, error) {
	if c.check != nil {
		to, err := netip.ParseAddrPort(addr.String())
		if err != nil {
			return 0, err
		}
		if err := c.check(netip.AddrPortFrom(to.Addr().Unmap(), to.Port())); err != nil {
			return 0, err
		}
	}
	conn, err := c.current()
	if err != nil {
		return 0, err
	}
	n, err := conn.WriteTo(b, addr)
	if err != nil {
		c.mu.Lock()
		c.looked = time.Time{} // the interface may be the reason
		c.mu.Unlock()
	}
	return n, err
}

// current is the socket, opened anew if need be.
func (c *packetConn) current() (net.PacketConn, error) {
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.isClosed {
		return nil, net.ErrClosed
	}
	fresh := c.conn != nil && (c.guard.bind == nil || time.Since(c.looked) < recheck)
	if !fresh {
		if err := c.refresh(); err != nil {
			return nil, err
		}
	}
	return c.conn, nil
}

// ReadFrom waits for a packet, also while there is no socket.
func (c *packetConn) ReadFrom(b []byte) (int, net.Addr, error) {
	for {
		c.mu.Lock()
		conn, changed, deadline, closed := c.conn, c.changed, c.readBy, c.isClosed
		c.mu.Unlock()
		if closed {
			return 0, nil, net.ErrClosed
		}
		if conn == nil {
			if err := await(changed, deadline); err != nil {
				return 0, nil, err
			}
			continue
		}
		n, from, err := conn.ReadFrom(b)
		if err == nil || errors.Is(err, os.ErrDeadlineExceeded) {
			return n, from, err
		}
		c.lost(conn)
	}
}

// lost puts away a socket that cannot be read any more; a write opens another.
func (c *packetConn) lost(conn net.PacketConn) {
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.conn == conn {
		c.replace(nil, place{})
	}
}

func await(changed <-chan struct{}, deadline time.Time) error {
	if deadline.IsZero() {
		<-changed
		return nil
	}
	timer := time.NewTimer(time.Until(deadline))
	defer timer.Stop()
	select {
	case <-changed:
		return nil
	case <-timer.C:
		return os.ErrDeadlineExceeded
	}
}

// Close ends the socket for good.
func (c *packetConn) Close() error {
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.isClosed {
		return net.ErrClosed
	}
	c.isClosed = true
	if c.conn != nil {
		_ = c.conn.Close()
	}
	c.wake()
	return nil
}

// LocalAddr is where the socket listens; its address is unspecified while there
// is none.
func (c *packetConn) LocalAddr() net.Addr {
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.conn != nil {
		return c.conn.LocalAddr()
	}
	return &net.UDPAddr{IP: net.IPv4zero, Port: c.port}
}

// SetDeadline sets both deadlines.
func (c *packetConn) SetDeadline(t time.Time) error {
	return errors.Join(c.SetReadDeadline(t), c.SetWriteDeadline(t))
}

// SetReadDeadline holds for the present socket and those that follow it.
func (c *packetConn) SetReadDeadline(t time.Time) error {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.readBy = t
	c.wake()
	if c.conn == nil {
		return nil
	}
	return c.conn.SetReadDeadline(t)
}

// SetWriteDeadline holds for the present socket and those that follow it.
func (c *packetConn) SetWriteDeadline(t time.Time) error {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.writeBy = t
	if c.conn == nil {
		return nil
	}
	return c.conn.SetWriteDeadline(t)
}
