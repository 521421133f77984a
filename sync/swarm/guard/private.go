package guard

import (
	"net/netip"
	"strings"
)

// privateRanges lists what netip does not name: shared (RFC 6598), "this host"
// (RFC 1122), protocol assignments (RFC 6890), reserved and broadcast (RFC 1112),
// deprecated site-local (RFC 3879) and the NAT64 prefix for local use (RFC 8215).
func privateRanges() []netip.Prefix {
	return []netip.Prefix{
		netip.MustParsePrefix("100.64.0.0/10"),
		netip.MustParsePrefix("0.0.0.0/8"),
		netip.MustParsePrefix("192.0.0.0/24"),
		netip.MustParsePrefix("240.0.0.0/4"),
		netip.MustParsePrefix("fec0::/10"),
		netip.MustParsePrefix("64:ff9b:1::/48"),
	}
}

// isPrivate reports whether ip must not be contacted on a stranger's word:
// loopback, link-local, private, multicast or unspecified, also when it is an
// IPv4 address inside an IPv6 one that a gateway would unpack.
func isPrivate(ip netip.Addr) bool {
	ip = ip.WithZone("").Unmap()
	if !ip.IsValid() || ip.IsLoopback() || ip.IsPrivate() || ip.IsUnspecified() || ip.IsMulticast() ||
		ip.IsLinkLocalUnicast() || ip.IsInterfaceLocalMulticast() {
		return true
	}
	for _, r := range privateRanges() {
		if r.Contains(ip) {
			return true
		}
	}
	for _, inner := range embedded(ip) {
		if isPrivate(inner) {
			return true
		}
	}
	return false
}

// embedded gives the IPv4 addresses an IPv6 address carries for a gateway.
func embedded(ip netip.Addr) []netip.Addr {
	if !ip.Is6() {
		return nil
	}
	b := ip.As16()
	v4 := func(at int) netip.Addr { return netip.AddrFrom4([4]byte(b[at : at+4])) }
	in := func(prefix string) bool { return netip.MustParsePrefix(prefix).Contains(ip) }
	switch {
	case in("::/96"), // compatible, deprecated (RFC 4291)
		in("::ffff:0:0:0/96"), // translated (RFC 7915)
		in("64:ff9b::/96"):    // NAT64 (RFC 6052)
		return []netip.Addr{v4(12)}
	case in("2002::/16"): // 6to4 (RFC 3056)
		return []netip.Addr{v4(2)}
	case in("2001::/32"): // Teredo (RFC 4380): its server, and the client inverted
		client := [4]byte{^b[12], ^b[13], ^b[14], ^b[15]}
		return []netip.Addr{v4(4), netip.AddrFrom4(client)}
	}
	if (b[8] == 0 || b[8] == 2) && b[9] == 0 && b[10] == 0x5e && b[11] == 0xfe { // ISATAP (RFC 5214)
		return []netip.Addr{v4(12)}
	}
	return nil
}

// isLocalName reports whether a name means something inside a network only, or is
// a number that some resolvers take for an address ("127.1", "0x7f000001").
func isLocalName(host string) bool {
	host = strings.ToLower(strings.TrimSuffix(host, "."))
	if ip, err := netip.ParseAddr(strings.Trim(host, "[]")); err == nil {
		return isPrivate(ip)
	}
	dot := strings.LastIndexByte(host, '.')
	if dot < 0 {
		return true // no public host has a name of one label
	}
	last := host[dot+1:]
	if last == "" || (last[0] >= '0' && last[0] <= '9') {
		return true
	}
	for _, suffix := range []string{"localhost", "local", "localdomain", "internal", "intranet", "lan", "home", "corp", "home.arpa"} {
		if strings.HasSuffix(host, "."+suffix) {
			return true
		}
	}
	return false
}
