package watch

import (
	"testing"

	"matinee/player"
)

// TestTheShadesDarkenOnlyWhatNeedsIt: what the controls stand on, but neither
// subtitles nor the tracks of music.
func TestTheShadesDarkenOnlyWhatNeedsIt(t *testing.T) {
	h := open(t, playing())
	s := h.screen
	height := s.Size().Height
	if !s.top.Visible() || !s.bottom.Visible() {
		t.Fatal("nothing is behind the controls")
	}
	lowest := height * (1 - float32(s.lifted)) // where subtitles end
	if top := s.bottom.Position().Y; top < lowest-20 {
		t.Fatalf("the shade begins at %.0f, subtitles end at %.0f", top, lowest)
	}
	h.change(func(f *fakeTheatre) {
		for i := range f.status.Tracks {
			f.status.Tracks[i].Selected = f.status.Tracks[i].Kind != player.SubtitleTrack
		}
	})
	if s.bottom.Size().Height != bottomShade {
		t.Fatalf("without subtitles it is %.0f high", s.bottom.Size().Height)
	}
	h.change(func(f *fakeTheatre) { f.status.Media.Audio = true })
	if s.top.Visible() || s.bottom.Visible() {
		t.Fatal("the tracks are dimmed")
	}
	h.change(func(f *fakeTheatre) { f.status.Media.Audio = false })
	if !s.top.Visible() {
		t.Fatal("the shade does not come back")
	}
	h.idle()
	if s.top.Visible() || s.bottom.Visible() {
		t.Fatal("the shades stay without the controls")
	}
}

// TestMusicOffersOnlyWhatThereIs: no choice among one sound and no subtitles.
func TestMusicOffersOnlyWhatThereIs(t *testing.T) {
	h := open(t, playing())
	c := h.screen.controls
	h.change(func(f *fakeTheatre) {
		f.status.Media.Audio = true
		f.status.Tracks = f.status.Tracks[:1]
	})
	if c.audio.Visible() || c.subtitles.Visible() || !c.speed.Visible() {
		t.Fatal("it offers what there is not")
	}
	h.change(func(f *fakeTheatre) { f.status.Media.Audio = false })
	if !c.audio.Visible() || !c.subtitles.Visible() {
		t.Fatal("a film has no choice of subtitles from a file")
	}
}
