package swarm

import (
	"context"
	"errors"
	"fmt"
	"net"
	"strconv"
	"strings"
	"sync"
	"time"

	"github.com/anacrolix/dht/v2"
	utp "github.com/anacrolix/go-utp"
	"github.com/anacrolix/torrent"

	"matinee/library"
	"matinee/sync/swarm/guard"
)

// sockets are the ways in and out of the engine.
type sockets struct {
	port    int
	dht     *dht.Server // nil while it is off
	closers []func() error
	ctx     context.Context // ends when they close
	cancel  context.CancelFunc
	tasks   sync.WaitGroup
}

// connect opens the sockets and the client over them. When that fails there is
// no network at all, rather than one that a broken setting does not protect.
func (e *Engine) connect() error {
	e.socks = &sockets{}
	e.socks.ctx, e.socks.cancel = context.WithCancel(e.ctx)
	e.broken = e.tryConnect()
	if e.broken != nil {
		e.disconnect()
	}
	return e.broken
}

func (e *Engine) tryConnect() error {
	s := e.settings()
	g, err := guard.New(guard.Config{Proxy: s.Proxy, Bind: s.Bind, Blocklist: s.Blocklist, IPv6: s.IPv6})
	if err != nil {
		return fmt.Errorf("open the network: %w", err)
	}
	e.guard = g
	e.conns.setLimit(s.Conns)
	tcp, err := e.listenTCP(s.Port)
	if err != nil {
		return fmt.Errorf("listen for peers: %w", err)
	}
	e.client, err = torrent.NewClient(e.clientConfig())
	if err != nil {
		return fmt.Errorf("start the torrent client: %w", err)
	}
	e.client.AddDialer(e.dialer("tcp", e.guard.DialContext, s.UTP && e.guard.UDPAllowed()))
	if tcp != nil {
		e.client.AddListener(e.listener(tcp))
	}
	if s.UTP || s.DHT {
		e.connectUDP(s)
	}
	if s.UPnP && e.guard.UDPAllowed() && s.Bind == "" {
		socks := e.socks
		socks.tasks.Go(func() { e.forwardPort(socks) })
	}
	return nil
}

// listenTCP listens on the wanted port, or on any other when that is taken. With
// a proxy nobody can reach us through it, so nothing listens.
func (e *Engine) listenTCP(port int) (net.Listener, error) {
	if !e.guard.AcceptAllowed() {
		return nil, nil
	}
	network := family("tcp", e.settings().IPv6)
	l, err := e.guard.Listen(network, ":"+strconv.Itoa(port))
	if err != nil && port != 0 {
		e.bus.send(library.NewNotice(library.Errorf(library.CodePortInUse, "%d", port)))
		l, err = e.guard.Listen(network, ":0")
	}
	if err != nil {
		return nil, err
	}
	e.socks.port = l.Addr().(*net.TCPAddr).Port
	e.socks.closers = append(e.socks.closers, l.Close)
	return l, nil
}

// family is a network with IPv6 or without.
func family(network string, v6 bool) string {
	if v6 {
		return network
	}
	return network + "4"
}

// connectUDP opens uTP and the DHT over one socket. Failing is no reason not to
// start: TCP and trackers remain.
func (e *Engine) connectUDP(s library.Settings) {
	if !e.guard.UDPAllowed() {
		return
	}
	sock, err := e.openUTP()
	if err != nil {
		e.log.Warn("no UDP socket", "err", err)
		return
	}
	e.socks.closers = append(e.socks.closers, sock.Close)
	if s.UTP {
		e.client.AddDialer(e.dialer("udp", sock.DialContext, true))
		e.client.AddListener(e.listener(utpListener{sock}))
	}
	if s.DHT {
		e.startDHT(sock)
	}
}

// openUTP binds the UDP port of the same number as the TCP one. Bound to an
// interface, the socket must be made by the guard.
func (e *Engine) openUTP() (utp.Socket, error) {
	s := e.settings()
	network, addr := family("udp", s.IPv6), ":"+strconv.Itoa(e.socks.port)
	if s.Bind == "" {
		return utp.NewSocket(network, addr)
	}
	pc, err := e.guard.ListenPacket(network, addr)
	if err != nil {
		return nil, err
	}
	return utp.NewSocketFromPacketConn(pc)
}

// disconnect closes the client and then the sockets: the client's accept loops
// end only when a socket closes after it.
func (e *Engine) disconnect() {
	e.socks.cancel()
	if e.client != nil {
		e.client.Close()
	}
	for _, c := range e.socks.closers {
		if err := c(); err != nil && !errors.Is(err, net.ErrClosed) {
			e.log.Warn("close a socket", "err", err)
		}
	}
	e.socks.tasks.Wait()
	if e.guard != nil {
		if err := e.guard.Close(); err != nil {
			e.log.Warn("close the network", "err", err)
		}
	}
	e.client, e.guard = nil, nil
	e.socks.port, e.socks.dht, e.socks.closers = 0, nil, nil
}

type dialFunc func(ctx context.Context, network, addr string) (net.Conn, error)

// peerDialer dials peers over one network and meters the connections.
type peerDialer struct {
	network string
	dial    dialFunc
	conns   *connTable
	race    *race
	utp     bool // peers are dialed over uTP too
}

func (e *Engine) dialer(network string, dial dialFunc, utp bool) torrent.Dialer {
	return &peerDialer{network: network, dial: dial, conns: e.conns, race: e.race, utp: utp}
}

func (d *peerDialer) DialerNetwork() string { return d.network }

var (
	errTooManyConns = errors.New("too many connections")
	errOverTCP      = errors.New("the peer was reached over TCP")
	errMute         = errors.New("the peer does not speak over TCP")
)

// Dial connects to a peer. uTP gives way to TCP where both answer.
func (d *peerDialer) Dial(ctx context.Context, addr string) (conn net.Conn, err error) {
	if d.network == "tcp" {
		conn, err = d.dialTCP(ctx, addr)
		d.race.tcpEnded(ctx, err == nil)
		return conn, err
	}
	if d.conns.full() {
		return nil, errTooManyConns
	}
	conn, err = d.dial(ctx, d.network, addr)
	if err != nil {
		return nil, err
	}
	if d.race.tcpWins(ctx) {
		_ = conn.Close() // nothing was sent over it
		return nil, errOverTCP
	}
	return d.meter(conn, addr)
}

func (d *peerDialer) dialTCP(ctx context.Context, addr string) (net.Conn, error) {
	if d.utp && d.race.barred(addr) {
		return nil, errMute
	}
	if d.conns.full() {
		return nil, errTooManyConns
	}
	conn, err := d.dial(ctx, d.network, addr)
	if err != nil {
		return nil, err
	}
	return d.meter(conn, addr)
}

func (d *peerDialer) meter(conn net.Conn, addr string) (net.Conn, error) {
	m, ok := d.conns.wrap(conn, addr)
	if !ok {
		return nil, errTooManyConns
	}
	if d.network == "tcp" {
		gone := m.gone
		m.gone = func() {
			gone()
			d.race.tcpClosed(addr, m.rates.Load() != nil)
		}
	}
	return m, nil
}

// peerListener accepts peers and meters the connections.
type peerListener struct {
	net.Listener
	conns *connTable
}

func (e *Engine) listener(l net.Listener) torrent.Listener {
	return &peerListener{Listener: l, conns: e.conns}
}

// acceptPause keeps a failing accept (no descriptor left) from spinning.
const acceptPause = 50 * time.Millisecond

func (l *peerListener) Accept() (net.Conn, error) {
	for {
		conn, err := l.Listener.Accept()
		if err != nil {
			if !errors.Is(err, net.ErrClosed) && !strings.Contains(err.Error(), "closed") {
				time.Sleep(acceptPause)
			}
			return nil, err
		}
		if metered, ok := l.conns.wrap(conn, conn.RemoteAddr().String()); ok {
			return metered, nil
		}
	}
}

// utpListener is a uTP socket seen as a stream listener.
type utpListener struct{ utp.Socket }

func (l utpListener) Close() error { return l.Socket.Close() }
