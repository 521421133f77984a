package format

import (
	"encoding/hex"
	"net/url"
	"strings"

	"matinee/library"
)

// Link is how a channel is passed on: a magnet link of BEP 46 with mirrors and
// the root that followers pin.
type Link struct {
	Key     library.Key // the channel key when the link was made; Root leads to later ones
	Salt    string      // of the BEP 46 item; at most 64 bytes
	Root    library.Key
	Mirrors []library.WebURL // at most 3
}

// RootSalt is the salt of the DHT item under the root key that holds its current
// certificate.
const RootSalt = "root"

const (
	maxLinkMirrors = 3
	maxSalt        = 64 // BEP 44
	linkPrefix     = "magnet:?"
	linkTopic      = "urn:btpk:"
)

// String writes the link.
func (l Link) String() string {
	text := linkPrefix + "xs=" + linkTopic + string(l.Key)
	if l.Salt != "" {
		text += "&s=" + hex.EncodeToString([]byte(l.Salt))
	}
	for _, m := range l.Mirrors {
		text += "&as=" + url.QueryEscape(string(m))
	}
	return text + "&x.root=" + string(l.Root)
}

// ParseLink reads a link to a channel. Parameters that it does not know are
// passed over. Its error is of the kind bad_link.
func ParseLink(text string) (Link, error) {
	link, err := parseLink(text)
	if err != nil {
		return Link{}, &library.Error{Code: library.CodeBadLink, Err: err}
	}
	return link, nil
}

func parseLink(text string) (l Link, err error) {
	text = strings.TrimSpace(text)
	if len(text) > MaxLink {
		return l, fail(FaultSize, "a link of %d bytes", len(text))
	}
	query, ok := strings.CutPrefix(text, linkPrefix)
	if !ok {
		return l, fail(FaultSyntax, "not a magnet link")
	}
	values, err := url.ParseQuery(query)
	if err != nil {
		return l, fail(FaultSyntax, "its parameters cannot be read")
	}
	for _, name := range []string{"xs", "s", "x.root"} {
		if len(values[name]) > 1 {
			return l, fail(FaultDuplicate, "%s stands twice", name)
		}
	}
	key, ok := strings.CutPrefix(values.Get("xs"), linkTopic)
	l.Key, l.Root = library.Key(key), library.Key(values.Get("x.root"))
	if !ok || l.Key.Valid() != nil || l.Root.Valid() != nil {
		return l, fail(FaultField, "it names no channel key and no root")
	}
	salt, err := hex.DecodeString(values.Get("s"))
	if err != nil || len(salt) > maxSalt {
		return l, fail(FaultField, "its salt is not up to 64 bytes in hexadecimal digits")
	}
	l.Salt = string(salt)
	if len(values["as"]) > maxLinkMirrors {
		return l, fail(FaultCount, "it names more than 3 mirrors")
	}
	for _, m := range values["as"] {
		if err := library.WebURL(m).Valid(); err != nil {
			return l, fail(FaultField, "a mirror %s", err)
		}
		l.Mirrors = append(l.Mirrors, library.WebURL(m))
	}
	return l, nil
}
