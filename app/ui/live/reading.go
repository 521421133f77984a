package live

import (
	"context"
	"sync/atomic"
	"time"
)

// Reading reads something once after each change while somebody looks at it.
// However many changes come at a time, they cost one reading, and readings keep
// their distance.
type Reading struct {
	loop   *Loop
	every  time.Duration
	read   func(context.Context) func()
	active atomic.Bool
	stale  atomic.Bool
	wake   chan struct{}
	hurry  chan struct{}
	closed chan struct{}
}

// Close ends the reading for good; it is called once.
func (r *Reading) Close() { close(r.closed) }

// Reading makes one that sleeps until it is made active; it is stale from the
// beginning. read runs off the main thread, and what it returns, if anything, on
// it. Two readings begin at least every apart.
func (l *Loop) Reading(every time.Duration, read func(context.Context) func()) *Reading {
	r := &Reading{loop: l, every: every, read: read, wake: make(chan struct{}, 1), hurry: make(chan struct{}, 1), closed: make(chan struct{})}
	r.stale.Store(true)
	l.start(r.run)
	return r
}

// SetActive tells whether somebody looks.
func (r *Reading) SetActive(on bool) {
	r.active.Store(on)
	r.nudge()
}

// Stale tells, from any thread, that what was read has changed.
func (r *Reading) Stale() {
	r.stale.Store(true)
	r.nudge()
}

// Now is Stale without keeping the distance: somebody waits for the answer.
func (r *Reading) Now() {
	r.Stale()
	nudge(r.hurry)
}

func (r *Reading) nudge() { nudge(r.wake) }

func nudge(ch chan struct{}) {
	select {
	case ch <- struct{}{}:
	default:
	}
}

func (r *Reading) run() {
	for {
		select {
		case <-r.loop.ctx.Done():
			return
		case <-r.closed:
			return
		case <-r.wake:
		}
		if !r.active.Load() || !r.stale.Swap(false) {
			continue
		}
		if show := r.read(r.loop.ctx); show != nil {
			r.loop.Post(show)
		}
		pause := time.NewTimer(r.every)
		select {
		case <-r.loop.ctx.Done():
			pause.Stop()
			return
		case <-r.closed:
			pause.Stop()
			return
		case <-r.hurry:
			pause.Stop()
		case <-pause.C:
		}
		r.nudge()
	}
}
