package cards

import (
	"strconv"
	"strings"

	"fyne.io/fyne/v2/lang"

	"matinee/app/ui/kit"
	"matinee/app/ui/say"
	"matinee/library"
)

// Face is what a card says of a bundle.
func Face(c library.Card) kit.CardFace {
	f := kit.CardFace{Title: c.Title, Caption: Caption(c), Progress: Progress(c), Playable: c.Playable > 0}
	f.Chip, f.Tone = Chip(c)
	return f
}

// Begun reports whether there is something to go on with.
func Begun(c library.Card) bool { return c.Begun.Bundle != "" && c.Begun.ResumeAt() > 0 }

// Progress is how far the item is that was begun, from 0 to 1.
func Progress(c library.Card) float64 {
	if !Begun(c) || c.Begun.Duration <= 0 {
		return 0
	}
	return min(max(float64(c.Begun.At)/float64(c.Begun.Duration), 0.02), 1)
}

// Here reports whether all of it plays without a network.
func Here(c library.Card) bool { return c.Local || !c.Finished.IsZero() }

// Chip is the word over the picture.
func Chip(c library.Card) (string, kit.Tone) {
	switch {
	case c.Watched:
		return Upper(lang.L("Watched")), kit.ToneNeutral
	case Here(c) && !c.Local: // a person's own files go without saying
		return Upper(lang.L("Kept")), kit.ToneGood
	}
	return "", kit.ToneNeutral
}

// Upper writes a word as chips show it.
func Upper(word string) string { return strings.ToUpper(word) }

// Caption is the line below the title: how far one is, or who made it and how
// much of it there is.
func Caption(c library.Card) string {
	if Begun(c) {
		return begun(c)
	}
	return Join(c.Creators, count(c))
}

// begun says where one goes on.
func begun(c library.Card) string {
	left := ""
	if rest := c.Begun.Duration - c.Begun.At; rest > 0 {
		left = lang.L("{{.Time}} left", map[string]any{"Time": kit.Span(rest)})
	}
	switch {
	case c.Playable > 1 && c.Kind == library.Audio && c.BegunPlace > 0:
		return lang.L("Track {{.N}} of {{.All}}", map[string]any{"N": c.BegunPlace, "All": c.Playable})
	case c.Playable > 1:
		return Join(place(c), left)
	}
	return left
}

// place is the short name of the item where one goes on: E3.
func place(c library.Card) string {
	if n := c.BegunName; n.Episode > 0 {
		return say.Episode(n.Season, n.Episode)
	}
	if c.BegunPlace == 0 { // an extra, or a trailer
		return c.BegunName.Title
	}
	return say.Episode(0, c.BegunPlace)
}

func year(c library.Card) string {
	if c.Year <= 0 {
		return ""
	}
	return strconv.Itoa(c.Year)
}

// count says how many items there are, or for how long a single one plays.
func count(c library.Card) string {
	switch {
	case c.Playable == 0:
		return lang.L("nothing to play in it")
	case c.Playable == 1 && c.Duration > 0:
		return kit.Span(c.Duration)
	case c.Playable == 1 && c.Length > 0: // nobody looked into it yet
		return kit.Bytes(c.Length)
	case c.Playable == 1:
		return ""
	case c.Kind == library.Audio:
		return lang.N("{{.N}} tracks", kit.Plural(c.Playable), map[string]any{"N": c.Playable})
	}
	return lang.N("{{.N}} episodes", kit.Plural(c.Playable), map[string]any{"N": c.Playable})
}

// Rating is the age a bundle is for; "" while nobody said.
func Rating(age int) string {
	if age < 0 {
		return ""
	}
	return lang.L("{{.Age}}+", map[string]any{"Age": age})
}

// Facts is the line below a large title. Creators come first; more is added by
// the screen that knows it.
func Facts(c library.Card, more ...string) string {
	parts := []string{c.Creators, year(c)}
	if c.Playable > 1 {
		parts = append(parts, count(c))
	}
	switch {
	case c.Duration > 0:
		parts = append(parts, kit.Span(c.Duration))
	case c.AtLeast > 0:
		parts = append(parts, lang.L("more than {{.Time}}", map[string]any{"Time": kit.Span(c.AtLeast)}))
	}
	return Join(append(append(parts, Rating(c.Rating)), more...)...)
}

// NothingFor is the title of an empty screen where a limit by age hides the rest.
func NothingFor(limit int) string {
	return lang.L("Nothing here is for {{.Age}} and younger yet", map[string]any{"Age": limit})
}

// HowToShow says how something gets onto such a screen.
func HowToShow() string {
	return lang.L("A profile without a limit can say for which age something is, in the menu of a bundle. It is shown here then.")
}

// PlayWord is what the play button says: where one goes on, or just Play.
func PlayWord(c library.Card) string {
	if !Begun(c) {
		return lang.L("Play")
	}
	at := kit.Clock(c.Begun.ResumeAt())
	switch {
	case c.Playable > 1 && c.Kind == library.Audio && c.BegunPlace > 0:
		return lang.L("Resume track {{.N}}", map[string]any{"N": c.BegunPlace}) + " · " + at
	case c.Playable > 1:
		return lang.L("Resume {{.Item}}", map[string]any{"Item": place(c)}) + " · " + at
	}
	return lang.L("Resume") + " · " + at
}

// PlayItem is the item the play button plays; -1 lets the program choose.
func PlayItem(c library.Card) int {
	if Begun(c) {
		return c.Begun.Item
	}
	return -1
}

// Join puts what is said side by side.
func Join(parts ...string) string {
	var said []string
	for _, p := range parts {
		if p != "" {
			said = append(said, p)
		}
	}
	return strings.Join(said, " · ")
}

// Spaced puts sentences one after the other.
func Spaced(sentences ...string) string {
	var said []string
	for _, s := range sentences {
		if s != "" {
			said = append(said, s)
		}
	}
	return strings.Join(said, " ")
}
