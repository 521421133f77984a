package intake

import (
	"strings"
	"unicode"
	"unicode/utf8"
)

// cleanTitle makes a name fit to be shown: valid UTF-8 on one line, without
// characters that are invisible or turn the direction of text (they let
// "exe.mp4" be read as "4pm.exe"), at most maxTitle runes.
func cleanTitle(name string) string {
	name = strings.Join(strings.Fields(visible(name)), " ")
	if utf8.RuneCountInString(name) > maxTitle {
		runes := []rune(name)
		name = strings.TrimSpace(string(runes[:maxTitle-1])) + "…"
	}
	return name
}

// visible replaces control characters by spaces and drops format characters,
// except the joiners that some scripts and emoji need.
func visible(name string) string {
	return strings.Map(func(r rune) rune {
		switch {
		case r == '\u200c' || r == '\u200d':
			return r
		case unicode.In(r, unicode.Cc, unicode.Zl, unicode.Zp):
			return ' '
		case unicode.In(r, unicode.Cf, unicode.Co):
			return -1
		}
		return r
	}, strings.ToValidUTF8(name, "_"))
}
