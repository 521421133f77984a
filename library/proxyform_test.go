package library

import (
	"strings"
	"testing"
)

func TestProxyFormNeverTellsThePassword(t *testing.T) {
	const old = "socks5://ann%20b:p%40ss:w@host:1080"
	hidden := HideSecret(SettingField{Form: "socks5"}, old)
	for _, value := range []string{old, hidden} {
		f, secret := ProxyFormOf(value)
		if f.Address != "host:1080" || f.User != "ann b" || !secret || f.Password != nil {
			t.Errorf("%q: %+v, %v", value, f, secret)
		}
	}
	if strings.Contains(hidden, "p%40ss") {
		t.Error("the password is shown")
	}
}

func TestProxyForm(t *testing.T) {
	word := func(s string) *string { return &s }
	const old = "socks5://ann:secret@host:1080"
	for _, c := range []struct {
		name string
		form ProxyForm
		want string
	}{
		{"kept", ProxyForm{Address: "other:1", User: "ann"}, "socks5://ann:secret@other:1"},
		{"another user", ProxyForm{Address: "host:1080", User: "bob"}, "socks5://bob@host:1080"},
		{"a new one", ProxyForm{Address: "host:1080", User: "ann", Password: word("p@:s/")}, "socks5://ann:p%40%3As%2F@host:1080"},
		{"taken away", ProxyForm{Address: "host:1080", User: "ann", Password: word("")}, "socks5://ann@host:1080"},
		{"nobody", ProxyForm{Address: "host:1080"}, "socks5://host:1080"},
		{"none", ProxyForm{User: "ann"}, ""},
		{"a whole address", ProxyForm{Address: "socks5://host:9"}, "socks5://host:9"},
	} {
		got, err := c.form.Apply(old)
		if err != nil || got != c.want {
			t.Errorf("%s: %q, %v", c.name, got, err)
		}
	}
	for _, address := range []string{"host", "host:99999", "http://host:1", "a b:1", "host:1/path", "x@host:1"} {
		if got, err := (ProxyForm{Address: address}).Apply(""); CodeOf(err) != CodeBadSetting {
			t.Errorf("%q is taken as %q, %v", address, got, err)
		}
	}
}
