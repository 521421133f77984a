package guard

import (
	"bufio"
	"context"
	"errors"
	"io"
	"net"
	"net/netip"
	"os"
	"strings"
	"sync/atomic"
)

// Resolver looks names up within the bounds: from the bound interface, and not at
// all behind a proxy, which looks them up itself.
func (g *Guard) Resolver() *net.Resolver {
	if g.proxy == nil {
		return g.names
	}
	return &net.Resolver{PreferGo: true, Dial: func(context.Context, string, string) (net.Conn, error) {
		return nil, errors.New("names are looked up by the proxy")
	}}
}

// OwnNames makes every lookup of the process go through Resolver, also those of
// libraries that do not take one (UDP trackers, DHT start nodes), and returns how
// to undo it. Call it before anything else starts. Without a proxy or a binding
// it changes nothing.
func (g *Guard) OwnNames() (restore func()) {
	if g.proxy == nil && g.bind == nil {
		return func() {}
	}
	old := net.DefaultResolver
	net.DefaultResolver = g.Resolver()
	g.ownsNames.Store(true)
	return func() {
		g.ownsNames.Store(false)
		net.DefaultResolver = old
	}
}

func parseServers(list []string) ([]netip.AddrPort, error) {
	var out []netip.AddrPort
	for _, s := range list {
		server, err := netip.ParseAddrPort(s)
		if err != nil {
			return nil, badSetting("a name server is an address and a port, as 192.0.2.1:53")
		}
		out = append(out, server)
	}
	return out, nil
}

// newResolver is the system's own when nothing restricts it; else one that dials
// the name servers from the bound interface, and servers instead of the system's
// if there are any.
func (g *Guard) newResolver(servers []netip.AddrPort) *net.Resolver {
	if g.bind == nil && len(servers) == 0 {
		return &net.Resolver{}
	}
	var turn atomic.Uint32
	return &net.Resolver{PreferGo: true, Dial: func(ctx context.Context, network, addr string) (net.Conn, error) {
		choice := servers
		if len(choice) == 0 {
			choice = g.systemServers(addr)
		}
		if len(choice) == 0 {
			return nil, errors.New("no name server can be reached from the bound interface")
		}
		server := choice[int(turn.Add(1)-1)%len(choice)]
		dialer, err := g.dialer(strings.TrimRight(network, "46"), server.Addr())
		if err != nil {
			return nil, err
		}
		return dialer.DialContext(ctx, network, server.String())
	}}
}

// stubServers is where systemd-resolved writes the servers it forwards to.
const stubServers = "/run/systemd/resolve/resolv.conf"

// systemServers gives the server the system is set to. A forwarder on this
// machine cannot be used with a binding, as it would ask from where it likes: the
// servers behind it take its place.
func (g *Guard) systemServers(addr string) []netip.AddrPort {
	server, err := netip.ParseAddrPort(addr)
	if err != nil {
		return nil
	}
	if p, err := g.bind.find(); !server.Addr().IsLoopback() || err != nil || p.v4.IsLoopback() || p.v6.IsLoopback() {
		return []netip.AddrPort{server}
	}
	f, err := os.Open(stubServers)
	if err != nil {
		return nil
	}
	defer func() { _ = f.Close() }()
	return readServers(f)
}

// readServers reads the nameserver lines of a resolv.conf, without forwarders on
// this machine.
func readServers(r io.Reader) []netip.AddrPort {
	var out []netip.AddrPort
	lines := bufio.NewScanner(io.LimitReader(r, 64<<10))
	for lines.Scan() {
		fields := strings.Fields(lines.Text())
		if len(fields) < 2 || fields[0] != "nameserver" {
			continue
		}
		if ip, err := netip.ParseAddr(fields[1]); err == nil && !ip.IsLoopback() {
			out = append(out, netip.AddrPortFrom(ip, 53))
		}
	}
	return out
}
