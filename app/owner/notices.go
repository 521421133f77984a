package owner

import (
	"context"
	"sync"

	"matinee/library"
)

// maxNotices bounds those that nobody has heard yet.
const maxNotices = 100

// notices are what a person should know that no command of theirs caused. They
// wait until somebody listens.
type notices struct {
	mu      sync.Mutex
	waiting []error
	news    chan struct{} // holds a token while some may wait
}

func newNotices() *notices { return &notices{news: make(chan struct{}, 1)} }

func (n *notices) add(err error) {
	n.mu.Lock()
	if len(n.waiting) < maxNotices {
		n.waiting = append(n.waiting, err)
	}
	n.mu.Unlock()
	select {
	case n.news <- struct{}{}:
	default:
	}
}

func (n *notices) take() []error {
	n.mu.Lock()
	defer n.mu.Unlock()
	all := n.waiting
	n.waiting = nil
	return all
}

// Notices returns, once, what a person should know since the start: a damaged
// library that was rebuilt, settings that could not be read, a port in use, a
// file of the watch folder that could not be added.
func (o *Owner) Notices() []error { return o.notices.take() }

// Tell adds what a person should know.
func (o *Owner) Tell(err error) { o.notices.add(err) }

// Changes returns what happens in the engine and on the shelves, until ctx ends;
// then the channel is closed. What is about a bundle that the profile in use may
// not see is left out.
func (o *Owner) Changes(ctx context.Context) <-chan library.Event { return o.tell(ctx, nil) }

// Events returns the same, and every notice as one more event. One receiver at a
// time hears the notices.
func (o *Owner) Events(ctx context.Context) <-chan library.Event { return o.tell(ctx, o.notices.news) }

func (o *Owner) tell(ctx context.Context, news <-chan struct{}) <-chan library.Event {
	out := make(chan library.Event)
	engine, shelf := o.engine.Events(ctx), o.shelf.Events(ctx)
	go func() { // ends with ctx, or with the engine
		defer close(out)
		for {
			var batch []library.Event
			var ok bool
			var ev library.Event
			select {
			case ev, ok = <-engine:
			case ev, ok = <-shelf:
			case <-news:
				for _, err := range o.notices.take() {
					batch = append(batch, library.NewNotice(err))
				}
				ok = true
			}
			if !ok {
				return
			}
			if ev != nil && o.concerns(ev) {
				batch = append(batch, ev)
			}
			for _, ev := range batch {
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

// concerns reports whether the profile in use may hear of an event. What left the
// library is not told apart any more.
func (o *Owner) concerns(ev library.Event) bool {
	switch ev.(type) {
	case library.BundleListed, library.Outdated: // a name tells what it is; the program is for grown-ups to renew
		return o.shelf.Unlimited() == nil
	}
	_, removed := ev.(library.Removed)
	return removed || ev.About() == "" || o.shelf.Sees(ev.About())
}
