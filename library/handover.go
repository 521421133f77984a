package library

import (
	"net/url"
	"strings"
)

// handoverScheme begins the links that a web page hands to this program and no other.
const handoverScheme = "matinee:"

// maxHandover bounds such a link, in bytes.
const maxHandover = 16 << 10

// Handover is the link inside of one that a web page made for this program
// (FORMATS.md, links); ok is false for any other text. Only magnet links, those of channels
// among them, can be inside: a page must not have files or addresses of its choice read.
func Handover(text string) (link string, ok bool, err error) {
	if strings.HasPrefix(text, handoverScheme+"gift:") { // which is a license
		return "", false, nil
	}
	if len(text) < len(handoverScheme) || !strings.EqualFold(text[:len(handoverScheme)], handoverScheme) {
		return "", false, nil
	}
	if len(text) > maxHandover {
		return "", true, Errorf(CodeBadSource, "%d bytes", len(text))
	}
	what, query, _ := strings.Cut(strings.TrimPrefix(text[len(handoverScheme):], "//"), "?")
	what = strings.TrimSuffix(strings.ToLower(what), "/")
	fields, err := url.ParseQuery(query)
	if err != nil || what != "add" && what != "follow" || len(fields["link"]) != 1 {
		return "", true, Errorf(CodeBadSource, "%.80q", text)
	}
	link = fields.Get("link")
	if !strings.HasPrefix(strings.ToLower(link), "magnet:?") || strings.ContainsFunc(link, func(r rune) bool { return r < ' ' }) {
		return "", true, Errorf(CodeBadSource, "%.80q", link)
	}
	channel := strings.Contains(strings.ToLower(link), "urn:btpk:")
	if channel != (what == "follow") {
		return "", true, Errorf(CodeBadSource, "%s %.80q", what, link)
	}
	return link, true, nil
}
