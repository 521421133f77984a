package say

import (
	"testing"

	"matinee/library"
)

func TestItemsAreNamed(t *testing.T) {
	for want, n := range map[string]library.ItemName{
		"Part 2":           {Title: "Part 2", Number: 2},
		"E2 · Part 2":      {Title: "Part 2", Season: 1, Episode: 2},
		"S3 E2 · Dead air": {Title: "Dead air", Season: 3, Episode: 2},
		"E4 · Dead air":    {Title: "Dead air", Episode: 4},
		"Signal S01E02":    {Title: "Signal S01E02", Number: 2},
	} {
		speak(t, "en")
		if got := Item(n); got != want {
			t.Errorf("%+v is called %q, not %q", n, got, want)
		}
	}
	speak(t, "fr")
	if got := Item(library.ItemName{Title: "La mer", Episode: 2}); got != "É2 · La mer" {
		t.Errorf("in French %q", got)
	}
}
