package intake

import (
	"net/url"
	"path/filepath"
	"strings"

	"matinee/library"
)

// Kind tells what a source is.
type Kind string

// The kinds of sources.
const (
	File   Kind = "file"   // a .torrent on this machine
	URL    Kind = "url"    // a .torrent to fetch over http(s)
	Magnet Kind = "magnet" // a magnet link or a bare infohash
)

// Source is what a person gave, understood and bounded; nothing was opened yet.
type Source struct {
	Kind     Kind
	Path     string           // of a File
	URL      string           // of a URL
	ID       library.BundleID // of a Magnet
	V2       string           // its v2 infohash, 64 hexadecimal digits, if it has one
	Title    string           // the name the link gives, cleaned; may be ""
	Trackers [][]string       // one tier for each, as magnets have no tiers
	Webseeds []string
	Peers    []string // host:port to connect to (x.pe)
}

// Parse tells what text is: the path of a .torrent, a file, http or https
// address of one, a magnet link (BEP 9), or an infohash. It touches neither disk
// nor network.
func Parse(text string) (Source, error) {
	text = strings.TrimSpace(text)
	if text == "" || len(text) > maxText || strings.ContainsAny(text, "\x00\n\r") {
		return Source{}, badSource("one line is expected")
	}
	if id, err := library.ParseBundleID(text); err == nil {
		return Source{Kind: Magnet, ID: id}, nil
	}
	scheme, rest, found := strings.Cut(text, ":")
	switch strings.ToLower(scheme) {
	case "magnet":
		return parseMagnet(rest)
	case "http", "https":
		return parseURL(text)
	case "file":
		return parseFileURL(text)
	}
	if found && strings.HasPrefix(rest, "//") {
		return Source{}, badSource("addresses begin with https:, http: or magnet:")
	}
	if !looksLikePath(text) {
		return Source{}, badSource(quote(text))
	}
	return Source{Kind: File, Path: text}, nil
}

func badSource(detail string) error {
	return &library.Error{Code: library.CodeBadSource, Detail: detail}
}

// looksLikePath keeps a mistyped word from being reported as a missing file.
func looksLikePath(text string) bool {
	return strings.HasSuffix(strings.ToLower(text), ".torrent") ||
		strings.ContainsRune(text, '/') || strings.ContainsRune(text, filepath.Separator)
}

func parseURL(text string) (Source, error) {
	u, ok := cleanURL(lowerScheme(text), "http", "https")
	if !ok {
		return Source{}, badSource("the address is malformed")
	}
	return Source{Kind: URL, URL: u}, nil
}

func lowerScheme(text string) string {
	scheme, rest, _ := strings.Cut(text, ":")
	return strings.ToLower(scheme) + ":" + rest
}

// parseFileURL reads what file managers hand over when something is dropped.
func parseFileURL(text string) (Source, error) {
	u, err := url.Parse(text)
	if err != nil || u.Path == "" || strings.ContainsRune(u.Path, 0) {
		return Source{}, badSource("the address is malformed")
	}
	if u.Host != "" && u.Host != "localhost" {
		return Source{}, badSource("the file lies on another machine")
	}
	path := u.Path
	if len(path) > 2 && path[0] == '/' && isDrive(path[1:]) { // file:///C:/…
		path = path[1:]
	}
	return Source{Kind: File, Path: filepath.FromSlash(path)}, nil
}
