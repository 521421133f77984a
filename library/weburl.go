package library

import (
	"errors"
	"net/netip"
	"net/url"
	"strings"
)

// WebURL is where a document says something is to be had: https, without user,
// password or fragment. Plain http is for this machine alone, so that a store or
// a mirror can be tried out. Whether an address may be contacted is decided when
// it is.
type WebURL string

// Valid reports what is wrong with the address.
func (u WebURL) Valid() error {
	if len(u) > 512 {
		return errors.New("is longer than 512 bytes")
	}
	if strings.ContainsFunc(string(u), func(r rune) bool { return r <= ' ' || r > '~' }) {
		return errors.New("is not written in visible ASCII")
	}
	parsed, err := url.Parse(string(u))
	if err != nil || parsed.Hostname() == "" || parsed.User != nil || parsed.Fragment != "" || parsed.Opaque != "" {
		return errors.New("is not a web address without user and fragment")
	}
	if parsed.Scheme != "https" && (parsed.Scheme != "http" || !thisMachine(parsed.Hostname())) {
		return errors.New("is not an https address")
	}
	return nil
}

func thisMachine(host string) bool {
	addr, err := netip.ParseAddr(host)
	return host == "localhost" || err == nil && addr.IsLoopback()
}

// Domain is a host name such as "studio.example", in lower-case ASCII.
type Domain string

// Valid reports what is wrong with the name.
func (d Domain) Valid() error {
	labels := strings.Split(string(d), ".")
	if len(d) > 253 || len(labels) < 2 {
		return errors.New("is not a domain name")
	}
	for _, label := range labels {
		if len(label) < 1 || len(label) > 63 || !madeOf(label, letters+numerals+"-") ||
			strings.HasPrefix(label, "-") || strings.HasSuffix(label, "-") {
			return errors.New("is not a domain name")
		}
	}
	if madeOf(labels[len(labels)-1], numerals) {
		return errors.New("is an address, not a domain name")
	}
	return nil
}
