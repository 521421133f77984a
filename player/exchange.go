package player

import (
	"context"
	"errors"
	"fmt"
	"sync"
	"time"
)

// Exchange is a backend in whose place another can be put between two media: one
// that shows its picture in another way. What was set stays set.
type Exchange struct {
	events chan Event
	pumps  sync.WaitGroup // one for each backend that has not ended
	ends   sync.WaitGroup // of backends that were replaced

	mu     sync.Mutex
	now    Backend
	over   bool               // the present one has ended, and so has this
	knobs  map[string]Command // by their type
	failed error              // of ending those that were replaced
}

// endWait bounds how long a backend that was replaced takes to end.
const endWait = 20 * time.Second

var _ Backend = (*Exchange)(nil)

// NewExchange makes one on a backend, which it owns.
func NewExchange(b Backend) *Exchange {
	x := &Exchange{events: make(chan Event), now: b, knobs: map[string]Command{}}
	x.pumps.Add(1)
	go x.pump(b)
	return x
}

// Put has b, which is owned from now on, take the place of the present backend,
// which is closed in the background. Nothing must be playing; what the present one
// still tells is not heard any more.
func (x *Exchange) Put(b Backend) error {
	x.mu.Lock()
	defer x.mu.Unlock()
	if x.over {
		x.ends.Go(func() { drain(b) })
		x.end(b)
		return errors.New("the player has ended")
	}
	var errs []error
	for _, knob := range x.knobs {
		errs = append(errs, b.Do(knob))
	}
	before := x.now
	x.now = b
	x.pumps.Add(1)
	go x.pump(b)
	x.end(before)
	return errors.Join(errs...)
}

// end closes a backend that is of no use any more; mu is held.
func (x *Exchange) end(b Backend) {
	x.ends.Go(func() {
		ctx, cancel := context.WithTimeout(context.Background(), endWait)
		defer cancel()
		if err := b.Close(ctx); err != nil {
			x.mu.Lock()
			x.failed = errors.Join(x.failed, err)
			x.mu.Unlock()
		}
	})
}

// pump passes on what a backend tells for as long as it is the present one.
func (x *Exchange) pump(b Backend) {
	for e := range b.Events() {
		if x.is(b) {
			x.events <- e
		}
	}
	x.mu.Lock()
	last := x.now == b
	x.over = x.over || last
	x.mu.Unlock()
	x.pumps.Done()
	if last {
		x.pumps.Wait()
		close(x.events)
	}
}

func drain(b Backend) {
	for range b.Events() { // somebody has to receive them, or it cannot end
	}
}

func (x *Exchange) is(b Backend) bool {
	x.mu.Lock()
	defer x.mu.Unlock()
	return x.now == b
}

// Do implements Backend.
func (x *Exchange) Do(c Command) error {
	x.mu.Lock()
	defer x.mu.Unlock()
	switch c.(type) {
	case SetPause, SetSpeed, SetVolume, SetMute, SetSubScale, LiftSubtitles, Prefer:
		x.knobs[fmt.Sprintf("%T", c)] = c
	}
	return x.now.Do(c)
}

// Events implements Backend.
func (x *Exchange) Events() <-chan Event { return x.events }

// Frames implements Backend; they are other ones after Put.
func (x *Exchange) Frames() Frames {
	x.mu.Lock()
	defer x.mu.Unlock()
	return x.now.Frames()
}

// Close implements Backend.
func (x *Exchange) Close(ctx context.Context) error {
	x.mu.Lock()
	now := x.now
	x.mu.Unlock()
	err := now.Close(ctx)
	ended := make(chan struct{})
	go func() {
		defer close(ended)
		x.ends.Wait()
	}()
	select {
	case <-ended:
	case <-ctx.Done():
		return errors.Join(err, ctx.Err())
	}
	x.mu.Lock()
	defer x.mu.Unlock()
	return errors.Join(err, x.failed)
}
