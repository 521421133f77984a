package kit

import (
	"testing"

	"golang.org/x/image/font/sfnt"
)

// TestTheTypefaceHasTheSignsOfTheLanguages: a sign that it lacks would show as a box.
func TestTheTypefaceHasTheSignsOfTheLanguages(t *testing.T) {
	for _, weight := range []Weight{Regular, Medium, SemiBold, Bold} {
		font, err := sfnt.Parse(fontOf(weight).Content())
		if err != nil {
			t.Fatal(err)
		}
		for _, sign := range "\u00a0\u202f«»“”’…·–←→↑↓éèàçœÉÀÇŒ" {
			if index, err := font.GlyphIndex(nil, sign); err != nil || index == 0 {
				t.Errorf("weight %v has no %q (%v)", weight, sign, err)
			}
		}
	}
}
