package guard

import (
	"context"
	"errors"
	"net"
	"os"
	"strconv"
	"sync"
	"syscall"
	"time"

	"matinee/library"
)

// relisten is how often a bound listener looks for its interface.
const relisten = 3 * time.Second

// Listen listens for peers over TCP. Bound to an interface, the listener follows
// it: while it is gone nobody is accepted, and with it the listener comes back on
// the same port. Behind a proxy nothing may listen.
func (g *Guard) Listen(network, addr string) (net.Listener, error) {
	port, err := localPort(addr)
	switch {
	case err != nil:
		return nil, err
	case g.proxy != nil:
		return nil, &library.Error{Code: library.CodeProxy, Detail: "nobody can connect through a proxy"}
	case g.bind == nil:
		return net.Listen(network, addr)
	}
	l := &listener{guard: g, network: network, port: port, done: make(chan struct{})}
	// Only a port that is taken must fail here: the caller can choose another.
	if _, err := l.current(); err != nil && library.CodeOf(err) != library.CodeNoInterface {
		return nil, err
	}
	return l, nil
}

// listenConfig tells where to listen: anywhere, or on the address of p only.
func (g *Guard) listenConfig(network string, p place) (config net.ListenConfig, host string, err error) {
	if g.bind == nil {
		return config, "", nil
	}
	ip, ok := p.first(network)
	if !ok {
		return config, "", &library.Error{Code: library.CodeNoInterface, Detail: p.name + " has no address for " + network}
	}
	config.Control = func(_, _ string, raw syscall.RawConn) error { return p.tie(raw, ip) }
	return config, ip.String(), nil
}

// listener follows the binding.
type listener struct {
	guard   *Guard
	network string
	done    chan struct{}

	mu   sync.Mutex
	tcp  *net.TCPListener // nil while it cannot be opened
	at   place
	port int
}

// current is the listener at the interface's present place.
func (l *listener) current() (*net.TCPListener, error) {
	l.mu.Lock()
	defer l.mu.Unlock()
	select {
	case <-l.done:
		return nil, net.ErrClosed
	default:
	}
	now, err := l.guard.bind.find()
	if err == nil && l.tcp != nil && now == l.at {
		return l.tcp, nil
	}
	if l.tcp != nil {
		_ = l.tcp.Close()
		l.tcp = nil
	}
	if err != nil {
		return nil, err
	}
	config, host, err := l.guard.listenConfig(l.network, now)
	if err != nil {
		return nil, err
	}
	opened, err := config.Listen(context.Background(), l.network, net.JoinHostPort(host, strconv.Itoa(l.port)))
	if err != nil {
		return nil, err
	}
	l.tcp, l.at = opened.(*net.TCPListener), now
	l.port = opened.Addr().(*net.TCPAddr).Port
	return l.tcp, nil
}

// Accept waits for a peer, also while there is no interface.
func (l *listener) Accept() (net.Conn, error) {
	for {
		tcp, err := l.current()
		if errors.Is(err, net.ErrClosed) {
			return nil, err
		}
		if err != nil {
			if l.pause() {
				continue
			}
			return nil, net.ErrClosed
		}
		if err := tcp.SetDeadline(time.Now().Add(relisten)); err != nil {
			continue // it was closed; current tells whether by us
		}
		conn, err := tcp.Accept()
		if err == nil {
			return conn, nil
		}
		if !errors.Is(err, os.ErrDeadlineExceeded) && !errors.Is(err, net.ErrClosed) {
			return nil, err
		}
	}
}

// pause waits until it is time to look again; false when the listener closed.
func (l *listener) pause() bool {
	timer := time.NewTimer(relisten)
	defer timer.Stop()
	select {
	case <-timer.C:
		return true
	case <-l.done:
		return false
	}
}

// Close ends the listener for good.
func (l *listener) Close() error {
	l.mu.Lock()
	defer l.mu.Unlock()
	select {
	case <-l.done:
		return net.ErrClosed
	default:
	}
	close(l.done)
	if l.tcp != nil {
		return l.tcp.Close()
	}
	return nil
}

// Addr is where the listener listens; its address is unspecified while there is
// no interface.
func (l *listener) Addr() net.Addr {
	l.mu.Lock()
	defer l.mu.Unlock()
	if l.tcp != nil {
		return l.tcp.Addr()
	}
	return &net.TCPAddr{IP: net.IPv4zero, Port: l.port}
}
