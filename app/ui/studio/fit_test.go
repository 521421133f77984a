package studio

import (
	"testing"

	"matinee/app/ui/stagehand"
	"matinee/library"
)

// TestEverythingFitsAtEveryScale looks at the screen, at every step and at every page.
func TestEverythingFitsAtEveryScale(t *testing.T) {
	for _, language := range []string{"en", "fr"} {
		t.Run(language, func(t *testing.T) {
			h := newHouse(t)
			stagehand.Speak(t, language)
			h.prods = []library.Production{released("00000000000000000000000000000002", "Children of the Machine", 19*day, library.AfterOpen)}
			h.remarks = []library.Remark{{Code: library.RemarkNoRights, Blocks: true}, {Code: library.RemarkQuiet, Value: -31, Limit: -25, Item: "Low Tide.mkv"}}
			h.begin()
			look := func(name string) {
				stagehand.InEveryWindow(t, h.stage.Window, true, func(window string, _ float32) {
					for _, flaw := range stagehand.Flaws(h.stage.Window) {
						t.Errorf("%s, %s: %s", name, window, flaw)
					}
				})
			}
			look("overview")
			h.screen.showChannels()
			look("channels")
			h.Back()
			h.screen.askChannel(nil)
			look("new channel")
			h.Back()
			f := newFlow(h.screen, "")
			h.Push(f.page)
			look("folder")
			f.take(h.chooses)
			h.stage.Until(func() bool { return f.loaded })
			for i := range f.steps {
				f.show(i)
				if c, ok := f.steps[i].(*checkStep); ok {
					h.stage.Until(func() bool { return c.looked })
				}
				look(f.names[i])
			}
		})
	}
}
