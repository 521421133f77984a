//go:build cgo

package app

import (
	"fmt"
	"log/slog"

	"matinee/app/owner"
	"matinee/library"
	"matinee/player"
	"matinee/player/mpv"
)

// projector is how the player shows its picture: inside the window or in one of its
// own, as the settings say. It belongs to the main thread.
type projector struct {
	own     *owner.Owner
	log     *slog.Logger
	place   *player.Exchange
	surface mpv.Surface // of what is in place
}

// Stale implements watch.Theatre.
func (p *projector) Stale() bool { return surfaceOf(p.own.CurrentSettings()) != p.surface }

// Renew implements watch.Theatre.
func (p *projector) Renew() error {
	s := p.own.CurrentSettings()
	backend, err := mpv.New(mpvOptions(s, p.log))
	if err == nil {
		err = p.place.Put(backend)
	}
	if err != nil {
		return fmt.Errorf("change where the picture is shown: %w", err)
	}
	p.surface = surfaceOf(s)
	return nil
}

func surfaceOf(s library.Settings) mpv.Surface {
	if s.PlayerWindow == "own" {
		return mpv.OwnWindow
	}
	return mpv.Inside
}

func mpvOptions(s library.Settings, log *slog.Logger) mpv.Options {
	return mpv.Options{Surface: surfaceOf(s), Preferences: preferences(s), Log: log}
}

// preferences are what the settings say of every media.
func preferences(s library.Settings) player.Preferences {
	return player.Preferences{Hardware: s.HardwareDec, Audio: languages(s.AudioLang), Subtitles: languages(s.SubLang)}
}
