package stream

import (
	"bufio"
	"bytes"
	"fmt"
	"io"
	"math/rand/v2"
	"net"
	"net/http"
	"net/url"
	"strings"
	"testing"

	"go.uber.org/goleak"

	"matinee/library"
)

func TestMain(m *testing.M) { goleak.VerifyTestMain(m) }

// noise is repeatable bytes that differ from place to place.
func noise(n int) []byte {
	data := make([]byte, n)
	_, _ = rand.NewChaCha8([32]byte{1}).Read(data)
	return data
}

// raw sends bytes to the server and reads one response, body included.
func raw(t *testing.T, s *Server, request string) (*http.Response, []byte) {
	t.Helper()
	conn, err := net.Dial("tcp", "127.0.0.1:"+s.port)
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = conn.Close() }()
	if _, err := io.WriteString(conn, request); err != nil {
		t.Fatal(err)
	}
	method, _, _ := strings.Cut(request, " ")
	res, err := http.ReadResponse(bufio.NewReader(conn), &http.Request{Method: method})
	if err != nil {
		t.Fatal(err)
	}
	body, err := io.ReadAll(res.Body)
	if err != nil {
		t.Fatal(err)
	}
	_ = res.Body.Close()
	return res, body
}

// ask sends a well-formed request with extra header lines.
func ask(t *testing.T, s *Server, method, target string, lines ...string) (*http.Response, []byte) {
	t.Helper()
	host := "Host: 127.0.0.1:" + s.port
	for _, line := range lines {
		if strings.HasPrefix(line, "Host:") {
			host = line
		}
	}
	request := method + " " + target + " HTTP/1.1\r\n" + host + "\r\n"
	for _, line := range lines {
		if !strings.HasPrefix(line, "Host:") {
			request += line + "\r\n"
		}
	}
	return raw(t, s, request+"\r\n")
}

// target is the path of the film.
func target(t *testing.T, s *Server) string {
	t.Helper()
	u, err := url.Parse(s.URL(testBundle, 0, "film.mp4"))
	if err != nil {
		t.Fatal(err)
	}
	return u.EscapedPath()
}

func TestRangesOverHTTP(t *testing.T) {
	data := noise(1000)
	film := newSwarm(t, data)
	s := start(t, film, Config{})
	tests := []struct {
		lines  []string
		status int
		from   int
		to     int
		header string // Content-Range
	}{
		{nil, 200, 0, 1000, ""},
		{[]string{"Range: bytes=0-"}, 206, 0, 1000, "bytes 0-999/1000"},
		{[]string{"Range: bytes=100-199"}, 206, 100, 200, "bytes 100-199/1000"},
		{[]string{"Range: bytes=-10"}, 206, 990, 1000, "bytes 990-999/1000"},
		{[]string{"Range: bytes=1000-"}, 416, 0, 0, "bytes */1000"},
		{[]string{"Range: bytes=0-1,3-4"}, 200, 0, 1000, ""},
		{[]string{"Range: bytes=10-", `If-Range: "v1"`}, 206, 10, 1000, "bytes 10-999/1000"},
		{[]string{"Range: bytes=10-", `If-Range: "v0"`}, 200, 0, 1000, ""},
		{[]string{`If-None-Match: "v1"`}, 304, 0, 0, ""},
		{[]string{`If-Match: "v0"`}, 412, 0, 0, ""},
	}
	for _, tt := range tests {
		for _, method := range []string{"GET", "HEAD"} {
			film.change(func() { film.reads = nil })
			res, body := ask(t, s, method, target(t, s), tt.lines...)
			want := data[tt.from:tt.to]
			if tt.status != 304 && res.ContentLength != int64(len(want)) {
				t.Errorf("%s %q: Content-Length %d, want %d", method, tt.lines, res.ContentLength, len(want))
			}
			if method == "HEAD" {
				want = nil
			}
			if res.StatusCode != tt.status || !bytes.Equal(body, want) {
				t.Errorf("%s %q: status %d and %d bytes, want %d and %d", method, tt.lines, res.StatusCode, len(body), tt.status, len(want))
			}
			if got := res.Header.Get("Content-Range"); got != tt.header {
				t.Errorf("%s %q: Content-Range %q, want %q", method, tt.lines, got, tt.header)
			}
			for _, r := range film.reads {
				if method == "HEAD" || r.From < int64(tt.from) || r.To > int64(tt.to) {
					t.Errorf("%s %q: stray read of %v", method, tt.lines, r)
				}
			}
		}
	}
}

func TestHeaders(t *testing.T) {
	s := start(t, newSwarm(t, noise(10)), Config{})
	res, _ := ask(t, s, "GET", target(t, s))
	for name, want := range map[string]string{
		"Content-Type": "video/mp4", "Accept-Ranges": "bytes", "Etag": `"v1"`, "X-Content-Type-Options": "nosniff",
		"Content-Length": "10", "Cache-Control": "no-store",
	} {
		if got := res.Header.Get(name); got != want {
			t.Errorf("%s: %q, want %q", name, got, want)
		}
	}
	for _, name := range []string{"a.html", "a.svg", "a.js", "a", "a.MP4.exe"} {
		if got := mediaType(name); got != "application/octet-stream" {
			t.Errorf("%s is served as %s", name, got)
		}
	}
	if got := mediaType("dir/A.MKV"); got != "video/x-matroska" {
		t.Errorf("A.MKV is served as %s", got)
	}
}

// A web page of another site may know the port and even the address; it gets
// nothing, and learns nothing from the difference.
func TestRefusesStrangers(t *testing.T) {
	film := newSwarm(t, noise(10))
	s := start(t, film, Config{})
	good := target(t, s)
	badToken := strings.Replace(good, s.token, strings.Repeat("0", 32), 1)
	tests := []struct {
		name, method, target string
		lines                []string
		status               int
	}{
		{"the player", "GET", good, nil, 200},
		{"localhost", "GET", good, []string{"Host: localhost:" + s.port}, 200},
		{"typed by a person", "GET", good, []string{"Sec-Fetch-Site: none"}, 200},
		{"rebound name", "GET", good, []string{"Host: evil.example:" + s.port}, 421},
		{"other port", "GET", good, []string{"Host: 127.0.0.1:1"}, 421},
		{"no port", "GET", good, []string{"Host: 127.0.0.1"}, 421},
		{"empty host", "GET", good, []string{"Host: "}, 421},
		{"suffixed host", "GET", good, []string{"Host: 127.0.0.1:" + s.port + ".evil.example"}, 421},
		{"absolute form", "GET", "http://evil.example" + good, nil, 421},
		{"origin", "GET", good, []string{"Origin: https://evil.example"}, 403},
		{"null origin", "GET", good, []string{"Origin: null"}, 403},
		{"empty origin", "GET", good, []string{"Origin:"}, 403},
		{"cross-site", "GET", good, []string{"Sec-Fetch-Site: cross-site"}, 403},
		{"same-site", "GET", good, []string{"Sec-Fetch-Site: same-site"}, 403},
		{"wrong token", "GET", badToken, nil, 404},
		{"short token", "GET", strings.Replace(good, s.token, s.token[:31], 1), nil, 404},
		{"no token", "GET", strings.Replace(good, s.token, "", 1), nil, 404},
		{"upper-case token", "GET", strings.Replace(good, s.token, strings.ToUpper(s.token)+"A", 1), nil, 404},
		{"wrong token and method", "POST", badToken, nil, 404},
		{"post", "POST", good, nil, 405},
		{"put", "PUT", good, nil, 405},
		{"delete", "DELETE", good, nil, 405},
		{"preflight", "OPTIONS", good, []string{"Origin: https://evil.example", "Access-Control-Request-Method: GET"}, 403},
		{"options", "OPTIONS", good, nil, 405},
		{"body", "GET", good, []string{"Content-Length: 5"}, 400},
		{"chunked body", "GET", good, []string{"Transfer-Encoding: chunked"}, 400},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			film.change(func() { film.opened = 0 })
			res, body := ask(t, s, tt.method, tt.target, tt.lines...)
			if res.StatusCode != tt.status {
				t.Errorf("status %d, want %d", res.StatusCode, tt.status)
			}
			if tt.status != 200 && (film.opened != 0 || bytes.Contains(body, []byte(s.token))) {
				t.Errorf("a refused request opened the item %d times, body %q", film.opened, body)
			}
			for name := range res.Header {
				if strings.HasPrefix(name, "Access-Control-") {
					t.Errorf("CORS header %s was sent", name)
				}
			}
		})
	}
}

func TestPathTricks(t *testing.T) {
	s := start(t, newSwarm(t, noise(10)), Config{})
	base, id := "/"+s.token, string(testBundle)
	for path, status := range map[string]int{
		base + "/" + id + "/0/x":                      200,
		base + "/" + id + "/0/a%2Fb":                  200,
		base + "/" + id + "/0/x?y=z":                  200,
		base + "/" + id + "/0/":                       404,
		base + "/" + id + "/0":                        404,
		base + "/" + id + "/0/x/y":                    404,
		base + "/" + id + "/0/../0/x":                 404,
		base + "/" + id + "/00/x":                     404,
		base + "/" + id + "/+0/x":                     404,
		base + "/" + id + "/-1/x":                     404,
		base + "/" + id + "/1/x":                      404,
		base + "/" + id + "/99999999999999999999/x":   404,
		base + "/" + strings.ToUpper(id) + "/0/x":     404,
		base + "/" + id[1:] + "/0/x":                  404,
		base + "/" + id[:38] + "%30%30/0/x":           404,
		base + "/" + strings.Repeat("0", 40) + "/0/x": 404,
		base + "//0/x":                                404,
		"/":                                           404,
		"*":                                           404,
		"//" + base:                                   404,
		base + "/%2e%2e/%2e%2e/etc/passwd":            404,
	} {
		if res, _ := ask(t, s, "GET", path); res.StatusCode != status {
			t.Errorf("%s: status %d, want %d", path, res.StatusCode, status)
		}
	}
}

func TestURLSurvivesNames(t *testing.T) {
	if New(nil, Config{}).URL(testBundle, 0, "x") != "" {
		t.Error("a server that does not listen gave an address")
	}
	s := start(t, newSwarm(t, noise(10)), Config{})
	client := http.Client{Transport: &http.Transport{DisableKeepAlives: true}}
	for _, name := range []string{
		"film.mp4", "dir/film.mp4", "Été à 100 % #1? [x]&y=z;.mkv", "a+b c.mp4", "", ".", "..", "/", "dir/", "\xff\xfe.mkv",
		`back\slash.mkv`, "tab\t.mkv", strings.Repeat("é", 300) + ".mkv", "日本語.webm",
	} {
		res, err := client.Get(s.URL(testBundle, 0, name))
		if err != nil {
			t.Errorf("%q: %v", name, err)
			continue
		}
		_ = res.Body.Close()
		if res.StatusCode != 200 {
			t.Errorf("%q: status %d", name, res.StatusCode)
		}
	}
	if u := s.URL(testBundle, 0, strings.Repeat("x", 300)+".mkv"); !strings.HasSuffix(u, ".mkv") || len(u) > 400 {
		t.Errorf("a long name gave %s", u)
	}
	one, other := New(nil, Config{}), New(nil, Config{})
	if one.token == other.token {
		t.Error("two servers have the same token")
	}
}

func TestKeepsConnection(t *testing.T) {
	data := noise(1000)
	s := start(t, newSwarm(t, data), Config{})
	conn, err := net.Dial("tcp", "127.0.0.1:"+s.port)
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = conn.Close() }()
	r := bufio.NewReader(conn)
	for i := range 3 {
		_, _ = fmt.Fprintf(conn, "GET %s HTTP/1.1\r\nHost: 127.0.0.1:%s\r\nRange: bytes=%d-\r\n\r\n", target(t, s), s.port, i)
		res, err := http.ReadResponse(r, nil)
		if err != nil {
			t.Fatal(err)
		}
		if body, err := io.ReadAll(res.Body); err != nil || !bytes.Equal(body, data[i:]) {
			t.Fatalf("request %d: %d bytes, %v", i, len(body), err)
		}
	}
}

func TestUnknownItems(t *testing.T) {
	s := start(t, newSwarm(t, noise(10)), Config{})
	for _, u := range []string{s.URL(testBundle, 7, "x"), s.URL(library.BundleID(strings.Repeat("a", 40)), 0, "x")} {
		target := u[strings.Index(u, "/"+s.token):]
		if res, _ := ask(t, s, "GET", target); res.StatusCode != 404 {
			t.Errorf("%s: status %d", target, res.StatusCode)
		}
	}
	if got := s.Active(); len(got) != 0 {
		t.Errorf("requests left behind: %v", got)
	}
}

// TestWhatIsLentOpensOneItem: the address for another program leads to that item, and tells
// nothing of the server's own token.
func TestWhatIsLentOpensOneItem(t *testing.T) {
	film := newSwarm(t, noise(1000))
	s := start(t, film, Config{})
	lent := s.Outside(testBundle, 0, "film.mp4")
	if strings.Contains(lent, s.token) || lent == s.URL(testBundle, 0, "film.mp4") {
		t.Fatalf("%s has the server's token", lent)
	}
	path := func(address string) string { return address[strings.Index(address[8:], "/")+8:] }
	if res, body := ask(t, s, "GET", path(lent)); res.StatusCode != 200 || !bytes.Equal(body, film.data) {
		t.Errorf("it is answered %d with %d bytes", res.StatusCode, len(body))
	}
	for _, other := range []string{
		strings.Replace(path(lent), "/0/film", "/1/film", 1),
		strings.Replace(path(lent), string(testBundle), strings.Repeat("b", 40), 1),
		strings.Replace(path(lent), "/"+s.pass(key{testBundle, 0}), "/"+New(film, Config{}).pass(key{testBundle, 0}), 1),
	} {
		if res, _ := ask(t, s, "GET", other); res.StatusCode != 404 {
			t.Errorf("%s is answered %d", other, res.StatusCode)
		}
	}
}
