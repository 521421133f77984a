package mpv

import (
	"math"
	"time"

	"matinee/player"
)

// node is a value of mpv's: a number, a text, a list, a map or nothing. Asking
// for what it is not gives the zero value, since a file decides what there is.
type node struct{ v any }

func (n node) key(name string) node {
	m, _ := n.v.(map[string]any)
	return node{m[name]}
}

func (n node) list() []node {
	values, _ := n.v.([]any)
	out := make([]node, len(values))
	for i, v := range values {
		out[i] = node{v}
	}
	return out
}

func (n node) text() string { s, _ := n.v.(string); return s }

// flag also takes 0 and 1, as which events bring flags.
func (n node) flag() bool {
	switch v := n.v.(type) {
	case bool:
		return v
	case int:
		return v != 0
	}
	return false
}

func (n node) integer() int64 {
	switch v := n.v.(type) {
	case int64:
		return v
	case float64:
		return int64(v)
	}
	return 0
}

func (n node) number() float64 {
	switch v := n.v.(type) {
	case float64:
		return v
	case int64:
		return float64(v)
	}
	return 0
}

// duration turns seconds into a time; what no clock can show becomes 0.
func duration(seconds float64) time.Duration {
	const most = 1e9 // about 30 years
	if math.IsNaN(seconds) || math.Abs(seconds) > most {
		return 0
	}
	return time.Duration(math.Round(seconds*1e6)) * time.Microsecond
}

// A file can name any number of tracks and chapters; people look at a few.
const (
	maxTracks   = 256
	maxChapters = 1000
	maxText     = 200
)

func tracksOf(list node) []player.Track {
	var out []player.Track
	for _, t := range list.list()[:min(len(list.list()), maxTracks)] {
		kind, ok := map[string]player.TrackKind{
			"video": player.VideoTrack, "audio": player.AudioTrack, "sub": player.SubtitleTrack,
		}[t.key("type").text()]
		if !ok {
			continue
		}
		out = append(out, player.Track{
			Kind: kind, ID: int(t.key("id").integer()),
			Title: cut(t.key("title").text()), Language: cut(t.key("lang").text()), Codec: cut(t.key("codec").text()),
			Selected: t.key("selected").flag(), Default: t.key("default").flag(), Forced: t.key("forced").flag(),
			Picture: t.key("albumart").flag() || t.key("image").flag(), File: t.key("external-filename").text(),
		})
	}
	return out
}

func chaptersOf(list node) []player.Chapter {
	var out []player.Chapter
	for _, c := range list.list()[:min(len(list.list()), maxChapters)] {
		out = append(out, player.Chapter{Title: cut(c.key("title").text()), Start: max(0, duration(c.key("time").number()))})
	}
	return out
}

// cacheOf reads how far is buffered ahead, and which stretches are.
func cacheOf(state node) (ahead time.Duration, cached []player.TimeSpan) {
	for _, r := range state.key("seekable-ranges").list() {
		span := player.TimeSpan{From: max(0, duration(r.key("start").number())), To: duration(r.key("end").number())}
		if span.To > span.From {
			cached = append(cached, span)
		}
	}
	return max(0, duration(state.key("cache-duration").number())), cached
}

// cut bounds a text that a file brings.
func cut(s string) string {
	if len(s) <= maxText {
		return s
	}
	return string([]rune(s[:maxText]))
}
