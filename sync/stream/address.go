package stream

import (
	"crypto/hmac"
	"crypto/sha256"
	"crypto/subtle"
	"encoding/hex"
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
	return s.address(s.token, key{bundle, item}, name)
}

// Outside is where another program finds an item, and nothing but that: what a program is
// started with, every user of a machine may read.
func (s *Server) Outside(bundle library.BundleID, item int, name string) string {
	k := key{bundle, item}
	return s.address(s.pass(k), k, name)
}

func (s *Server) address(token string, k key, name string) string {
	if s.port == "" {
		return ""
	}
	return "http://127.0.0.1:" + s.port + "/" + token + "/" + string(k.bundle) + "/" +
		strconv.Itoa(k.item) + "/" + url.PathEscape(lastName(name))
}

// pass is a token for one item, of which the server's own cannot be made.
func (s *Server) pass(k key) string {
	mac := hmac.New(sha256.New, []byte(s.token))
	mac.Write([]byte(string(k.bundle) + "/" + strconv.Itoa(k.item)))
	return hex.EncodeToString(mac.Sum(nil)[:len(s.token)/2])
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
	k := key{bundle, item}
	ours := subtle.ConstantTimeCompare([]byte(parts[1]), []byte(s.token))
	lent := subtle.ConstantTimeCompare([]byte(parts[1]), []byte(s.pass(k)))
	return k, ours|lent == 1
}
