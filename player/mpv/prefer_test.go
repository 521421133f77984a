//go:build cgo

package mpv

import (
	"testing"

	mpv "github.com/gen2brain/go-mpv"

	"matinee/player"
)

// TestPreferencesHoldFromTheNextFile: languages are looked for in what is opened
// next, the decoder is told at once.
func TestPreferencesHoldFromTheNextFile(t *testing.T) {
	b, err := New(Options{Surface: Headless, Silent: true, Preferences: player.Preferences{Audio: []string{"eng"}}})
	if err != nil {
		t.Fatal(err)
	}
	r := rigOf(t, b)
	heard := func() string {
		s := r.until("a track", func(s player.Status) bool {
			_, ok := s.Selected(player.AudioTrack)
			return ok && len(s.Tracks) > 2
		})
		track, _ := s.Selected(player.AudioTrack)
		return track.Language
	}
	r.open("all.mkv")
	before := heard()
	r.Prefer(player.Preferences{Hardware: true, Audio: []string{"fra", "fre", "fr"}})
	if now := heard(); now != before {
		t.Errorf("what plays changed from %s to %s", before, now)
	}
	r.open("all.mkv")
	if now := heard(); before != "eng" || now != "fra" {
		t.Errorf("heard %s, then %s", before, now)
	}
	core := b.(*backend)
	core.mu.RLock()
	defer core.mu.RUnlock()
	if value, err := core.core.GetProperty("hwdec", mpv.FormatString); err != nil || value != "auto-copy-safe" {
		t.Errorf("mpv decodes by %v, %v", value, err)
	}
}

// TestAnotherMpvTakesOver: the picture of the one before was shown by another
// renderer, and playing goes on with the one after it.
func TestAnotherMpvTakesOver(t *testing.T) {
	first, err := New(Options{Surface: Inside, Silent: true})
	if err != nil {
		t.Fatal(err)
	}
	place := player.NewExchange(first)
	r := rigOf(t, place)
	r.open("fast.mp4")
	before := place.Frames()
	for range 3 {
		r.Stop()
		r.until("idle", in(player.Idle))
		next, err := New(Options{Surface: Headless, Silent: true})
		if err == nil {
			err = place.Put(next)
		}
		if err != nil {
			t.Fatal(err)
		}
		r.open("last.mp4")
	}
	if place.Frames() == before {
		t.Error("the picture is still that of the first")
	}
}
