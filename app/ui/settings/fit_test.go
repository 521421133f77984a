package settings

import (
	"testing"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/test"

	"matinee/app/ui/stagehand"
)

func TestEverythingFitsAtEveryScale(t *testing.T) {
	for _, language := range []string{"en", "fr"} {
		t.Run(language, func(t *testing.T) {
			s := newStageWith(t, Backends{Storage: threeBundles(), Profiles: twoProfiles()})
			stagehand.Speak(t, language)
			s.screen = New(s.screen.loop, s.store, s.desk, s.backends)
			s.window = test.NewTempWindow(t, s.screen)
			s.window.SetPadded(false)
			s.window.Resize(fyne.NewSize(1072, 800))
			s.screen.SetVisible(true)
			s.read()
			for i, tab := range s.screen.tabs {
				s.screen.open(i)
				s.read()
				stagehand.InEveryWindow(t, s.window, true, func(window string, _ float32) {
					for _, flaw := range stagehand.Flaws(s.window) {
						t.Errorf("%s, %s: %s", tab.Text(), window, flaw)
					}
				})
			}
		})
	}
}
