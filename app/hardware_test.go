//go:build cgo

package app

import (
	"context"
	"log/slog"
	"testing"

	"matinee/app/owner"
	"matinee/player"
)

// mute is a backend that takes everything.
type mute struct{ player.Backend }

func (mute) Do(player.Command) error { return nil }

func TestHardwareMarkStaysAfterACrash(t *testing.T) {
	dir := t.TempDir()
	log := slog.New(slog.DiscardHandler)
	m := newHardwareMark(dir, log)
	if m.found() {
		t.Fatal("a mark before anything was played")
	}
	b := &marked{Backend: mute{}, mark: m, on: true}
	if err := b.Do(player.SetPause{}); err != nil || newHardwareMark(dir, log).found() {
		t.Fatal("marked although nothing is decoded")
	}
	tracks := []player.Track{{Kind: player.VideoTrack}}
	for name, c := range map[string]struct {
		then []player.Status
		want bool
	}{
		"while opening":        {[]player.Status{{State: player.Opening}}, true},
		"decoding in hardware": {[]player.Status{{State: player.Playing, FirstFrame: true, Hardware: "vaapi-copy", Tracks: tracks}}, true},
		"decoding in software": {[]player.Status{{State: player.Playing, FirstFrame: true, Tracks: tracks}}, false},
		"hardware a bit later": {[]player.Status{{FirstFrame: true, Tracks: tracks}, {FirstFrame: true, Hardware: "vaapi-copy", Tracks: tracks}}, true},
		"stopped":              {[]player.Status{{FirstFrame: true, Hardware: "vaapi-copy"}, {State: player.Idle}}, false},
		"it cannot be played":  {[]player.Status{{State: player.Failed}}, false},
	} {
		m := newHardwareMark(dir, log)
		if err := (&marked{Backend: mute{}, mark: m, on: true}).Do(player.Load{}); err != nil {
			t.Fatal(err)
		}
		for _, s := range c.then {
			m.follow(s)
		}
		if got := newHardwareMark(dir, log).found(); got != c.want { // as the next start does
			t.Errorf("%s: the next start finds a mark: %v", name, got)
		}
	}
}

// TestHardwareMarkFollowsTheSetting: what was switched on while a film plays may
// end the program from then on.
func TestHardwareMarkFollowsTheSetting(t *testing.T) {
	dir := t.TempDir()
	log := slog.New(slog.DiscardHandler)
	b := &marked{Backend: mute{}, mark: newHardwareMark(dir, log)}
	on := player.Prefer{Preferences: player.Preferences{Hardware: true}}
	for i, step := range []struct {
		c    player.Command
		want bool
	}{
		{player.Load{}, false}, {on, true}, {player.Prefer{}, false}, {player.Stop{}, false}, {on, false}, {player.Load{}, true},
	} {
		if err := b.Do(step.c); err != nil {
			t.Fatal(err)
		}
		if got := newHardwareMark(dir, log).found(); got != step.want {
			t.Errorf("step %d, %T: the next start finds a mark: %v", i, step.c, got)
		}
		b.mark.set.Store(false) // it was taken away to be looked at
	}
}

func TestHardwareDecodingIsOffAfterACrash(t *testing.T) {
	folder := t.TempDir()
	own, err := owner.Open(t.Context(), owner.Config{Dir: folder, MediaDir: folder, Logger: slog.New(slog.DiscardHandler), Quiet: true})
	if err != nil {
		t.Fatal(err)
	}
	defer func() {
		if err := own.Close(context.Background()); err != nil {
			t.Error(err)
		}
	}()
	s := own.CurrentSettings()
	dir, log := t.TempDir(), slog.New(slog.DiscardHandler)
	hardware(context.Background(), own, dir, &s, log)
	if !s.HardwareDec {
		t.Fatal("off without a reason")
	}
	newHardwareMark(dir, log).put()
	hardware(context.Background(), own, dir, &s, log)
	now := own.CurrentSettings()
	if s.HardwareDec || now.HardwareDec {
		t.Fatal("still on after a crash")
	}
	if n := own.Notices(); len(n) != 1 {
		t.Fatalf("said %v", n)
	}
	hardware(context.Background(), own, dir, &s, log)
	if n := own.Notices(); len(n) != 0 {
		t.Fatalf("said again: %v", n)
	}
}
