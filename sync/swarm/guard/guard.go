package guard

import (
	"net"
	"net/http"
	"net/netip"
	"strings"
	"sync"
	"sync/atomic"

	"github.com/anacrolix/torrent/iplist"

	"matinee/library"
)

// Config says how traffic may leave. The zero Config leaves it to the system.
type Config struct {
	Proxy     string   // socks5://[user:password@]host:port; "" for none
	Bind      string   // name or address of the only interface to use; "" for any
	Blocklist string   // file of addresses never contacted; "" for none
	IPv6      bool     // use IPv6 too
	DNS       []string // ip:port of name servers to ask instead of the system's
	// Interfaces lists the network interfaces; nil asks the system.
	Interfaces func() ([]Interface, error)
}

// Guard opens connections within the bounds of its Config. Its methods may be
// called at the same time.
type Guard struct {
	ipv6      bool
	proxy     *proxy   // nil without one
	bind      *binding // nil without one
	names     *net.Resolver
	block     *Blocklist // nil without one
	transport *http.Transport
	ownsNames atomic.Bool // OwnNames is in force

	mu      sync.Mutex
	allowed map[string]int // host:port → how many bundles have leave for it
}

// New checks cfg and reads the blocklist. A proxy or an interface that is not
// there yet is no error: connections fail until it is.
func New(cfg Config) (*Guard, error) {
	g := &Guard{ipv6: cfg.IPv6, allowed: map[string]int{}}
	if cfg.Bind != "" {
		g.bind = newBinding(cfg.Bind, cfg.Interfaces)
	}
	servers, err := parseServers(cfg.DNS)
	if err != nil {
		return nil, err
	}
	g.names = g.newResolver(servers)
	if cfg.Proxy != "" {
		if g.proxy, err = parseProxy(cfg.Proxy); err != nil {
			return nil, err
		}
		g.proxy.forward = g.dialDirect
	}
	if cfg.Blocklist != "" {
		if g.block, _, err = LoadBlocklist(cfg.Blocklist); err != nil {
			return nil, err
		}
	}
	g.transport = g.newTransport()
	return g, nil
}

// Close ends idle connections. Connections in use are their owners'.
func (g *Guard) Close() error {
	g.transport.CloseIdleConnections()
	return nil
}

// Check tells why nothing can leave now: CodeNoInterface, or nil. Whether a proxy
// answers shows only when it is used.
func (g *Guard) Check() error {
	if g.bind == nil {
		return nil
	}
	_, err := g.bind.find()
	return err
}

// UDPAllowed reports whether uTP, DHT and UDP trackers can be used: a SOCKS5
// proxy carries TCP only.
func (g *Guard) UDPAllowed() bool { return g.proxy == nil }

// AcceptAllowed reports whether to listen for peers: behind a proxy they could
// reach us only by going round it.
func (g *Guard) AcceptAllowed() bool { return g.proxy == nil }

// Multicast tells whether peers may be searched in the local network (BEP 14) and
// on which interface ("" for any). It is off with a proxy and with a binding:
// joining a group sends packets on interfaces that are not ours to choose.
func (g *Guard) Multicast() (string, bool) { return "", g.proxy == nil && g.bind == nil }

// Blocklist is the list of addresses never contacted; nil if there is none.
func (g *Guard) Blocklist() iplist.Ranger {
	if g.block == nil {
		return nil
	}
	return g.block
}

// usable drops addresses of a family that is off, and blocked ones.
func (g *Guard) usable(network string, ips []netip.Addr) []netip.Addr {
	var out []netip.Addr
	for _, ip := range ips {
		ip = ip.Unmap()
		v4 := ip.Is4()
		if !v4 && (!g.ipv6 || strings.HasSuffix(network, "4")) || v4 && strings.HasSuffix(network, "6") {
			continue
		}
		if g.block != nil && g.block.Contains(ip) {
			continue
		}
		out = append(out, ip)
	}
	return out
}

// badSetting is the error of a setting that cannot be used.
func badSetting(detail string) error {
	return &library.Error{Code: library.CodeBadSetting, Detail: detail}
}
