package transfers

import (
	"strings"
	"testing"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/test"

	"matinee/app/ui/stagehand"
	"matinee/library"
)

// newStageIn is a stage whose screen speaks a language.
func newStageIn(t *testing.T, language string, bundles ...library.Bundle) *stage {
	t.Helper()
	s := newStage(t, bundles...)
	stagehand.Speak(t, language)
	s.screen = New(s.loop, s.engine, s.desk, func([]library.Transfer) { s.heard++ })
	s.window = test.NewTempWindow(t, s.screen)
	s.window.SetPadded(false)
	s.window.Resize(fyne.NewSize(1072, 800))
	s.screen.SetVisible(true)
	n := s.heard
	s.until(func() bool { return s.heard > n+1 })
	return s
}

func (s *stage) looksRight(what string) {
	s.t.Helper()
	stagehand.InEveryWindow(s.t, s.window, true, func(window string, _ float32) {
		for _, flaw := range stagehand.Flaws(s.window) {
			s.t.Errorf("%s, %s: %s", what, window, flaw)
		}
	})
}

func TestEverythingFitsAtEveryScale(t *testing.T) {
	for _, language := range []string{"en", "fr"} {
		t.Run(language, func(t *testing.T) {
			long := bundleOf(3, 1)
			long.Title = strings.Repeat("A title that goes on ", 25)
			s := newStageIn(t, language, bundleOf(1, 1), bundleOf(2, 3), long, bundleOf(4, 2))
			s.change(func(f *fakeEngine) {
				f.transfers[0] = transferOf(f.bundles[0], library.Downloading, 0.4)
				f.transfers[0].DownRate, f.transfers[0].UpRate, f.transfers[0].Peers, f.transfers[0].Seeds = 2_400_000, 310_000, 143, 9
				f.transfers[1] = transferOf(f.bundles[1], library.Paused, 0.1)
				f.transfers[3] = transferOf(f.bundles[3], library.Stopped, 0.1)
				f.transfers[3].Problem = &library.Error{Code: library.CodeFolderGone, Detail: strings.Repeat("/media/a-folder", 10)}
				f.traffic = library.Traffic{}
				f.helped = 486
			})
			s.looksRight("bundles")
		})
		t.Run(language+" empty", func(t *testing.T) { newStageIn(t, language).looksRight("empty") })
	}
}
