package intake

import (
	"net"
	"net/url"
	"slices"
	"strconv"
	"strings"

	"github.com/anacrolix/torrent/metainfo"
)

// cleanTrackers keeps the announce addresses (BEP 3, 12, 15) a client can use,
// at most maxTrackers and each once, in their tiers.
func cleanTrackers(tiers [][]string) [][]string {
	seen := map[string]bool{}
	var out [][]string
	for _, tier := range tiers {
		var kept []string
		for _, raw := range tier {
			u, ok := cleanURL(raw, "http", "https", "udp", "ws", "wss")
			if !ok || seen[u] || len(seen) >= maxTrackers {
				continue
			}
			seen[u] = true
			kept = append(kept, u)
		}
		if len(kept) > 0 {
			out = append(out, kept)
		}
	}
	return out
}

// cleanWebseeds keeps the addresses of webseeds (BEP 19), at most maxWebseeds.
func cleanWebseeds(list []string) []string {
	var out []string
	for _, raw := range list {
		u, ok := cleanURL(raw, "http", "https")
		if ok && len(out) < maxWebseeds && !slices.Contains(out, u) {
			out = append(out, u)
		}
	}
	return out
}

// cleanURL accepts an address with one of the schemes, a host and a proper port,
// and returns it in the one form that parsing does not change any more: a client
// may use it as a key. Addresses that carry a user and password are refused, as
// are udp addresses without a port.
func cleanURL(raw string, schemes ...string) (string, bool) {
	raw = strings.TrimSpace(raw)
	if raw == "" || len(raw) > maxURL || visible(raw) != raw {
		return "", false
	}
	u, err := url.Parse(raw)
	if err != nil || u.User != nil || u.Opaque != "" || !slices.Contains(schemes, u.Scheme) {
		return "", false
	}
	if u.Hostname() == "" || len(u.Hostname()) > 253 || strings.ContainsAny(u.Hostname(), " %") {
		return "", false
	}
	if port := u.Port(); port == "" {
		if u.Scheme == "udp" || strings.HasSuffix(u.Host, ":") {
			return "", false
		}
	} else if !isPort(port) {
		return "", false
	}
	u.Fragment, u.RawFragment = "", ""
	clean := u.String()
	again, err := url.Parse(clean)
	if err != nil || again.String() != clean {
		return "", false
	}
	return clean, true
}

func isPort(s string) bool {
	n, err := strconv.ParseUint(s, 10, 16)
	return err == nil && n > 0
}

// cleanHostPort accepts host:port, as DHT nodes (BEP 5) and magnet peers have it.
func cleanHostPort(raw string) (string, bool) {
	if len(raw) > 300 {
		return "", false
	}
	host, port, err := net.SplitHostPort(strings.TrimSpace(raw))
	if err != nil || !isPort(port) || host == "" || len(host) > 253 {
		return "", false
	}
	if visible(host) != host || strings.ContainsAny(host, " /@%?#[]") {
		return "", false
	}
	return net.JoinHostPort(host, port), true
}

func cleanNodes(nodes []metainfo.Node) []metainfo.Node {
	var out []metainfo.Node
	for _, node := range nodes {
		if hp, ok := cleanHostPort(string(node)); ok && len(out) < maxNodes {
			out = append(out, metainfo.Node(hp))
		}
	}
	return out
}
