package guard

import (
	"context"
	"errors"
	"fmt"
	"net"
	"net/netip"
	"strconv"
	"syscall"
	"time"

	"matinee/library"
)

const (
	// attemptDelay is the wait before the next address is tried as well (RFC 8305).
	attemptDelay = 250 * time.Millisecond
	// attemptTimeout bounds one attempt.
	attemptTimeout = 20 * time.Second
	// maxAttempts bounds how many addresses of one name are tried.
	maxAttempts = 8
)

// errUnusable says that every address is blocked or of a family that is off.
var errUnusable = errors.New("no address that may be contacted")

// DialContext connects over TCP: through the proxy, from the bound interface, or
// as the system does. It is for addresses a person or a peer exchange named;
// those that strangers' documents name go through DialPublic.
func (g *Guard) DialContext(ctx context.Context, network, addr string) (net.Conn, error) {
	if g.proxy != nil {
		host, port, err := splitAddr(network, addr)
		if err != nil {
			return nil, err
		}
		return g.dialProxy(ctx, network, host, port)
	}
	return g.dialDirect(ctx, network, addr)
}

// dialProxy judges what can be judged without a lookup: a literal address.
func (g *Guard) dialProxy(ctx context.Context, network, host string, port uint16) (net.Conn, error) {
	if ip, err := netip.ParseAddr(host); err == nil && len(g.usable(network, []netip.Addr{ip})) == 0 {
		return nil, fmt.Errorf("dial %s: %w", host, errUnusable)
	}
	return g.proxy.dial(ctx, host, port)
}

// dialDirect connects without the proxy, within the binding.
func (g *Guard) dialDirect(ctx context.Context, network, addr string) (net.Conn, error) {
	host, port, err := splitAddr(network, addr)
	if err != nil {
		return nil, err
	}
	ips, err := g.lookup(ctx, host)
	if err != nil {
		return nil, err
	}
	return g.dialAny(ctx, host, g.usable(network, ips), port)
}

func splitAddr(network, addr string) (host string, port uint16, err error) {
	if network != "tcp" && network != "tcp4" && network != "tcp6" {
		return "", 0, net.UnknownNetworkError(network)
	}
	host, service, err := net.SplitHostPort(addr)
	if err != nil {
		return "", 0, err
	}
	n, err := strconv.ParseUint(service, 10, 16)
	if err != nil || n == 0 || host == "" || len(host) > 255 {
		return "", 0, &net.AddrError{Err: "no host and port", Addr: addr}
	}
	return host, uint16(n), nil
}

// lookup gives the addresses of host. A missing interface is found out before
// any name is asked for.
func (g *Guard) lookup(ctx context.Context, host string) ([]netip.Addr, error) {
	if err := g.Check(); err != nil {
		return nil, err
	}
	if ip, err := netip.ParseAddr(host); err == nil {
		return []netip.Addr{ip}, nil
	}
	ips, err := g.names.LookupNetIP(ctx, "ip", host)
	if err != nil {
		if gone := g.Check(); gone != nil {
			return nil, gone
		}
		return nil, fmt.Errorf("look up %s: %w", host, err)
	}
	return ips, nil
}

// dialAny connects to the first of ips that answers, starting another attempt
// whenever the last has failed or is slow.
func (g *Guard) dialAny(ctx context.Context, host string, ips []netip.Addr, port uint16) (net.Conn, error) {
	if len(ips) == 0 {
		return nil, fmt.Errorf("dial %s: %w", host, errUnusable)
	}
	ips = ips[:min(len(ips), maxAttempts)]
	if len(ips) == 1 {
		return g.dialOne(ctx, netip.AddrPortFrom(ips[0], port))
	}
	ctx, cancel := context.WithCancel(ctx)
	defer cancel()
	results := make(chan attempt, len(ips))
	running, next := 0, 0
	var failed error
	for next < len(ips) || running > 0 {
		var slow <-chan time.Time
		if next < len(ips) {
			to := netip.AddrPortFrom(ips[next], port)
			next, running = next+1, running+1
			go func() {
				conn, err := g.dialOne(ctx, to)
				results <- attempt{conn, err}
			}()
			slow = time.After(attemptDelay)
		}
		select {
		case r := <-results:
			running--
			if r.err == nil {
				cancel()
				closeRest(results, running)
				return r.conn, nil
			}
			failed = errors.Join(failed, r.err)
		case <-slow:
		}
	}
	return nil, failed
}

type attempt struct {
	conn net.Conn
	err  error
}

// closeRest waits for the canceled attempts, which end at once.
func closeRest(results <-chan attempt, running int) {
	for range running {
		if r := <-results; r.conn != nil {
			_ = r.conn.Close()
		}
	}
}

// dialOne connects to one address, from the bound interface if there is one.
func (g *Guard) dialOne(ctx context.Context, to netip.AddrPort) (net.Conn, error) {
	dialer, err := g.dialer("tcp", to.Addr())
	if err != nil {
		return nil, err
	}
	conn, err := dialer.DialContext(ctx, "tcp", to.String())
	if err != nil {
		if gone := g.Check(); gone != nil {
			return nil, gone
		}
		return nil, err
	}
	return conn, nil
}

// dialer binds to where the interface is now.
func (g *Guard) dialer(network string, to netip.Addr) (*net.Dialer, error) {
	d := &net.Dialer{Timeout: attemptTimeout}
	if g.bind == nil {
		return d, nil
	}
	p, err := g.bind.find()
	if err != nil {
		return nil, err
	}
	from, ok := p.local(to)
	if !ok {
		return nil, &library.Error{Code: library.CodeNoInterface, Detail: p.name + " has no address to reach " + to.String()}
	}
	if network == "tcp" {
		d.LocalAddr = &net.TCPAddr{IP: from.AsSlice()}
	} else {
		d.LocalAddr = &net.UDPAddr{IP: from.AsSlice()}
	}
	d.Control = func(_, _ string, raw syscall.RawConn) error { return p.tie(raw, to) }
	return d, nil
}
