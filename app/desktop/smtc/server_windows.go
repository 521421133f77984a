package smtc

import (
	"context"
	"fmt"
	"log/slog"
	"time"

	"matinee/app/desktop/mpris"
)

// Options says what is shown.
type Options struct {
	Window uintptr // a window of this process, which the controls belong to
	// On has something done on the thread of that window, in order. It returns at once.
	On     func(do func())
	Player mpris.Player
	// News is signalled when something of the player changed, which is more than that it
	// plays on.
	News <-chan struct{}
	Log  *slog.Logger
}

const (
	// gather is how long more changes are waited for, so that they are shown at once.
	gather = 100 * time.Millisecond
	// lookEvery is how often Windows is told how far it is, while something plays: it asks
	// for every five seconds.
	lookEvery = 5 * time.Second
	// maxWishes bounds what waits to be carried out: a key that is held down asks often.
	maxWishes = 16
)

// server shows a player.
type server struct {
	opt    Options
	wishes chan func()

	// Of the window's thread.
	controls *controls
	shown    mpris.Playing
}

// Run shows the player until ctx ends. An error means that this Windows shows none.
func Run(ctx context.Context, o Options) error {
	s := &server{opt: o, wishes: make(chan func(), maxWishes)}
	if s.opt.Log == nil {
		s.opt.Log = slog.New(slog.DiscardHandler)
	}
	opened := make(chan error, 1)
	o.On(func() {
		var err error
		s.controls, err = openControls(o.Window, s.pressed, s.sought)
		opened <- err
	})
	defer o.On(func() {
		if s.controls != nil {
			s.controls.close()
		}
	})
	select {
	case <-ctx.Done():
		return nil
	case err := <-opened:
		if err != nil {
			return fmt.Errorf("reach the media controls: %w", err)
		}
	}
	s.follow(ctx)
	return nil
}

// follow carries out what is asked for and shows what changed, until ctx ends.
func (s *server) follow(ctx context.Context) {
	timer := time.NewTimer(0)
	defer timer.Stop()
	waits := true
	for {
		select {
		case <-ctx.Done():
			return
		case <-s.opt.News:
			if !waits {
				waits = true
				timer.Reset(gather)
			}
		case do := <-s.wishes:
			do()
		case <-timer.C:
			waits = false
			now := s.opt.Player.Playing()
			s.opt.On(func() { s.show(ctx, now) })
			if now.State == mpris.Active && now.Track != "" {
				timer.Reset(lookEvery)
			}
		}
	}
}

// show tells Windows what plays, where it differs from what it was told. It belongs to the
// window's thread.
func (s *server) show(ctx context.Context, now mpris.Playing) {
	place, before := now, s.shown
	s.shown = now
	now.Position, before.Position = 0, 0
	var err error
	if now != before {
		err = s.controls.show(now)
	}
	if err == nil && place.Track != "" {
		err = s.controls.setPlace(place)
	}
	if err != nil {
		s.shown = mpris.Playing{} // told again at the next change
		s.opt.Log.DebugContext(ctx, "Windows was not told what plays", "error", err)
	}
}

// pressed is told of a button, on a thread of the system's.
func (s *server) pressed(b button) {
	p := s.opt.Player
	does := map[button]func(){
		play:     func() { p.SetPaused(false) },
		pause:    func() { p.SetPaused(true) },
		stop:     p.Stop,
		next:     p.Next,
		previous: p.Previous,
		forward:  func() { p.SeekBy(step) },
		rewind:   func() { p.SeekBy(-step) },
	}
	if do := does[b]; do != nil {
		s.wish(do)
	}
}

// step is how far the buttons forward and back go.
const step = 10 * time.Second

// sought is told where a person wants to be, on a thread of the system's.
func (s *server) sought(to time.Duration) { s.wish(func() { s.opt.Player.SeekTo(max(to, 0)) }) }

// wish has something carried out by Run. What is too much is dropped.
func (s *server) wish(do func()) {
	select {
	case s.wishes <- do:
	default:
	}
}
