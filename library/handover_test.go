package library

import (
	"net/url"
	"strings"
	"testing"
)

func TestHandover(t *testing.T) {
	film, channel := "magnet:?xt=urn:btih:"+strings.Repeat("a", 40)+"&dn=A+b", "magnet:?xs=urn:btpk:"+strings.Repeat("b", 64)
	within := func(what, link string) string { return what + "?link=" + url.QueryEscape(link) }
	for text, want := range map[string]string{
		within("matinee:add", film): film, within("MATINEE://add/", film): film, within("matinee:follow", channel): channel,
		within("matinee:add", film) + "&from=page": film,
	} {
		if got, ok, err := Handover(text); got != want || !ok || err != nil {
			t.Errorf("%s: %q, %v, %v", text, got, ok, err)
		}
	}
	for _, text := range []string{
		"matinee:", "matinee:add", "matinee:add?link=", within("matinee:follow", film), within("matinee:add", channel),
		within("matinee:run", film), within("matinee:add", "/etc/passwd"), within("matinee:add", "file:///etc/passwd"),
		within("matinee:add", "http://127.0.0.1/x.torrent"), within("matinee:add", film+"\n"), within("matinee:add", film) + "&link=x",
		"matinee:add?link=%zz", within("matinee:add", "magnet:?"+strings.Repeat("x", maxHandover)),
	} {
		if got, ok, err := Handover(text); got != "" || !ok || CodeOf(err) != CodeBadSource {
			t.Errorf("%.60s: %q, %v, %v", text, got, ok, err)
		}
	}
	for _, text := range []string{"", film, "matinee:gift:abc", "/home/a/film.torrent", "matinee.torrent"} {
		if _, ok, err := Handover(text); ok || err != nil {
			t.Errorf("%q: %v, %v", text, ok, err)
		}
	}
}
