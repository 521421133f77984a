package watch

import (
	"strings"

	"fyne.io/fyne/v2/lang"

	"matinee/app/ui/kit"
)

// shortcut is a line of the list of keys.
type shortcut struct{ keys, does string }

// shortcuts are the player's keys, as player.KeyAction knows them.
func shortcuts() []shortcut {
	return []shortcut{
		{"Space  K", lang.L("Play or pause")},
		{"←  →  J  L", lang.L("10 s back or on; with Shift 30 s")},
		{"0 … 9", lang.L("To a tenth of the length")},
		{"Home", lang.L("To the start")},
		{"↑  ↓", lang.L("Louder or quieter")},
		{"M", lang.L("Sound off or on")},
		{"<  >", lang.L("Slower, faster; Backspace: normal")},
		{"C  A", lang.L("Subtitles, audio track")},
		{"Z  X", lang.L("Subtitles earlier or later")},
		{"−  +", lang.L("Subtitles smaller or larger")},
		{"[  ]", lang.L("Previous or next chapter")},
		{"P  N", lang.L("Previous or next item")},
		{",  .", lang.L("One frame back or on")},
		{"F", lang.L("Whole screen")},
		{"T", lang.L("Small window above the others")},
		{"I", lang.L("What plays, in figures")},
		{"Esc", lang.L("Back")},
		{"?  F1", lang.L("This list")},
	}
}

// Keys are the lines of the sheet of keys about the player.
func Keys() []kit.KeyLine {
	var lines []kit.KeyLine
	for _, s := range shortcuts() {
		lines = append(lines, kit.KeyLine{Keys: named(s.keys), Does: s.does})
	}
	return lines
}

// named writes keys as they are called where the person lives.
func named(keys string) string {
	return strings.NewReplacer("Space", lang.L("Space key"), "Home", lang.L("Home key"), "Esc", lang.L("Esc key")).Replace(keys)
}

// ShowKeys lists the keys over the picture.
func (s *Screen) ShowKeys() {
	if c := kit.CanvasOf(s); c != nil && c.Overlays().Top() == nil {
		kit.ShowKeys(c, lang.L("Keys of the player"), []kit.KeyGroup{{Lines: Keys()}})
	}
}
