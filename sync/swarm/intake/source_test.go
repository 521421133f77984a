package intake

import (
	"fmt"
	"reflect"
	"strings"
	"testing"

	"matinee/library"
)

const (
	hash = "0123456789abcdef0123456789abcdef01234567"
	v2   = "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa"
)

func TestParse(t *testing.T) {
	cases := map[string]Source{
		hash:                                {Kind: Magnet, ID: hash},
		strings.ToUpper(hash):               {Kind: Magnet, ID: hash},
		"AERUKZ4JVPG66AJDIVTYTK6N54ASGRLH":  {Kind: Magnet, ID: hash},
		" film.torrent ":                    {Kind: File, Path: "film.torrent"},
		"/tmp/a b":                          {Kind: File, Path: "/tmp/a b"},
		"file:///tmp/a%20b.torrent":         {Kind: File, Path: "/tmp/a b.torrent"},
		"HTTPS://example.org/a.torrent?k=1": {Kind: URL, URL: "https://example.org/a.torrent?k=1"},
		"MAGNET:?xt=urn:btih:" + hash:       {Kind: Magnet, ID: hash},
		"magnet:?xt=urn:btih:AERUKZ4JVPG66AJDIVTYTK6N54ASGRLH&xt=urn:btmh:1220" + v2: {Kind: Magnet, ID: hash, V2: v2},
		"magnet:?dn=A+film%00;2&amp;tr=udp%3A%2F%2Ft.example%3A80&tr.1=ftp%3A%2F%2Fx&xt.1=urn:btih:" + hash +
			"&ws=http%3A%2F%2Fw.example%2F&x.pe=1.2.3.4:5&x.pe=[::1]:6&x.pe=nonsense": {
			Kind: Magnet, ID: hash, Title: "A film ;2", Trackers: [][]string{{"udp://t.example:80"}},
			Webseeds: []string{"http://w.example/"}, Peers: []string{"1.2.3.4:5", "[::1]:6"},
		},
	}
	for text, want := range cases {
		if got, err := Parse(text); err != nil || !reflect.DeepEqual(got, want) {
			t.Errorf("%q: got %+v, %v", text, got, err)
		}
	}
}

func TestParseRefuses(t *testing.T) {
	cases := map[string]library.Code{
		"":                                      library.CodeBadSource,
		"sintel":                                library.CodeBadSource,
		"a\nb.torrent":                          library.CodeBadSource,
		hash[:39]:                               library.CodeBadSource,
		strings.Repeat("a", maxText+1) + "/":    library.CodeBadSource,
		"ftp://example.org/a.torrent":           library.CodeBadSource,
		"http://":                               library.CodeBadSource,
		"http://user:secret@example.org/a":      library.CodeBadSource,
		"http://example.org:99999/":             library.CodeBadSource,
		"file://elsewhere/a.torrent":            library.CodeBadSource,
		"magnet:":                               library.CodeBadSource,
		"magnet:?dn=x":                          library.CodeBadSource,
		"magnet:?xt=urn:btih:12":                library.CodeBadSource,
		"magnet:?xt=urn:btih:%zz":               library.CodeBadSource,
		"magnet:?xt=urn:btmh:1220" + v2:         library.CodeV2Only,
		"magnet:?xt=urn:btmh:1220aa&xt=" + btih: library.CodeBadSource,
		"magnet:?xt=urn:btih:" + hash + "&xt=urn:btih:" + strings.Repeat("1", 40): library.CodeBadSource,
	}
	for text, code := range cases {
		t.Run(fmt.Sprintf("%.30q", text), func(t *testing.T) {
			_, err := Parse(text)
			wantCode(t, err, code)
		})
	}
}

func TestMagnetIsBounded(t *testing.T) {
	text := "magnet:?xt=urn:btih:" + hash
	for i := range 1000 {
		text += fmt.Sprintf("&tr=udp://t%d:1&ws=http://w%d&x.pe=1.1.1.1:%d", i, i, i+1)
	}
	got, err := Parse(text)
	if err != nil || len(got.Trackers) != maxTrackers || len(got.Webseeds) != maxWebseeds || len(got.Peers) != maxPeers {
		t.Errorf("%d trackers, %d webseeds, %d peers, %v", len(got.Trackers), len(got.Webseeds), len(got.Peers), err)
	}
}

func TestCleanURL(t *testing.T) {
	cases := map[string]string{
		"http://t.example/announce":             "http://t.example/announce",
		" udp://[2001:db8::1]:80/x#frag":        "udp://[2001:db8::1]:80/x",
		"HTTP://t.example/a b":                  "http://t.example/a%20b",
		"udp://t.example":                       "",
		"udp://t.example:0":                     "",
		"http://t.example:/":                    "",
		"http://u@t.example/":                   "",
		"http:t.example":                        "",
		"*http://t.example/":                    "",
		"ftp://t.example/":                      "",
		"http://[fe80::1%25eth0]/":              "",
		"http://t.example/\u202e":               "",
		"http://" + strings.Repeat("a", maxURL): "",
	}
	for raw, want := range cases {
		got, ok := cleanURL(raw, "http", "udp")
		if got != want || ok != (want != "") {
			t.Errorf("%.60q: got %q", raw, got)
		}
	}
}

// FuzzParse checks that what is understood stays the same when written again.
func FuzzParse(f *testing.F) {
	f.Add("magnet:?xt=urn:btih:" + hash + "&dn=a%20b&tr=udp://t:1&ws=http://w/&x.pe=[::1]:1")
	f.Add("https://example.org/a.torrent")
	f.Add("file:///C:/a.torrent")
	f.Fuzz(func(t *testing.T, text string) {
		got, err := Parse(text)
		if err != nil || got.Kind != Magnet {
			return
		}
		again, err := Parse(got.Link())
		if err != nil || !reflect.DeepEqual(got, again) {
			t.Fatalf("%q: %+v became %+v, %v", text, got, again, err)
		}
	})
}
