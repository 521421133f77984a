package stagehand

import (
	"fmt"
	"strings"

	"fyne.io/fyne/v2"

	"matinee/app/ui/aloud"
)

// Heard is what somebody hears of a window, a line for each thing.
func Heard(w fyne.Window) []string {
	var said []string
	var say func(depth int, all []*aloud.Element)
	say = func(depth int, all []*aloud.Element) {
		for _, e := range all {
			said = append(said, fmt.Sprintf("%s%s %q %q", strings.Repeat("  ", depth), e.Kind, e.Name, e.Value))
			say(depth+1, e.Children)
		}
	}
	say(0, aloud.NewReader(childrenOf).Read(w.Canvas(), w.Title()).Within)
	return said
}

// nameless tells what of a window is pressed or takes the keys and has no name for those
// who hear it.
func nameless(w fyne.Window) (flaws []string) {
	r := aloud.NewReader(childrenOf)
	r.Read(w.Canvas(), w.Title()).Each(func(e *aloud.Element) {
		if e.Name == "" && (e.Acts || e.Takes) {
			flaws = append(flaws, fmt.Sprintf("a %s at %.0f;%.0f has no name for who hears it", e.Kind, e.Position.X, e.Position.Y))
		}
	})
	for _, o := range r.Mute() {
		flaws = append(flaws, fmt.Sprintf("%T can be pressed and says nothing", o))
	}
	return flaws
}
