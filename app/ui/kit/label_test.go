package kit

import (
	"slices"
	"strings"
	"testing"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/test"
	"fyne.io/fyne/v2/theme"
)

// TestSpacesThatHold keep a colon with the word before it, and a unit with its number,
// wherever the line breaks.
func TestSpacesThatHold(t *testing.T) {
	test.NewTempApp(t)
	text := "Il dure 20\u00a0s et le transmet aux suivantes\u202f: c’est le partage"
	l := NewLabel(text, TextBody, Regular, theme.ColorNameForeground).WithLines(20)
	for width := float32(60); width < 500; width += 7 {
		lines := l.fit(fyne.NewSize(width, 1000))
		if got := strings.Join(lines, " "); got != text {
			t.Fatalf("at %v it says %q", width, got)
		}
		if slices.ContainsFunc(lines, func(line string) bool { return strings.HasPrefix(line, ":") || strings.HasPrefix(line, "s ") }) {
			t.Errorf("at %v it is broken into %q", width, lines)
		}
	}
}
