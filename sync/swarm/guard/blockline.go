package guard

import (
	"net/netip"
	"strconv"
	"strings"
)

// lineKind is what a line of a blocklist is.
type lineKind int

const (
	aRange lineKind = iota
	notARange
	aComment // or an empty line, or a range that its own level lets pass
)

// parseLine understands "name:first-last" (P2P; the name may hold colons), CIDR,
// a single address, and DAT: "first - last , level , name". In DAT, a level above
// 127 means that the range is allowed.
func parseLine(raw []byte) (span, lineKind) {
	line := strings.TrimSpace(string(raw))
	if line == "" || line[0] == '#' || line[0] == ';' || strings.HasPrefix(line, "//") {
		return span{}, aComment
	}
	if prefix, err := netip.ParsePrefix(line); err == nil {
		return makeSpan(prefixEnds(prefix))
	}
	if ip, err := netip.ParseAddr(line); err == nil {
		return makeSpan(ip, ip)
	}
	if fields := strings.Split(line, ","); len(fields) >= 2 {
		if s, kind := parseRange(fields[0]); kind == aRange {
			if level, err := strconv.Atoi(strings.TrimSpace(fields[1])); err == nil && level > 127 {
				return span{}, aComment
			}
			return s, aRange
		}
	}
	if s, kind := parseRange(line); kind == aRange {
		return s, aRange
	}
	// An IPv6 range holds colons itself: the name ends at the first one behind
	// which a range stands.
	for at, rest := 0, line; at < maxNameColons; at++ {
		_, after, found := strings.Cut(rest, ":")
		if !found {
			break
		}
		if s, kind := parseRange(after); kind == aRange {
			return s, aRange
		}
		rest = after
	}
	return span{}, notARange
}

// maxNameColons bounds the search for the end of a name.
const maxNameColons = 16

func parseRange(text string) (span, lineKind) {
	from, to, found := strings.Cut(text, "-")
	if !found {
		return span{}, notARange
	}
	first, err1 := parseListed(from)
	last, err2 := parseListed(to)
	if err1 != nil || err2 != nil {
		return span{}, notARange
	}
	return makeSpan(first, last)
}

// parseListed also takes DAT's padded form, 001.002.003.004.
func parseListed(text string) (netip.Addr, error) {
	text = strings.TrimSpace(text)
	ip, err := netip.ParseAddr(text)
	if err == nil {
		return ip, nil
	}
	parts := strings.Split(text, ".")
	if len(parts) != 4 {
		return netip.Addr{}, err
	}
	var b [4]byte
	for i, part := range parts {
		n, err := strconv.ParseUint(part, 10, 8)
		if err != nil || len(part) > 3 {
			return netip.Addr{}, strconv.ErrSyntax
		}
		b[i] = byte(n)
	}
	return netip.AddrFrom4(b), nil
}

func makeSpan(first, last netip.Addr) (span, lineKind) {
	first, last = first.Unmap(), last.Unmap()
	if first.BitLen() != last.BitLen() || first.Zone() != "" || last.Zone() != "" || last.Less(first) {
		return span{}, notARange
	}
	return span{first, last}, aRange
}

// prefixEnds gives the first and last address of p.
func prefixEnds(p netip.Prefix) (first, last netip.Addr) {
	p = p.Masked()
	end := p.Addr().AsSlice()
	for i := range end {
		if free := (i+1)*8 - p.Bits(); free > 0 {
			end[i] |= byte(0xff >> max(0, 8-free))
		}
	}
	last, _ = netip.AddrFromSlice(end)
	return p.Addr(), last
}
