package home

import (
	"strings"
	"testing"

	"matinee/app/ui/stagehand"
	"matinee/library"
)

func TestEverythingFitsAtEveryScale(t *testing.T) {
	for _, language := range []string{"en", "fr"} {
		t.Run(language, func(t *testing.T) {
			f, s := newShowIn(t, language, 7, 30)
			looks := func(what string) {
				stagehand.InEveryWindow(t, f.Window, true, func(window string, _ float32) {
					for _, flaw := range stagehand.Flaws(f.Window) {
						t.Errorf("%s, %s: %s", what, window, flaw)
					}
				})
			}
			looks("full")
			f.mu.Lock()
			f.begun[0].Title, f.synopsis = strings.Repeat("A title that goes on ", 25), strings.Repeat("A synopsis of many words. ", 40)
			f.mu.Unlock()
			f.events <- library.NewDescribed("b100")
			f.Until(func() bool { return len(s.lead.Card.Title) > 400 })
			looks("long")
			f.mu.Lock()
			f.begun, f.recent = nil, nil
			f.mu.Unlock()
			f.events <- library.NewRemoved("b100")
			f.Until(func() bool { return s.page.empty.Visible() })
			looks("empty")
		})
	}
}
