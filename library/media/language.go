package media

import (
	"strings"

	"golang.org/x/text/language"
)

// maxLanguageTag is the longest tag that BCP 47 wants to be supported.
const maxLanguageTag = 35

// bcp47 turns what containers call a language (ISO 639-2 in both its forms, or BCP
// 47 itself) into a BCP 47 tag; "" when none is named.
func bcp47(tag string) string {
	tag = strings.TrimSpace(tag)
	if len(tag) < 2 || len(tag) > maxLanguageTag {
		return ""
	}
	known, err := language.Parse(tag)
	if err != nil {
		return ""
	}
	base, script, region := known.Raw()
	switch base.String() {
	case "und", "zxx", "mis", "mul":
		return ""
	}
	plain, err := language.Compose(base, script, region)
	if err != nil {
		return ""
	}
	return plain.String()
}

// LanguageTag reads a word of a file's name as a language: two or three letters, or
// those and a region. "" when it is none.
func LanguageTag(word string) string {
	base, _, _ := strings.Cut(word, "-")
	if len(base) > 3 {
		return ""
	}
	return bcp47(word)
}
