package library

import (
	"strings"
	"unicode"
	"unicode/utf8"
)

// MaxTitle bounds a title in runes.
const MaxTitle = 200

// CleanLine makes a text that somebody else wrote fit to be shown: valid UTF-8 on
// one line, without characters that are invisible or turn the direction of text
// (they let "exe.mp4" be read as "4pm.exe"), at most limit runes.
func CleanLine(text string, limit int) string {
	return shorten(strings.Join(strings.Fields(visible(text, false)), " "), limit)
}

// CleanText is CleanLine for a text that may have several lines.
func CleanText(text string, limit int) string {
	return shorten(strings.TrimSpace(visible(text, true)), limit)
}

// visible replaces control characters by spaces and drops format characters,
// except the joiners that some scripts and emoji need.
func visible(text string, lines bool) string {
	return strings.Map(func(r rune) rune {
		switch {
		case r == '\u200c' || r == '\u200d' || lines && r == '\n':
			return r
		case unicode.In(r, unicode.Cc, unicode.Zl, unicode.Zp):
			return ' '
		case unicode.In(r, unicode.Cf, unicode.Co):
			return -1
		}
		return r
	}, strings.ToValidUTF8(text, "\ufffd"))
}

// shorten cuts a text to limit runes, the last of them then "…".
func shorten(text string, limit int) string {
	if limit <= 0 || utf8.RuneCountInString(text) <= limit {
		return text
	}
	at := 0
	for range limit - 1 {
		_, size := utf8.DecodeRuneInString(text[at:])
		at += size
	}
	return strings.TrimSpace(text[:at]) + "…"
}
