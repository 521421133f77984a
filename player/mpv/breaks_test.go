//go:build cgo

package mpv

import (
	"testing"
	"time"

	"matinee/player"
)

// once is a break that comes up at a time.
type once struct {
	at    time.Duration
	spots []player.Spot
	shown bool
}

func (o *once) Start() (player.Break, bool)             { return player.Break{}, false }
func (o *once) End() (player.Break, bool)               { return player.Break{}, false }
func (o *once) Seek(time.Duration) (player.Break, bool) { return player.Break{}, false }
func (o *once) Play(to time.Duration) (player.Break, bool) {
	due := !o.shown && to >= o.at
	o.shown = o.shown || due
	return player.Break{Spots: o.spots}, due
}

// TestABreakReturnsToTheFrame that it came after: each frame of the film has a grey of its own.
func TestABreakReturnsToTheFrame(t *testing.T) {
	r := newRig(t, Options{})
	f := r.Frames()
	f.Resize(320, 180)
	spots := []player.Spot{
		{ID: "a", URL: file("spot.mp4"), Length: time.Second},
		{ID: "b", URL: file("spot.mp4"), Length: time.Second, Skip: 200 * time.Millisecond},
	}
	r.Open(player.Media{ID: "film", URL: file("greys.mp4"), Breaks: &once{at: 1300 * time.Millisecond, spots: spots}})
	first := r.until("first spot", func(s player.Status) bool { return s.Ad.N == 1 && s.Ad.Shown })
	if first.Ad.Of != 2 || first.Position < 1300*time.Millisecond {
		t.Errorf("the break is %+v at %v", first.Ad, first.Position)
	}
	r.until("second spot", func(s player.Status) bool { return s.Ad.N == 2 && s.Ad.Skippable() })
	if g := f.Latest().RGBAAt(160, 90); g.G < 100 || g.R > 60 {
		t.Errorf("the spot is %v, want green", g)
	}
	r.SetPaused(true)
	r.until("pause", in(player.Paused))
	r.SkipSpot()
	s := r.until("film", func(s player.Status) bool { return !s.Ad.Playing() && !s.Seeking })
	if s.State != player.Paused || (s.Position-first.Position).Abs() > 20*time.Millisecond {
		t.Errorf("%s at %v, interrupted at %v", s.State, s.Position, first.Position)
	}
	// Frame n has the luma 16 + 2n, which is drawn as 2n · 255 / 219.
	want := 2 * (first.Position.Seconds() * 25) * 255 / 219
	deadline := time.After(patience)
	for {
		got := f.Latest().RGBAAt(160, 90)
		if d := float64(got.R) - want; d > -1.2 && d < 1.2 && got.R == got.G {
			return
		}
		select {
		case <-time.After(10 * time.Millisecond): // the picture follows the player
		case <-deadline:
			t.Fatalf("the film goes on with %v, want a grey of %.1f", got, want)
		}
	}
}
