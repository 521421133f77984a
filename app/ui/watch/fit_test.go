package watch

import (
	"fmt"
	"image"
	"strings"
	"testing"

	"matinee/app/ui/stagehand"
	"matinee/player"
)

func (h *house) looksRight(what string) {
	h.t.Helper()
	stagehand.InEveryWindow(h.t, h.window, false, func(window string, _ float32) {
		for _, flaw := range stagehand.Flaws(h.window) {
			h.t.Errorf("%s, %s: %s", what, window, flaw)
		}
	})
}

func TestEverythingFitsAtEveryScale(t *testing.T) {
	for _, language := range []string{"en", "fr"} {
		t.Run(language, func(t *testing.T) {
			h := openIn(t, language, withPictures(t))
			h.looksRight("playing")
			h.change(func(f *fakeTheatre) { f.status.State = player.Waiting })
			h.looksRight("waiting")
			h.change(func(f *fakeTheatre) {
				f.status.State = player.Playing
				f.now.Bundle.Title = strings.Repeat("A title that goes on ", 25)
				f.status.Tracks[0].Title = strings.Repeat("A comment by many ", 9)
			})
			h.looksRight("long titles")
			h.change(func(f *fakeTheatre) { f.status.Media.Audio = true })
			h.looksRight("music")
		})
	}
}

// TestTheFilmComesInTheScreensPixels asks what size the frames are drawn in.
func TestTheFilmComesInTheScreensPixels(t *testing.T) {
	h := open(t, playing())
	stagehand.InEveryWindow(t, h.window, false, func(window string, scale float32) {
		size := h.window.Canvas().Size()
		if size.Width*scale > 2000 {
			return // painting it here takes a second, and tells nothing new
		}
		h.window.Canvas().Capture()
		want := image.Pt(int(size.Width*scale+0.5), int(size.Height*scale+0.5))
		var got image.Point // as asked for last
		for _, call := range h.theatre.log() {
			_, _ = fmt.Sscanf(call, "resize %dx%d", &got.X, &got.Y)
		}
		if !near(got.X, want.X) || !near(got.Y, want.Y) {
			t.Errorf("%s: it is asked for in %v pixels and has %v", window, got, want)
		}
	})
}

// near leaves a pixel for how a scale is rounded.
func near(a, b int) bool { return a >= b-1 && a <= b+1 }
