package kit

import (
	"strings"
	"unicode"
)

// maxShown bounds a text on screen, in bytes: nobody reads more of it, and
// measuring it takes time.
const maxShown = 2000

// clean takes out of a text what would break its line or the order of what
// stands beside it: control characters, line ends, overrides of the direction.
// Titles come from strangers.
func clean(text string) string {
	if len(text) > maxShown {
		text = text[:runeStart(text, maxShown)]
	}
	dirty := func(r rune) bool {
		return unicode.IsControl(r) || r == unicode.ReplacementChar || unicode.Is(unicode.Bidi_Control, r) ||
			r == '\u2028' || r == '\u2029' || r == '\ufeff'
	}
	if !strings.ContainsFunc(text, dirty) {
		return text
	}
	return strings.Join(strings.FieldsFunc(text, func(r rune) bool {
		return dirty(r) || r == ' '
	}), " ")
}
