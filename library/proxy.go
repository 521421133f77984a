package library

import (
	"net/url"
	"strconv"
	"strings"
)

// ParseProxy reads the address of a SOCKS5 proxy (RFC 1928),
// socks5://[user:password@]host:port, where user and password are
// percent-encoded. Its error never shows the text, which may hold a password.
func ParseProxy(text string) (*url.URL, error) {
	bad := Errorf(CodeBadSetting, "a proxy is written as socks5://[user:password@]host:port")
	u, err := url.Parse(text)
	if err != nil || u.Scheme != "socks5" || u.Hostname() == "" {
		return nil, bad
	}
	if port, err := strconv.ParseUint(u.Port(), 10, 16); err != nil || port == 0 {
		return nil, bad
	}
	if rest := (url.URL{Scheme: u.Scheme, User: u.User, Host: u.Host}); rest.String() != strings.TrimSuffix(u.String(), "/") {
		return nil, bad // a path or a query would be lost in silence
	}
	return u, nil
}

// ProxyForm is a proxy as a person fills it in.
type ProxyForm struct {
	Address  string  // host:port; "" for no proxy
	User     string  // "" for none
	Password *string // nil keeps the one that is set, if the user stays the same
}

// ProxyFormOf takes a proxy setting apart, also one whose password HideSecret
// took away. The password is never told, only whether there is one.
func ProxyFormOf(value string) (f ProxyForm, secret bool) {
	_, rest, found := strings.Cut(value, "://")
	if !found {
		return ProxyForm{}, false
	}
	at := strings.LastIndex(rest, "@")
	f.Address = strings.TrimSuffix(rest[at+1:], "/")
	if at < 0 {
		return f, false
	}
	user, _, secret := strings.Cut(rest[:at], ":")
	if plain, err := url.PathUnescape(user); err == nil {
		user = plain
	}
	f.User = user
	return f, secret
}

// Apply makes the setting's new value out of the old one.
func (f ProxyForm) Apply(old string) (string, error) {
	address := strings.TrimPrefix(strings.TrimSpace(f.Address), "socks5://")
	if address == "" {
		return "", nil
	}
	u := url.URL{Scheme: "socks5", Host: address}
	if f.User != "" {
		u.User = url.User(f.User)
		switch before, err := url.Parse(old); {
		case f.Password != nil && *f.Password != "":
			u.User = url.UserPassword(f.User, *f.Password)
		case f.Password == nil && err == nil && before.User.Username() == f.User:
			u.User = before.User
		}
	}
	text := u.String()
	if _, err := ParseProxy(text); err != nil {
		return "", err
	}
	return text, nil
}
