package swarm

import (
	"context"
	"sync"

	"matinee/library"
)

// maxPending bounds the events kept for a receiver that does not read.
const maxPending = 4096

// maxEarly bounds the notices kept for the first receiver.
const maxEarly = 16

// bus hands every event to every subscriber in order and never blocks a sender.
//
// Notices from before the first subscriber are kept for it: what went wrong at
// the start must not be lost because nobody could listen yet.
type bus struct {
	mu     sync.Mutex
	subs   map[*subscriber]struct{}
	early  []library.Event
	heard  bool // there was a subscriber
	closed bool
}

type subscriber struct {
	pending []library.Event
	wake    chan struct{}
}

func newBus() *bus { return &bus{subs: map[*subscriber]struct{}{}} }

func (b *bus) send(ev library.Event) {
	b.mu.Lock()
	defer b.mu.Unlock()
	if _, notice := ev.(library.Notice); notice && !b.heard && len(b.early) < maxEarly {
		b.early = append(b.early, ev)
	}
	for s := range b.subs {
		if len(s.pending) >= maxPending {
			s.pending = s.pending[1:]
		}
		s.pending = append(s.pending, ev)
		signal(s.wake)
	}
}

// close ends every subscription.
func (b *bus) close() {
	b.mu.Lock()
	defer b.mu.Unlock()
	b.closed = true
	for s := range b.subs {
		close(s.wake)
		delete(b.subs, s)
	}
}

func (b *bus) subscribe(ctx context.Context) <-chan library.Event {
	out := make(chan library.Event)
	s := &subscriber{wake: make(chan struct{}, 1)}
	b.mu.Lock()
	defer b.mu.Unlock()
	if b.closed {
		close(out)
		return out
	}
	b.subs[s] = struct{}{}
	if !b.heard && len(b.early) > 0 {
		s.pending = b.early
		signal(s.wake)
	}
	b.heard, b.early = true, nil
	go b.pump(ctx, s, out)
	return out
}

// pump is owned by the subscriber's context and by the bus: either ends it.
func (b *bus) pump(ctx context.Context, s *subscriber, out chan<- library.Event) {
	defer close(out)
	defer b.drop(s)
	for {
		select {
		case <-ctx.Done():
			return
		case _, open := <-s.wake:
			for _, ev := range b.take(s) {
				select {
				case out <- ev:
				case <-ctx.Done():
					return
				}
			}
			if !open {
				return
			}
		}
	}
}

func (b *bus) take(s *subscriber) []library.Event {
	b.mu.Lock()
	defer b.mu.Unlock()
	events := s.pending
	s.pending = nil
	return events
}

func (b *bus) drop(s *subscriber) {
	b.mu.Lock()
	defer b.mu.Unlock()
	delete(b.subs, s)
}

func signal(c chan struct{}) {
	select {
	case c <- struct{}{}:
	default:
	}
}
