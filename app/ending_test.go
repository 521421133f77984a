//go:build cgo

package app

import (
	"context"
	"log/slog"
	"os"
	"path/filepath"
	"testing"
	"time"

	"matinee/app/owner"
	"matinee/app/theatre"
	"matinee/library"
	"matinee/player"
	"matinee/player/mpv"
)

// showing is a library with a film in it that plays, as in the window but unseen.
type showing struct {
	t      *testing.T
	dir    string
	own    *owner.Owner
	stage  *stageOf
	film   library.BundleID
	closed bool
}

func ownFor(t *testing.T, dir string) *owner.Owner {
	t.Helper()
	own, err := owner.Open(t.Context(), owner.Config{Dir: dir, MediaDir: dir, Logger: slog.New(slog.DiscardHandler), Quiet: true})
	if err != nil {
		t.Fatal(err)
	}
	return own
}

func show(t *testing.T) *showing {
	t.Helper()
	b := clip(t, "film.mkv")
	s := &showing{t: t, dir: t.TempDir()}
	s.own = ownFor(t, s.dir)
	if _, err := s.own.Import(t.Context(), b.Folder, nil); err != nil {
		t.Fatal(err)
	}
	backend, err := mpv.New(mpv.Options{Surface: mpv.Headless, Silent: true})
	if err != nil {
		t.Fatal(err)
	}
	s.stage = &stageOf{Theatre: theatre.New(s.own, backend, 100, slog.New(slog.DiscardHandler))}
	t.Cleanup(s.end)
	s.film = s.own.Curator().Bundles()[0].ID
	if err := s.stage.Play(t.Context(), s.film, -1); err != nil {
		t.Fatal(err)
	}
	s.until("the film plays", func(p player.Status) bool { return p.Position > time.Second })
	return s
}

// end ends everything as the window does: first what plays, then what it plays from.
func (s *showing) end() {
	if s.closed {
		return
	}
	s.closed = true
	ctx, cancel := context.WithTimeout(context.Background(), patience)
	defer cancel()
	if err := s.stage.Close(ctx); err != nil {
		s.t.Error("end the player:", err)
	}
	if err := s.own.Close(ctx); err != nil {
		s.t.Error("end the library:", err)
	}
}

// until waits for the player.
func (s *showing) until(what string, ok func(player.Status) bool) {
	s.t.Helper()
	p := s.stage.Theatre.Player()
	news := make(chan struct{}, 1)
	defer p.Subscribe(func(player.Change) {
		select {
		case news <- struct{}{}:
		default:
		}
	})()
	deadline := time.After(patience)
	for !ok(p.Status()) {
		select {
		case <-news:
		case <-deadline:
			s.t.Fatalf("never: %s; %+v", what, p.Status())
		}
	}
}

func TestEndingKeepsThePosition(t *testing.T) {
	s := show(t)
	s.end() // in the middle of it, as Ctrl+Q does
	own := ownFor(t, s.dir)
	defer func() {
		if err := own.Close(context.Background()); err != nil {
			t.Error(err)
		}
	}()
	if p := own.Curator().Position(s.film, 0); p.At < time.Second || p.Duration < 5*time.Second {
		t.Errorf("the next start knows of %+v", p)
	}
	if _, err := os.Stat(filepath.Join(s.dir, "hardware-decoding")); err == nil {
		t.Error("the next start takes it for a crash")
	}
}

func TestAnotherProfileStopsWhatPlays(t *testing.T) {
	s := show(t)
	ctx, cancel := context.WithCancel(t.Context())
	ended := make(chan struct{})
	a := attendant{own: s.own, stage: s.stage}
	go func() { defer close(ended); a.followProfile(ctx) }()
	defer func() { cancel(); <-ended }()
	shelf := s.own.Curator()
	guest, err := shelf.SaveProfile(t.Context(), library.Profile{Name: "Guest"}, nil)
	if err != nil {
		t.Fatal(err)
	}
	other := guest
	s.until("the player is empty", func(p player.Status) bool {
		if p.State == player.Idle {
			return true
		}
		// Asked again with each news of the player: it may not have listened yet.
		if err := shelf.UseProfile(t.Context(), other, ""); err != nil {
			t.Error(err)
			return true
		}
		other = guest + library.MainProfile - other
		return false
	})
	if now := s.stage.Theatre.Now(); now.Bundle.ID != "" {
		t.Errorf("a guest sees %q", now.Bundle.Title)
	}
}
