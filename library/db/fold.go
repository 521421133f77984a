package db

import (
	"strings"
	"unicode"

	"golang.org/x/text/unicode/norm"
)

// fold writes text as it is searched for: in small letters, without accents and
// marks, ligatures as the letters they stand for. The index and what a person
// types both go through it, so that they need not agree in more.
func fold(text string) string {
	var out strings.Builder
	out.Grow(len(text))
	for _, r := range norm.NFKD.String(strings.ToValidUTF8(text, " ")) {
		switch {
		case r < ' ' || unicode.In(r, unicode.Cc, unicode.Zl, unicode.Zp):
			out.WriteByte(' ')
		case unicode.In(r, unicode.Mn, unicode.Cf):
		default:
			if letters := spelled(r); letters != "" {
				out.WriteString(letters)
				continue
			}
			out.WriteRune(unicode.ToLower(r))
		}
	}
	return out.String()
}

// spelled is how people type a letter that their keyboard lacks, "" for others.
func spelled(r rune) string {
	switch r {
	case 'ß', 'ẞ':
		return "ss"
	case 'æ', 'Æ':
		return "ae"
	case 'œ', 'Œ':
		return "oe"
	case 'ø', 'Ø':
		return "o"
	case 'ł', 'Ł':
		return "l"
	case 'đ', 'Đ', 'ð', 'Ð':
		return "d"
	case 'þ', 'Þ':
		return "th"
	case 'ı', 'İ':
		return "i"
	}
	return ""
}
