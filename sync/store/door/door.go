package door

import (
	"net"
	"net/http"
	"net/netip"
	"slices"
	"strings"
	"time"
)

// Config says how much may come from where. The zero Config lets everything in.
type Config struct {
	Address Rate // from a network: /24 of IPv4, /56 of IPv6
	Device  Rate // for one device, wherever it asks from
	// Conns bounds the connections that one network may hold open at the same time; 0 for
	// no bound.
	Conns int
	// Proxies are the networks whose word about where a request comes from is taken.
	Proxies []netip.Prefix
	Now     func() time.Time // nil for the real clock
}

// Default is what a store is served with unless its owner says otherwise: a program asks
// every two seconds for its order, and a network may be a school.
func Default() Config {
	return Config{
		Address: Rate{Every: 50 * time.Millisecond, Burst: 400},
		Device:  Rate{Every: 2 * time.Second, Burst: 30},
		Conns:   256,
	}
}

// Door lets requests in.
type Door struct {
	cfg      Config
	address  *limiter
	device   *limiter
	tooOften func(w http.ResponseWriter, wait time.Duration)
}

// New makes a door. tooOften answers a request that comes too often.
func New(cfg Config, tooOften func(w http.ResponseWriter, wait time.Duration)) *Door {
	if cfg.Now == nil {
		cfg.Now = time.Now
	}
	return &Door{cfg: cfg, address: newLimiter(cfg.Address), device: newLimiter(cfg.Device), tooOften: tooOften}
}

// Guard lets a network's requests through as often as it may ask.
func (d *Door) Guard(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if wait := d.address.take(d.from(r), d.cfg.Now()); wait > 0 {
			d.tooOften(w, wait)
			return
		}
		next.ServeHTTP(w, r)
	})
}

// Device reports how long a device has to wait before it may ask again; 0 when it may now.
func (d *Door) Device(key string) time.Duration { return d.device.take(key, d.cfg.Now()) }

// Network is the prefix that a request comes from, for limits of who keeps others: the /24
// of an IPv4 address, the /56 of an IPv6 one.
func (d *Door) Network(r *http.Request) string { return d.from(r) }

func (d *Door) from(r *http.Request) string {
	at, known := addressOf(r.RemoteAddr)
	if !known {
		return r.RemoteAddr
	}
	if d.trusts(at) {
		at = d.told(r, at)
	}
	return network(at)
}

// told is whom a proxy says that it asks for. What stands left of the first stranger was
// written by that stranger.
func (d *Door) told(r *http.Request, proxy netip.Addr) netip.Addr {
	hops := strings.Split(strings.Join(r.Header.Values("X-Forwarded-For"), ","), ",")
	for _, hop := range slices.Backward(hops) {
		at, known := addressOf(strings.TrimSpace(hop))
		if !known {
			return proxy
		}
		if !d.trusts(at) {
			return at
		}
		proxy = at
	}
	return proxy
}

func (d *Door) trusts(at netip.Addr) bool {
	return slices.ContainsFunc(d.cfg.Proxies, func(p netip.Prefix) bool { return p.Contains(at) })
}

// addressOf reads an address with or without a port.
func addressOf(text string) (netip.Addr, bool) {
	if host, _, err := net.SplitHostPort(text); err == nil {
		text = host
	}
	at, err := netip.ParseAddr(strings.Trim(text, "[]"))
	return at.Unmap().WithZone(""), err == nil
}

// network is the prefix that one subscriber has.
func network(at netip.Addr) string {
	bits := 56
	if at.Is4() {
		bits = 24
	}
	p, err := at.Prefix(bits)
	if err != nil {
		return at.String()
	}
	return p.String()
}

// ParseProxies reads addresses and networks, as 10.0.0.1 or 10.0.0.0/8.
func ParseProxies(texts []string) (out []netip.Prefix, err error) {
	for _, text := range texts {
		p, err := netip.ParsePrefix(text)
		if err != nil {
			at, wrong := netip.ParseAddr(text)
			if wrong != nil {
				return nil, wrong
			}
			p = netip.PrefixFrom(at.Unmap(), at.Unmap().BitLen())
		}
		out = append(out, p.Masked())
	}
	return out, nil
}
