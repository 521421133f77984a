package player

import (
	"context"
	"errors"
	"sync"
	"testing"
	"time"

	"go.uber.org/goleak"
)

func TestMain(m *testing.M) { goleak.VerifyTestMain(m) }

// fake is a backend that obeys at once and remembers what it was asked. Seeks
// stay open until finishSeek when held is set.
type fake struct {
	events chan Event

	mu       sync.Mutex
	got      []Command
	held     bool
	refuse   error
	duration time.Duration
	paused   bool
	at       time.Duration
	load     uint64
	closed   bool
	pending  []Event
	more     chan struct{}
	done     sync.WaitGroup
}

func newFake() *fake {
	f := &fake{events: make(chan Event), duration: time.Minute, more: make(chan struct{}, 1)}
	f.done.Go(f.deliver)
	return f
}

// deliver hands out events in order, without ever holding up Do.
func (f *fake) deliver() {
	defer close(f.events)
	for {
		f.mu.Lock()
		pending, closed := f.pending, f.closed
		f.pending = nil
		f.mu.Unlock()
		for _, e := range pending {
			f.events <- e
		}
		if len(pending) == 0 {
			if closed {
				return
			}
			<-f.more
		}
	}
}

func (f *fake) tell(events ...Event) {
	f.pending = append(f.pending, events...)
	select {
	case f.more <- struct{}{}:
	default:
	}
}

func (f *fake) Do(c Command) error {
	f.mu.Lock()
	defer f.mu.Unlock()
	f.got = append(f.got, c)
	if f.refuse != nil {
		return f.refuse
	}
	switch c := c.(type) {
	case Load:
		if !c.Append {
			f.load, f.at = c.ID, c.Start
			f.tell(Started{c.ID}, DurationChanged{f.duration}, Loaded{c.ID}, Restarted{}, PositionChanged{At: c.Start})
		}
	case Seek:
		f.at = c.To
		if !f.held {
			f.tell(Restarted{}, PositionChanged{At: f.at})
		}
	case SetPause:
		f.paused = c.Paused
	case Stop:
		f.tell(EndOfFile{ID: f.load, Reason: EndStopped})
		f.load = 0
	}
	return nil
}

func (f *fake) finishSeek() {
	f.mu.Lock()
	defer f.mu.Unlock()
	f.tell(Restarted{}, PositionChanged{At: f.at})
}

func (f *fake) Events() <-chan Event { return f.events }
func (f *fake) Frames() Frames       { return nil }

func (f *fake) Close(context.Context) error {
	f.mu.Lock()
	f.closed = true
	f.tell(Shutdown{})
	f.mu.Unlock()
	f.done.Wait()
	return nil
}

var errFake = errors.New("no")

// until waits for a status of the player.
func until(t testing.TB, p *Player, what string, ok func(Status) bool) Status {
	t.Helper()
	changed := make(chan struct{}, 1)
	cancel := p.Subscribe(func(Change) {
		select {
		case changed <- struct{}{}:
		default:
		}
	})
	defer cancel()
	deadline := time.After(10 * time.Second)
	for {
		if s := p.Status(); ok(s) {
			return s
		}
		select {
		case <-changed:
		case <-deadline:
			t.Fatalf("no %s: %+v", what, p.Status())
		}
	}
}
