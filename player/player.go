package player

import (
	"context"
	"fmt"
	"sync"
	"sync/atomic"
	"time"
)

// Options is what a Player is given besides its Backend.
type Options struct {
	// OnProgress is told how far a media was played: every five seconds while
	// playing, and when it is paused, sought, stopped or over. It is called on
	// one goroutine, and for the last time before Close returns.
	OnProgress func(Progress)
	// OnSpot is told how far each spot was watched, on the same goroutine.
	OnSpot func(SpotPlayed)
	// Volume in percent and Speed at the start; 0 means 100 and 1.
	Volume float64
	Speed  float64
	Muted  bool
	// Now tells the time; nil means time.Now.
	Now func() time.Time
}

// Player plays one media at a time on a Backend. Its methods may be called from
// any goroutine; they queue and return.
type Player struct {
	backend Backend
	now     func() time.Time
	wishes  *queue[func(*machine)]
	news    *announcer
	status  atomic.Pointer[Status]
	done    chan struct{} // closed when the loop has ended

	closing  sync.Once
	closed   chan struct{}
	closeErr error
}

// New starts a player on a backend, which it closes in the end.
func New(b Backend, o Options) *Player {
	p := &Player{
		backend: b, now: o.Now, wishes: newQueue[func(*machine)](), news: newAnnouncer(o.OnProgress, o.OnSpot),
		done: make(chan struct{}), closed: make(chan struct{}),
	}
	if p.now == nil {
		p.now = time.Now
	}
	first := newMachine()
	p.publish(&first)
	p.ask(func(m *machine) {
		if o.Volume > 0 {
			m.setVolume(o.Volume)
		}
		if o.Speed > 0 {
			m.setSpeed(o.Speed)
		}
		m.setMuted(o.Muted)
	})
	go p.run()
	return p
}

// Status is what the player does at this moment.
func (p *Player) Status() Status { return *p.status.Load() }

// Subscribe has f told which parts of the Status changed, on a goroutine of the
// player's; changes that come while f runs are told as one. The function returned
// ends it; a call that is under way then still finishes.
func (p *Player) Subscribe(f func(Change)) (cancel func()) { return p.news.subscribe(f) }

// Frames is the backend's picture for a window of ours; nil if there is none.
func (p *Player) Frames() Frames { return p.backend.Frames() }

// ask queues what a person wants.
func (p *Player) ask(wish func(*machine)) { p.wishes.put(wish) }

// run is the one goroutine that owns the machine. It ends with the backend.
func (p *Player) run() {
	defer close(p.done)
	m := newMachine()
	alarm := time.NewTimer(time.Hour)
	defer alarm.Stop()
	for {
		select {
		case <-p.wishes.ready:
			wishes, _ := p.wishes.take()
			for _, wish := range wishes {
				p.step(&m, wish)
			}
		case e, ok := <-p.backend.Events():
			if !ok {
				p.step(&m, func(m *machine) { m.shutdown(nil) })
				return
			}
			p.step(&m, func(m *machine) { m.handle(e) })
		case <-alarm.C:
			p.step(&m, (*machine).tick)
		}
		if at := m.wake(); !at.IsZero() {
			alarm.Reset(max(0, at.Sub(p.now())))
		} else {
			alarm.Reset(time.Hour)
		}
	}
}

// step lets the machine take one input and carries out what it leaves.
func (p *Player) step(m *machine, input func(*machine)) {
	m.now = p.now()
	input(m)
	for len(m.out) > 0 {
		c := m.out[0]
		m.out = m.out[1:]
		if err := p.backend.Do(c); err != nil {
			m.refused(c, err)
		}
	}
	m.settle()
	p.publish(m)
}

// publish makes the machine's status visible and announces what changed.
func (p *Player) publish(m *machine) {
	now := m.Status
	before := p.status.Swap(&now)
	news := announcement{reports: m.reports, spots: m.spots}
	m.reports, m.spots = nil, nil
	if before != nil {
		news.change = diff(before, &now)
	}
	if news.change != 0 || len(news.reports)+len(news.spots) > 0 {
		p.news.news.put(news)
	}
}

// Close stops playing, reports the last progress and closes the backend. It
// returns the context's error when that takes too long.
func (p *Player) Close(ctx context.Context) error {
	p.closing.Do(func() { go p.shut(ctx) })
	select {
	case <-p.closed:
		return p.closeErr
	case <-ctx.Done():
		return fmt.Errorf("close player: %w", ctx.Err())
	}
}

func (p *Player) shut(ctx context.Context) {
	defer close(p.closed)
	stopped := make(chan struct{})
	p.ask(func(m *machine) { m.stop(); close(stopped) })
	p.wishes.close()
	select {
	case <-stopped:
	case <-p.done:
	}
	if err := p.backend.Close(ctx); err != nil {
		p.closeErr = fmt.Errorf("close player: %w", err)
	}
	<-p.done
	p.news.news.close()
	<-p.news.done
}
