package collection

import (
	"math"
	"testing"

	"fyne.io/fyne/v2"

	"matinee/app/ui/cards"
	"matinee/app/ui/kit"
	"matinee/app/ui/stagehand"
	"matinee/library"
)

func TestEverythingFitsAtEveryScale(t *testing.T) {
	for _, language := range []string{"en", "fr"} {
		t.Run(language, func(t *testing.T) {
			s := newShowIn(t, language, 60, nil)
			s.looksRight("grid")
			s.screen.setList(true)
			s.looksRight("list")
			s.screen.head.field.SetText("there is nothing like this")
			s.Until(func() bool { return s.screen.empty.Visible() })
			s.looksRight("nothing found")
		})
		t.Run(language+" empty", func(t *testing.T) {
			newShowIn(t, language, 0, nil).looksRight("empty")
		})
	}
}

func (s *show) looksRight(what string) {
	s.T.Helper()
	stagehand.InEveryWindow(s.T, s.Window, true, func(window string, _ float32) {
		for _, flaw := range stagehand.Flaws(s.Window) {
			s.T.Errorf("%s, %s: %s", what, window, flaw)
		}
	})
}

// TestPicturesComeInTheScreensPixels asks how many pixels of the screen a card
// has, and how many its picture was asked for in.
func TestPicturesComeInTheScreensPixels(t *testing.T) {
	s := newShow(t, 60, nil)
	stagehand.InEveryWindow(t, s.Window, true, func(window string, scale float32) {
		s.Until(func() bool { return s.cell(0).Picture() != nil && s.cell(1).Picture() != nil })
		v := s.cell(0)
		points := fyne.NewSize(v.Size().Width, kit.PictureHeight(v.Size().Width))
		want := cards.Want(v, v.Bundle(), library.ShapeCard, points)
		width := float64(points.Width * scale)
		if float64(want.Width) < width-1 || float64(want.Width) > width+cards.SizeStep {
			t.Errorf("%s: a card of %.0f pixels has a picture of %d", window, width, want.Width)
		}
		if bent := math.Abs(float64(want.Width)/float64(want.Height)*float64(points.Height)/float64(points.Width) - 1); bent > 0.02 {
			t.Errorf("%s: the picture is bent by %.0f %%", window, bent*100)
		}
	})
}
