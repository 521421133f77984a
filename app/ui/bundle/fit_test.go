package bundle

import (
	"strings"
	"testing"

	"matinee/app/ui/stagehand"
)

func TestEverythingFitsAtEveryScale(t *testing.T) {
	long := season(9)
	long.Card.Title = strings.Repeat("A title of many words ", 25)
	long.Card.Creators = strings.Repeat("Many people, ", 30)
	long.Synopsis = strings.Repeat("A synopsis that goes on. ", 60)
	long.Items[0].Title = strings.Repeat("عنوان طويل ", 40)
	long.Items[1].Title = strings.Repeat("🎬👩‍👩‍👧", 60)
	for _, language := range []string{"en", "fr"} {
		t.Run(language, func(t *testing.T) {
			d := season(8)
			f, _ := newShowIn(t, language, d, downloading(d))
			fits(t, f, "a season")
		})
		t.Run(language+" long", func(t *testing.T) {
			f, _ := newShowIn(t, language, long, downloading(long))
			fits(t, f, "long titles")
		})
	}
}

func fits(t *testing.T, f *fake, what string) {
	t.Helper()
	stagehand.InEveryWindow(t, f.Window, true, func(window string, _ float32) {
		for _, flaw := range stagehand.Flaws(f.Window) {
			t.Errorf("%s, %s: %s", what, window, flaw)
		}
	})
}
