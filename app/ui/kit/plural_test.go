package kit_test

import (
	"testing"

	"fyne.io/fyne/v2/lang"

	"matinee/app/ui/kit"
	"matinee/app/ui/stagehand"
)

func TestZeroIsCountedAsTheLanguageCounts(t *testing.T) {
	_ = stagehand.New(t)
	for language, want := range map[string][]string{
		"en": {"0 bundles", "1 bundle", "2 bundles", "1000000 bundles"},
		"fr": {"0 bundle", "1 bundle", "2 bundles", "1000000 bundles"},
	} {
		stagehand.Speak(t, language)
		for i, n := range []int{0, 1, 2, 1_000_000} {
			if got := lang.N("{{.N}} bundles", kit.Plural(n), map[string]any{"N": n}); got != want[i] {
				t.Errorf("%s: %q, not %q", language, got, want[i])
			}
		}
	}
}
