package say

import (
	"fyne.io/fyne/v2/lang"

	"matinee/library"
)

// Item names an item in one line: where it stands in its series, and its title.
func Item(n library.ItemName) string {
	if n.Episode <= 0 {
		return n.Title
	}
	return Episode(n.Season, n.Episode) + " · " + n.Title
}

// Episode is the short name of an episode: E3. The first season goes without
// saying; S2 E3.
func Episode(season, n int) string {
	if season > 1 {
		return lang.L("S{{.S}} E{{.N}}", map[string]any{"S": season, "N": n})
	}
	return lang.L("E{{.N}}", map[string]any{"N": n})
}
