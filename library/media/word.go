package media

import (
	"strconv"
	"strings"
	"unicode"
)

// word is a part of a name, with what stood around it.
type word struct {
	text    string
	bracket bool // it stood alone in brackets
	dash    bool // a dash stood before it
	dot     bool // a dot and a space stood after it
}

// split cuts a name into words. Dots and underscores are spaces when the name has
// no others; a group's name in brackets at the beginning is left out.
func split(name string) []word {
	name = dropGroup(name)
	spaced := strings.Contains(name, " ")
	var out []word
	var text strings.Builder
	dash, bracket := false, false
	end := func() {
		if text.Len() > 0 {
			out = append(out, word{text: text.String(), bracket: bracket, dash: dash})
			text.Reset()
			dash, bracket = false, false
		}
	}
	runes := []rune(name)
	for i, r := range runes {
		switch {
		case isBracket(r):
			end()
			bracket = r == '(' || r == '['
		case r == '.' && spaced && (i+1 == len(runes) || runes[i+1] == ' ') && text.Len() > 0 && isNumber(text.String()):
			end()
			out[len(out)-1].dot = true
		case unicode.IsSpace(r) || r == '_' || (r == '.' && !spaced):
			end()
		case isDash(r) && dashEnds(runes, i, text.String()):
			end()
			dash = true
		default:
			text.WriteRune(r)
		}
	}
	end()
	return out
}

// dropGroup takes "[Group] " from the front of a name that goes on after it.
func dropGroup(name string) string {
	if rest, ok := strings.CutPrefix(name, "["); ok {
		if _, after, ok := strings.Cut(rest, "]"); ok && strings.TrimSpace(after) != "" {
			return strings.TrimLeft(after, " ._-")
		}
	}
	return name
}

func isBracket(r rune) bool { return strings.ContainsRune("()[]{}", r) }

func isDash(r rune) bool { return r == '-' || r == '–' || r == '—' }

// dashEnds tells a dash between parts of a name from one inside a word: it stands at
// a space, or between two numbers.
func dashEnds(runes []rune, i int, before string) bool {
	edge := func(j int) bool {
		return j < 0 || j >= len(runes) || unicode.IsSpace(runes[j]) || runes[j] == '_' || runes[j] == '.' || isBracket(runes[j])
	}
	return edge(i-1) || edge(i+1) || isNumber(before)
}

func isNumber(s string) bool {
	return s != "" && strings.Trim(s, "0123456789") == ""
}

// join puts words together again.
func join(words []word) string {
	var b strings.Builder
	for i, w := range words {
		switch {
		case i > 0 && w.dash:
			b.WriteString(" - ")
		case i > 0:
			b.WriteByte(' ')
		}
		b.WriteString(w.text)
	}
	return b.String()
}

// number reads a word of at most digits digits.
func number(s string, digits int) (int, bool) {
	if !isNumber(s) || len(s) > digits {
		return 0, false
	}
	n, err := strconv.Atoi(s)
	return n, err == nil
}

// after reads the number behind a prefix: the 2 of "e02".
func after(s, prefix string) (int, bool) {
	rest, ok := strings.CutPrefix(s, prefix)
	if !ok {
		return 0, false
	}
	return number(rest, 4)
}

// seasonEpisode reads "s01e02", the first of "s01e02e03" and "s01e02-e03", and
// "1x02".
func seasonEpisode(s string) (season, episode int, ok bool) {
	if rest, found := strings.CutPrefix(s, "s"); found {
		if a, b, found := strings.Cut(rest, "e"); found {
			b, _, _ = strings.Cut(b, "e")
			b, _, _ = strings.Cut(b, "-")
			season, okS := number(a, 4)
			episode, okE := number(b, 4)
			return season, episode, okS && okE
		}
		return 0, 0, false
	}
	a, b, found := strings.Cut(s, "x")
	if !found || len(b) < 2 {
		return 0, 0, false
	}
	season, okS := number(a, 2)
	episode, okE := number(b, 3)
	return season, episode, okS && okE
}

// isRelease reports whether a word is how a release describes itself.
func isRelease(w word) bool {
	text := strings.ToLower(w.text)
	if rest, ok := strings.CutSuffix(text, "p"); ok && len(rest) >= 3 && isNumber(rest) {
		return true // 720p
	}
	switch text {
	case "2160i", "1080i", "4k", "8k", "uhd", "hdr", "hdr10", "bluray", "blu-ray", "bdrip", "brrip", "web-dl", "webdl",
		"webrip", "hdtv", "dvdrip", "dvd", "remux", "x264", "x265", "h264", "h265", "hevc", "av1", "xvid", "10bit",
		"aac", "ac3", "dts", "flac", "opus", "multi", "vostfr", "truefrench", "proper", "repack", "subbed", "dubbed":
		return true
	}
	return strings.HasPrefix(text, "x264-") || strings.HasPrefix(text, "x265-") || strings.HasPrefix(text, "h264-")
}
