package watch

import (
	"slices"
	"testing"
	"time"

	"fyne.io/fyne/v2"

	"matinee/player"
)

// inAdvert has an advertisement play, so far.
func inAdvert(at time.Duration, skip time.Duration) func(*fakeTheatre) {
	return func(f *fakeTheatre) {
		f.status.State = player.Playing
		f.status.Ad = player.SpotStatus{
			Spot: player.Spot{ID: "a", Sponsor: "Brew & Co", Length: 30 * time.Second, Skip: skip},
			N:    1, Of: 2, At: at, Shown: true,
		}
	}
}

func TestAnAdvertSaysWhoseItIs(t *testing.T) {
	h := open(t, playing())
	h.change(inAdvert(18200*time.Millisecond, 0))
	c := h.screen.upNext.Content()
	if c.Head != "Advertisement by Brew & Co" || c.Detail != "1 of 2 · ends in 0:12" || c.Buttons != nil {
		t.Errorf("the panel says %q, %q", c.Head, c.Detail)
	}
	if got := h.screen.controls.clock.Text(); got != "0:18 / 0:30" {
		t.Errorf("the clock shows %q", got)
	}
	h.change(func(f *fakeTheatre) { f.status.Ad = player.SpotStatus{} })
	if h.screen.upNext.Visible() {
		t.Error("the panel stays after the advertisement")
	}
}

// TestAnAdvertIsSkippedWhenItMay: before, the panel says when.
func TestAnAdvertIsSkippedWhenItMay(t *testing.T) {
	h := open(t, playing())
	h.change(inAdvert(2*time.Second, 5*time.Second))
	if c := h.screen.upNext.Content(); c.Detail != "1 of 2 · ends in 0:28 · can be skipped in 0:03" || len(h.screen.upNext.Buttons()) != 0 {
		t.Errorf("before its time: %q", c.Detail)
	}
	h.change(inAdvert(5*time.Second, 5*time.Second))
	buttons := h.screen.upNext.Buttons()
	if len(buttons) != 1 {
		t.Fatal("no button to skip")
	}
	buttons[0].Tapped(&fyne.PointEvent{})
	if !slices.Contains(h.theatre.log(), "skip") {
		t.Error("the button does nothing")
	}
}

// TestWhatAnAdvertDoesNotObeyIsNotShown, and is again after it.
func TestWhatAnAdvertDoesNotObeyIsNotShown(t *testing.T) {
	h := open(t, playing())
	shown := func() (n int) {
		for _, o := range h.screen.controls.ofFilm() {
			if o.Visible() {
				n++
			}
		}
		return n
	}
	before := shown()
	if before < 4 {
		t.Fatalf("%d controls of the film", before)
	}
	h.change(inAdvert(time.Second, 0))
	if n := shown(); n != 0 {
		t.Errorf("%d controls that do nothing", n)
	}
	if !h.screen.controls.play.Visible() {
		t.Error("an advertisement cannot be paused")
	}
	h.change(func(f *fakeTheatre) { f.status.Ad = player.SpotStatus{} })
	if n := shown(); n != before {
		t.Errorf("%d controls after it, %d before", n, before)
	}
}

// TestBreaksAreOnTheBar where they are in the film.
func TestBreaksAreOnTheBar(t *testing.T) {
	h := open(t, playing())
	h.change(func(f *fakeTheatre) {
		f.status.Duration = 100 * time.Second
		f.status.Media.Marks = []time.Duration{0, 25 * time.Second, 100 * time.Second}
	})
	if got := h.screen.last.breaks(); !slices.Equal(got, []float64{0, 0.25, 1}) {
		t.Errorf("marks at %v", got)
	}
}

// TestAnAdvertBeforeTheFilmIsSeen: the curtain over the picture goes up for it.
func TestAnAdvertBeforeTheFilmIsSeen(t *testing.T) {
	h := open(t, playing())
	h.change(func(f *fakeTheatre) {
		f.status.Media.ID, f.status.FirstFrame = "other/0", false
		f.status.State = player.Opening
	})
	if !h.screen.curtain.Visible() {
		t.Fatal("no curtain before anything of it was shown")
	}
	h.change(func(f *fakeTheatre) { inAdvert(time.Second, 0)(f); f.status.Width = 640 })
	if h.screen.curtain.Visible() {
		t.Error("the advertisement is behind the curtain")
	}
}
