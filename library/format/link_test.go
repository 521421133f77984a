package format_test

import (
	"errors"
	"reflect"
	"strings"
	"testing"

	"matinee/library"
	"matinee/library/format"
)

func TestLink(t *testing.T) {
	key, root := public(signer("channel")), public(signer("root"))
	full := format.Link{
		Key: key, Root: root, Salt: "main",
		Mirrors: []library.WebURL{"https://studio.example/matinee/?a=b&c=d", "https://mirror.example/"},
	}
	for _, l := range []format.Link{full, {Key: key, Root: root}} {
		if got, err := format.ParseLink(" " + l.String() + "\n"); err != nil || !reflect.DeepEqual(got, l) {
			t.Errorf("%s came back as %+v: %v", l, got, err)
		}
	}
	// Case and order of parameters are the sender's; others are passed over.
	swapped := "magnet:?x.root=" + string(root) + "&dn=Example&xs=urn:btpk:" + string(key)
	if got, err := format.ParseLink(swapped); err != nil || !reflect.DeepEqual(got, format.Link{Key: key, Root: root}) {
		t.Errorf("%+v: %v", got, err)
	}
	good := full.String()
	for name, bad := range map[string]string{
		"empty": "", "a web page": "https://studio.example/", "a torrent": "magnet:?xt=urn:btih:" + strings.Repeat("0", 40),
		"no root":      "magnet:?xs=urn:btpk:" + string(key),
		"no key":       "magnet:?x.root=" + string(root),
		"a short key":  strings.Replace(good, string(key), string(key)[1:], 1),
		"two roots":    good + "&x.root=" + string(key),
		"two keys":     good + "&xs=urn:btpk:" + string(root),
		"a long salt":  strings.Replace(good, "&s=", "&s="+strings.Repeat("00", 61), 1),
		"an odd salt":  strings.Replace(good, "&s=", "&s=0", 1),
		"four mirrors": good + "&as=https%3A%2F%2Fa.example&as=https%3A%2F%2Fb.example",
		"a file":       good + "&as=file%3A%2F%2F%2Fetc%2Fpasswd",
		"at home":      good + "&as=http%3A%2F%2F192.168.1.1%2F",
		"broken":       good + "&as=%zz",
		"endless":      good + "&dn=" + strings.Repeat("x", 2048),
	} {
		if _, err := format.ParseLink(bad); library.CodeOf(err) != library.CodeBadLink {
			t.Errorf("%s: %v", name, err)
		}
	}
}

func TestMovedTo(t *testing.T) {
	f := newFixture(t)
	if _, moved := f.channel.MovedTo(); moved {
		t.Error("it moved")
	}
	to := format.Link{Key: public(signer("new channel")), Root: public(signer("new root"))}
	c := f.certificate.Doc
	c.MovedTo = to.String()
	f.channel.Certificate = mustSign(t, c, "root").Envelope
	if got, moved := f.channel.MovedTo(); !moved || !reflect.DeepEqual(got, to) {
		t.Errorf("%v, %+v", moved, got)
	}
}

func TestPointer(t *testing.T) {
	const hash = "6161616161616161616161616161616161616161"
	for want, p := range map[string]format.Pointer{
		"d2:ih20:aaaaaaaaaaaaaaaaaaaae": {Infohash: hash},
		"d2:ih20:aaaaaaaaaaaaaaaaaaaa2:mrl23:https://studio.example/18:https://b.example/ee": {
			Infohash: hash, Mirrors: []library.WebURL{"https://studio.example/", "https://b.example/"},
		},
	} {
		raw, err := p.Encode()
		if err != nil || string(raw) != want {
			t.Errorf("%q: %v", raw, err)
		}
		if got, err := format.ParsePointer(raw); err != nil || !reflect.DeepEqual(got, p) {
			t.Errorf("%+v: %v", got, err)
		}
	}
	for name, c := range map[string]struct {
		raw  string
		want format.Fault
	}{
		"empty":             {"", format.FaultSyntax},
		"no dictionary":     {"le", format.FaultSyntax},
		"a short hash":      {"d2:ih19:aaaaaaaaaaaaaaaaaaae", format.FaultSyntax},
		"cut":               {"d2:ih20:aaaaaaaaaaaaaaaaaaaa", format.FaultSyntax},
		"cut in a list":     {"d2:ih20:aaaaaaaaaaaaaaaaaaaa2:mrl", format.FaultSyntax},
		"an empty list":     {"d2:ih20:aaaaaaaaaaaaaaaaaaaa2:mrlee", format.FaultSyntax},
		"a length too long": {"d2:ih20:aaaaaaaaaaaaaaaaaaaa2:mrl99:https://b.example/ee", format.FaultSyntax},
		"a negative length": {"d2:ih20:aaaaaaaaaaaaaaaaaaaa2:mrl-1:ee", format.FaultSyntax},
		"a padded length":   {"d2:ih20:aaaaaaaaaaaaaaaaaaaa2:mrl018:https://b.example/ee", format.FaultSyntax},
		"something behind":  {"d2:ih20:aaaaaaaaaaaaaaaaaaaaee", format.FaultSyntax},
		"a file":            {"d2:ih20:aaaaaaaaaaaaaaaaaaaa2:mrl11:file:///etcee", format.FaultField},
		"four mirrors":      {"d2:ih20:aaaaaaaaaaaaaaaaaaaa2:mrl" + strings.Repeat("18:https://b.example/", 4) + "ee", format.FaultCount},
		"too long":          {"d2:ih20:aaaaaaaaaaaaaaaaaaaa2:mrl" + strings.Repeat("x", 1000) + "ee", format.FaultSize},
	} {
		if _, err := format.ParsePointer([]byte(c.raw)); !errors.Is(err, c.want) {
			t.Errorf("%s: %v", name, err)
		}
	}
	long := library.WebURL("https://studio.example/" + strings.Repeat("x", 480))
	if _, err := (format.Pointer{Infohash: hash, Mirrors: []library.WebURL{long, long}}).Encode(); !errors.Is(err, format.FaultSize) {
		t.Errorf("two long mirrors: %v", err)
	}
	if _, err := (format.Pointer{Infohash: "no"}).Encode(); !errors.Is(err, format.FaultField) {
		t.Errorf("no infohash: %v", err)
	}
}
