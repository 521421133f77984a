package intake

import (
	"encoding/hex"
	"maps"
	"net/url"
	"slices"
	"strings"

	"matinee/library"
)

// The forms of xt (BEP 9, BEP 52). 1220 is the multihash prefix of SHA-256.
const (
	btih = "urn:btih:"
	btmh = "urn:btmh:1220"
)

// parseMagnet reads what follows "magnet:". Parameters it does not know, and
// addresses no client should use, are left out.
func parseMagnet(rest string) (Source, error) {
	_, query, ok := strings.Cut(rest, "?")
	if !ok {
		return Source{}, badSource("the magnet link is cut off")
	}
	// Links copied from the source of a page carry &amp;. Some names carry a
	// bare semicolon, which Go takes for a separator that went out of use.
	query = strings.ReplaceAll(strings.ReplaceAll(query, "&amp;", "&"), ";", "%3B")
	values, err := url.ParseQuery(query)
	if err != nil {
		return Source{}, badSource("the magnet link is malformed")
	}
	src := Source{Kind: Magnet, Title: cleanTitle(values.Get("dn"))}
	if src.ID, src.V2, err = parseTopics(numberedValues(values, "xt")); err != nil {
		return Source{}, err
	}
	var tiers [][]string
	for _, tracker := range numberedValues(values, "tr") {
		tiers = append(tiers, []string{tracker})
	}
	src.Trackers = cleanTrackers(tiers)
	src.Webseeds = cleanWebseeds(values["ws"])
	for _, peer := range values["x.pe"] {
		hp, ok := cleanHostPort(peer)
		if ok && len(src.Peers) < maxPeers && !slices.Contains(src.Peers, hp) {
			src.Peers = append(src.Peers, hp)
		}
	}
	return src, nil
}

// numberedValues gathers key and its old forms key.1, key.2 and so on.
func numberedValues(values url.Values, key string) []string {
	var out []string
	for _, name := range slices.Sorted(maps.Keys(values)) {
		if name == key || strings.HasPrefix(name, key+".") {
			out = append(out, values[name]...)
		}
	}
	return out
}

// parseTopics wants exactly one v1 infohash; a v2 one may stand beside it.
func parseTopics(topics []string) (id library.BundleID, v2 string, err error) {
	for _, topic := range topics {
		switch lower := strings.ToLower(topic); {
		case strings.HasPrefix(lower, btih):
			got, err := library.ParseBundleID(topic[len(btih):])
			if err != nil {
				return "", "", err
			}
			if id != "" && id != got {
				return "", "", badSource("the magnet link names two torrents")
			}
			id = got
		case strings.HasPrefix(lower, btmh):
			got := lower[len(btmh):]
			if raw, err := hex.DecodeString(got); err != nil || len(raw) != 32 {
				return "", "", badSource("its v2 infohash is malformed")
			}
			if v2 != "" && v2 != got {
				return "", "", badSource("the magnet link names two torrents")
			}
			v2 = got
		}
	}
	if id == "" && v2 != "" {
		return "", "", &library.Error{Code: library.CodeV2Only}
	}
	if id == "" {
		return "", "", badSource("the magnet link has no infohash")
	}
	return id, v2, nil
}

// Link writes a Magnet source as a magnet link that Parse reads back; "" for
// other kinds. It is what is kept until the metainfo is known.
func (s Source) Link() string {
	if s.Kind != Magnet {
		return ""
	}
	var b strings.Builder
	b.WriteString("magnet:?xt=" + btih + string(s.ID))
	if s.V2 != "" {
		b.WriteString("&xt=" + btmh + s.V2)
	}
	add := func(key, value string) { b.WriteString("&" + key + "=" + url.QueryEscape(value)) }
	if s.Title != "" {
		add("dn", s.Title)
	}
	for _, tier := range s.Trackers {
		for _, tracker := range tier {
			add("tr", tracker)
		}
	}
	for _, seed := range s.Webseeds {
		add("ws", seed)
	}
	for _, peer := range s.Peers {
		add("x.pe", peer)
	}
	return b.String()
}
