package ui

import (
	"testing"

	"fyne.io/fyne/v2/lang"
)

// TestABrokenLocaleSilencesNobody: the program speaks English, or what a person chose.
func TestABrokenLocaleSilencesNobody(t *testing.T) {
	t.Cleanup(func() {
		if err := UseLanguage("en"); err != nil {
			t.Error(err)
		}
	})
	for _, locale := range []string{"xx_BROKEN", "zz_ZZ.UTF-8", "....", "\xff", "_"} {
		t.Setenv("LC_ALL", locale)
		for code, want := range map[string]string{"": "Settings", "en": "Settings", "fr": "Réglages"} {
			if err := UseLanguage(code); err != nil {
				t.Errorf("%q, %q: %v", locale, code, err)
			}
			if got := lang.L("Settings"); got != want {
				t.Errorf("%q, %q: it says %q", locale, code, got)
			}
		}
	}
}
