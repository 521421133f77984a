package stream

import (
	"crypto/subtle"
	"net/url"
	"path"
	"strconv"
	"strings"

	"matinee/library"
)

// key names an item.
type key struct {
	bundle library.BundleID
	item   int
}

// Bounds of the parts of an address.
const (
	maxItem = 1 << 20 // more items than any bundle may have
	maxName = 255     // bytes of a name in a URL, before escaping
)

// URL is where a player finds an item. The name is there for the player's eyes
// and its guess of the format. It is "" before Start.
func (s *Server) URL(bundle library.BundleID, item int, name string) string {
	if s.port == "" {
		return ""
	}
	return "http://127.0.0.1:" + s.port + "/" + s.token + "/" + string(bundle) + "/" +
		strconv.Itoa(item) + "/" + url.PathEscape(lastName(name))
}

// lastName is the last part of a slash-separated name, cut to a sane length from
// the left so that the extension stays. Names a client would resolve as a path
// are replaced.
func lastName(name string) string {
	base := path.Base(name)
	if len(base) > maxName {
		base = base[len(base)-maxName:]
	}
	if base == "." || base == ".." || base == "/" {
		return "item"
	}
	return base
}

// parse reads the escaped path of a request. It is false for a wrong token and
// for everything that URL would not have built.
func (s *Server) parse(escaped string) (key, bool) {
	parts := strings.Split(escaped, "/")
	if len(parts) != 5 || parts[0] != "" {
		return key{}, false
	}
	if subtle.ConstantTimeCompare([]byte(parts[1]), []byte(s.token)) != 1 {
		return key{}, false
	}
	bundle, err := library.ParseBundleID(parts[2])
	if err != nil || string(bundle) != parts[2] {
		return key{}, false
	}
	item, err := strconv.Atoi(parts[3])
	if err != nil || item < 0 || item > maxItem || strconv.Itoa(item) != parts[3] {
		return key{}, false
	}
	name, err := url.PathUnescape(parts[4])
	if err != nil || name == "" {
		return key{}, false
	}
	return key{bundle, item}, true
}
