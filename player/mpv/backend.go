//go:build cgo

package mpv

import (
	"context"
	"errors"
	"fmt"
	"sync"

	mpv "github.com/gen2brain/go-mpv"

	"matinee/library"
	"matinee/player"
)

// backend drives one libmpv core. One goroutine (loop.go) creates it, drains its
// events and destroys it; another draws frames (render.go).
type backend struct {
	opts   Options
	events chan player.Event
	done   chan struct{} // closed when the core is gone

	mu      sync.RWMutex // held for reading while core is used, for writing while it comes and goes
	core    *mpv.Mpv     // nil before it is ready and after it is gone
	waiting []player.Command
	closing bool

	frames *frames // nil with a window of mpv's own
	replies
}

var errClosed = errors.New("the player is closed")

// New starts mpv in the background; what it is asked meanwhile waits. Where a
// toolkit sets the locale, call it after that: mpv needs numbers with a point.
func New(o Options) (player.Backend, error) {
	if err := present(); err != nil {
		return nil, library.Wrap(library.CodeNoPlayer, err)
	}
	b := &backend{opts: o.normal(), events: make(chan player.Event, 64), done: make(chan struct{})}
	mpv.SetLocale(mpv.LCNumeric, "C")
	if b.opts.Surface != OwnWindow {
		b.frames = newFrames(b.opts)
	}
	go b.run()
	return b, nil
}

func (b *backend) Events() <-chan player.Event { return b.events }

func (b *backend) Frames() player.Frames {
	if b.frames == nil {
		return nil
	}
	return b.frames
}

// run is the backend's goroutine, from the creation of the core to its end.
func (b *backend) run() {
	defer close(b.done)
	defer close(b.events)
	core, err := b.start()
	if err != nil {
		b.events <- player.Shutdown{Err: library.Wrap(library.CodeNoPlayer, err)}
		return
	}
	b.opened(core)
	newLoop(b, core).run()
	b.mu.Lock()
	b.core = nil
	b.mu.Unlock()
	if b.frames.close() {
		core.TerminateDestroy()
	} else { // the toolkit ended first, and this program is about to
		b.opts.Log.Warn("mpv is left as it is: its OpenGL context was not given back")
	}
	b.events <- player.Shutdown{}
}

// start creates the core and sets it up.
func (b *backend) start() (*mpv.Mpv, error) {
	core := mpv.New()
	if *core == (mpv.Mpv{}) {
		return nil, errors.New("mpv cannot be created")
	}
	err := b.configure(core)
	if err == nil {
		err = core.Initialize()
	}
	switch {
	case err != nil:
	case b.frames != nil:
		err = b.frames.open(core)
	default:
		err = tameWindow(core)
	}
	if err != nil {
		b.frames.close()
		core.TerminateDestroy()
		return nil, fmt.Errorf("start mpv: %w", err)
	}
	return core, nil
}

// refused reports whether what protects the person is not in force. An mpv that was built
// without scripts does not know the options about them, and has nothing that they forbid.
func (s setting) refused(err error) bool {
	ofScripts := s.name == "load-scripts" || s.name == "ytdl"
	return err != nil && !(ofScripts && errors.Is(err, mpv.ErrOptionNotFound))
}

func (b *backend) configure(core *mpv.Mpv) error {
	for _, s := range safety() {
		err := core.SetOptionString(s.name, s.value)
		if s.refused(err) {
			return fmt.Errorf("set %s: %w", s.name, err)
		}
	}
	for _, s := range behaviour(b.opts) {
		if err := core.SetOptionString(s.name, s.value); err != nil {
			b.opts.Log.Debug("mpv does not know an option", "name", s.name, "err", err)
		}
	}
	return core.RequestLogMessages("warn")
}

// opened makes the core available and does what was asked before.
func (b *backend) opened(core *mpv.Mpv) {
	b.mu.Lock()
	defer b.mu.Unlock()
	b.core = core
	for _, c := range b.waiting {
		if err := b.do(c); err != nil {
			b.opts.Log.Warn("mpv refused a command", "command", c, "err", err)
		}
	}
	b.waiting = nil
	if b.closing {
		b.quit()
	}
}

// Do implements player.Backend.
func (b *backend) Do(c player.Command) error {
	if err := check(c); err != nil {
		return err
	}
	b.mu.RLock()
	if b.core != nil && !b.closing {
		defer b.mu.RUnlock()
		return b.do(c)
	}
	b.mu.RUnlock()
	b.mu.Lock()
	defer b.mu.Unlock()
	switch {
	case b.closing || b.ended():
		return library.Wrap(library.CodeNoPlayer, errClosed)
	case b.core != nil:
		return b.do(c)
	}
	b.waiting = append(b.waiting, c)
	return nil
}

func (b *backend) ended() bool {
	select {
	case <-b.done:
		return true
	default:
		return false
	}
}

// Close implements player.Backend. Quitting cancels reads that wait for data.
func (b *backend) Close(ctx context.Context) error {
	b.mu.Lock()
	if !b.closing {
		b.closing = true
		b.quit()
	}
	b.mu.Unlock()
	select {
	case <-b.done:
		return nil
	case <-ctx.Done():
		return fmt.Errorf("close mpv: %w", ctx.Err())
	}
}

// quit asks the core to end; the loop sees it do so.
func (b *backend) quit() {
	if b.core == nil {
		return
	}
	if err := b.core.CommandAsync(0, []string{"quit"}); err != nil {
		b.opts.Log.Warn("mpv does not quit", "err", err)
	}
}
