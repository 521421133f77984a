package cli

import (
	"crypto/ed25519"
	"encoding/hex"
	"net/url"
	"slices"
	"strings"
	"testing"
)

// TestLinksOfPages: what a page hands over is added, played or followed by what is inside;
// anything else inside is refused before anybody reads it.
func TestLinksOfPages(t *testing.T) {
	magnet := "magnet:?xt=urn:btih:" + strings.Repeat("a", 40)
	key := hex.EncodeToString(ed25519.NewKeyFromSeed(make([]byte, 32)).Public().(ed25519.PublicKey))
	channel := "magnet:?xs=urn:btpk:" + key + "&s=6d6174&x.root=" + key
	page := func(what, link string) string { return "matinee:" + what + "?link=" + url.QueryEscape(link) }
	for _, c := range []struct {
		args []string
		done string
	}{
		{[]string{"follow", page("follow", channel)}, "follow " + channel + " false true"},
		{[]string{"add", page("follow", channel)}, "follow " + channel + " false false"},
		{[]string{"add", channel, "--local", "--wait"}, "follow " + channel + " true true"},
	} {
		g := newGuide()
		got := g.ask(t, "", c.args...)
		if got.code != 0 || !slices.Equal(g.done, []string{c.done}) {
			t.Errorf("%v: %+v, %q", c.args, got, g.done)
		}
	}
	d := &desk{}
	if typed(t, d, "", "add", page("add", magnet)); len(d.done) == 0 || d.done[0] != "add "+magnet+" " {
		t.Errorf("added was %q", d.done)
	}
	for _, args := range [][]string{
		{"add", page("add", "/etc/passwd")},
		{"add", page("add", channel)},
		{"play", page("add", "https://films.example/x.torrent")},
		{"follow", page("follow", magnet)},
		{"add", "matinee:frob"},
		{"add", channel, "--paused"},
	} {
		g := newGuide()
		if got := g.ask(t, "", args...); got.code == 0 || len(g.done) > 0 || got.err == "" {
			t.Errorf("%v: %+v, %q", args, got, g.done)
		}
	}
}
