package guard

import (
	"context"
	"net"
	"net/netip"
	"net/url"
	"slices"
	"strings"

	"matinee/library"
)

// DialPublic connects to an address that a stranger's document names: a tracker,
// webseed, mirror, or where one redirects to. It looks the name up, refuses
// addresses inside private networks (CodeRefusedAddr), and connects to the very
// addresses it checked, so that a name cannot change its meaning in between.
// Behind a proxy, which looks names up itself, it can judge only the text.
func (g *Guard) DialPublic(ctx context.Context, network, addr string) (net.Conn, error) {
	host, port, err := splitAddr(network, addr)
	if err != nil {
		return nil, err
	}
	if g.isAllowed(addr) {
		return g.DialContext(ctx, network, addr)
	}
	if g.proxy != nil {
		if isLocalName(host) {
			return nil, refused(addr)
		}
		return g.dialProxy(ctx, network, host, port)
	}
	ips, err := g.lookup(ctx, host)
	if err != nil {
		return nil, err
	}
	public := slices.DeleteFunc(slices.Clone(ips), isPrivate)
	if len(public) == 0 {
		return nil, refused(addr)
	}
	return g.dialAny(ctx, host, g.usable(network, public), port)
}

func refused(addr string) error {
	return &library.Error{Code: library.CodeRefusedAddr, Detail: addr}
}

// Allow gives leave to contact hostport although it lies inside a private
// network. Each Allow is undone by one Disallow.
func (g *Guard) Allow(hostport string) {
	g.mu.Lock()
	defer g.mu.Unlock()
	for _, key := range allowKeys(hostport) {
		g.allowed[key]++
	}
}

// Disallow takes back what one Allow gave.
func (g *Guard) Disallow(hostport string) {
	g.mu.Lock()
	defer g.mu.Unlock()
	for _, key := range allowKeys(hostport) {
		if g.allowed[key]--; g.allowed[key] <= 0 {
			delete(g.allowed, key)
		}
	}
}

func (g *Guard) isAllowed(hostport string) bool {
	keys := allowKeys(hostport)
	if len(keys) == 0 {
		return false
	}
	g.mu.Lock()
	defer g.mu.Unlock()
	return g.allowed[keys[0]] > 0
}

// allowKeys normalises hostport. The name localhost stands for its addresses
// too, as UDP trackers are known by address when they are written to.
func allowKeys(hostport string) []string {
	host, port, err := net.SplitHostPort(strings.ToLower(hostport))
	if err != nil {
		return nil
	}
	if ip, err := netip.ParseAddr(host); err == nil {
		host = ip.Unmap().String()
	}
	keys := []string{net.JoinHostPort(host, port)}
	if host == "localhost" {
		keys = append(keys, net.JoinHostPort("127.0.0.1", port), net.JoinHostPort("::1", port))
	}
	return keys
}

// Permit gives leave for the hosts of urls, for a bundle added with the right to
// contact private addresses; Revoke takes it back.
func (g *Guard) Permit(urls []string) { eachHost(urls, g.Allow) }

// Revoke takes back what one Permit gave.
func (g *Guard) Revoke(urls []string) { eachHost(urls, g.Disallow) }

func eachHost(urls []string, do func(string)) {
	for _, raw := range urls {
		if u, err := url.Parse(raw); err == nil {
			do(hostPort(u))
		}
	}
}

// hostPort is what a client dials for u; "" if it has no port and no usual one.
func hostPort(u *url.URL) string {
	port := u.Port()
	if port == "" {
		switch u.Scheme {
		case "http", "ws":
			port = "80"
		case "https", "wss":
			port = "443"
		default:
			return ""
		}
	}
	return net.JoinHostPort(u.Hostname(), port)
}

// Filter divides urls into those a client may be given and those that plainly
// lead into a private network, unless Permit named them. Names are not looked up:
// that is checked when they are dialled. UDP trackers that cannot be used without
// a leak are in neither list.
func (g *Guard) Filter(urls []string) (ok, refused []string) {
	for _, raw := range urls {
		u, err := url.Parse(raw)
		if err != nil || u.Hostname() == "" || !g.udpUsable(u) {
			continue
		}
		if isLocalName(u.Hostname()) && !g.isAllowed(hostPort(u)) {
			refused = append(refused, raw)
		} else {
			ok = append(ok, raw)
		}
	}
	return ok, refused
}

// udpUsable refuses UDP trackers behind a proxy. With a binding, those known by
// name need OwnNames: the client looks them up by the process's own resolver.
func (g *Guard) udpUsable(u *url.URL) bool {
	if !strings.HasPrefix(u.Scheme, "udp") {
		return true
	}
	if _, err := netip.ParseAddr(u.Hostname()); err != nil && g.bind != nil && !g.ownsNames.Load() {
		return false
	}
	return g.UDPAllowed()
}
