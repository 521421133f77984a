//go:build cgo

package app

import (
	"context"
	"sync"
	"time"

	"matinee/app/curator"
	"matinee/app/desktop/mpris"
	"matinee/app/theatre"
	"matinee/app/ui"
	"matinee/library"
	"matinee/player"
)

// panel is the player as media keys and the desktop's panels see it.
type panel struct {
	*player.Player
	now    func() theatre.Now
	shelf  shelf
	window ui.Remote
	seen   func() bool // the window can be

	mu  sync.Mutex
	of  string // media whose picture was looked for
	art string
	ask time.Time // when to look again, while there is none
}

// shelf knows which pictures there are, and what the profile in use may see.
type shelf interface {
	Sees(id library.BundleID) bool
	Artwork(ctx context.Context, id library.BundleID, shape library.Shape) (path string, err error)
}

var (
	_ mpris.Player = (*panel)(nil)
	_ shelf        = (*curator.Curator)(nil)
)

// tellsPanel reports whether a change of the player is one that panels are told of. That
// it plays on, and how much of it is here, changes ten times a second and is not.
func tellsPanel(c player.Change) bool {
	return c.Has(player.ChangedState | player.ChangedMedia | player.ChangedLength | player.ChangedControls | player.ChangedSpot)
}

// artAgain is how long to wait until a picture that was not there is looked for again.
const artAgain = 10 * time.Second

// percent is what the volume of 1 is in the player's terms.
const percent = 100

// Playing implements mpris.Player.
func (p *panel) Playing() mpris.Playing {
	now, s := p.now(), p.Status()
	out := mpris.Playing{State: stateOf(s), Rate: s.Speed, Volume: s.Volume / percent}
	if s.Muted {
		out.Volume = 0
	}
	if now.Bundle.ID == "" || s.Media.ID == "" || !p.shelf.Sees(now.Bundle.ID) {
		return out
	}
	name := now.Names.Of(now.Item)
	out.Track, out.Title, out.Number = s.Media.ID, name.Title, name.Number
	out.Artist, out.Album, out.Film = now.Creators, now.Bundle.Title, now.Item.Kind() == library.Video
	out.Length, out.Position = s.Duration, s.Position
	if out.Length == 0 {
		out.Length = now.Item.Duration
	}
	out.HasNext, out.HasPrevious = now.HasNext, now.HasPrev
	out.Fixed = s.Ad.Playing()
	out.Art = p.picture(s.Media, now)
	return out
}

func stateOf(s player.Status) mpris.State {
	switch s.State {
	case player.Idle, player.Failed:
		return mpris.Stopped
	case player.Paused, player.Ended:
		return mpris.Paused
	}
	if s.Paused {
		return mpris.Paused
	}
	return mpris.Active
}

// picture is the file of what plays. It lies in the cache of the library, which looks
// after who may see it; no other is ever made.
func (p *panel) picture(media player.Media, now theatre.Now) string {
	p.mu.Lock()
	defer p.mu.Unlock()
	if p.of == media.ID && (p.art != "" || time.Now().Before(p.ask)) {
		return p.art
	}
	shape := library.ShapeCard
	if media.Audio {
		shape = library.ShapePoster // a cover is square
	}
	p.of, p.ask = media.ID, time.Now().Add(artAgain)
	p.art, _ = p.shelf.Artwork(context.Background(), now.Bundle.ID, shape) // none is no fault
	return p.art
}

// SetPaused implements mpris.Player. A film does not go on where nobody sees it.
func (p *panel) SetPaused(paused bool) {
	if !paused {
		p.show()
	}
	p.Player.SetPaused(paused)
}

// TogglePause implements mpris.Player.
func (p *panel) TogglePause() {
	if stateOf(p.Status()) != mpris.Active {
		p.show()
	}
	p.Player.TogglePause()
}

// show brings the window back for a film that was put away with it.
func (p *panel) show() {
	if s := p.Status(); !s.Media.Audio && s.Width > 0 && !p.seen() && p.Frames() != nil {
		p.window.Show()
	}
}

// Stop implements mpris.Player.
func (p *panel) Stop() { p.window.EndPlay() }

// Next implements mpris.Player.
func (p *panel) Next() { p.window.Next() }

// Previous implements mpris.Player.
func (p *panel) Previous() { p.window.Previous() }

// SetRate implements mpris.Player.
func (p *panel) SetRate(rate float64) { p.SetSpeed(rate) }

// SetVolume implements mpris.Player.
func (p *panel) SetVolume(volume float64) { p.Player.SetVolume(volume * percent) }

// Rates implements mpris.Player.
func (p *panel) Rates() (least, most float64) { return player.MinSpeed, player.MaxSpeed }
