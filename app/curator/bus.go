package curator

import (
	"context"
	"slices"
	"sync"

	"matinee/library"
)

// maxPending bounds the events that a slow listener has not heard; what comes
// then is one event about everything.
const maxPending = 256

// bus hands events to everyone who listens.
type bus struct {
	mu        sync.Mutex
	listeners map[*listener]struct{}
}

type listener struct {
	pending []library.Event
	news    chan struct{} // holds a token while some are pending
}

// send tells every listener; what one has not heard yet is not told twice.
func (b *bus) send(ev library.Event) {
	b.mu.Lock()
	defer b.mu.Unlock()
	for l := range b.listeners {
		switch {
		case slices.Contains(l.pending, ev):
		case len(l.pending) >= maxPending:
			l.pending = []library.Event{library.NewProfileChanged()}
		default:
			l.pending = append(l.pending, ev)
		}
		select {
		case l.news <- struct{}{}:
		default:
		}
	}
}

func (b *bus) take(l *listener) []library.Event {
	b.mu.Lock()
	defer b.mu.Unlock()
	all := l.pending
	l.pending = nil
	return all
}

// listen returns the events from now on until ctx ends; then the channel is
// closed.
func (b *bus) listen(ctx context.Context) <-chan library.Event {
	l := &listener{news: make(chan struct{}, 1)}
	b.mu.Lock()
	if b.listeners == nil {
		b.listeners = map[*listener]struct{}{}
	}
	b.listeners[l] = struct{}{}
	b.mu.Unlock()
	out := make(chan library.Event)
	go func() { // ends with ctx
		defer close(out)
		defer func() {
			b.mu.Lock()
			delete(b.listeners, l)
			b.mu.Unlock()
		}()
		for {
			select {
			case <-l.news:
			case <-ctx.Done():
				return
			}
			for _, ev := range b.take(l) {
				select {
				case out <- ev:
				case <-ctx.Done():
					return
				}
			}
		}
	}()
	return out
}

// Tell passes an event on to everyone who listens to the shelves.
func (c *Curator) Tell(ev library.Event) { c.bus.send(ev) }

// Events tells what changes on the shelves, library.Described and
// library.ProfileChanged, until ctx ends; then the channel is closed. After the
// latter everything is to be read anew.
func (c *Curator) Events(ctx context.Context) <-chan library.Event { return c.bus.listen(ctx) }
