// Package live moves work and news between the program and the window: calls
// leave Fyne's main thread, results and snapshots come back to it, and all ends
// with the window.
//
// It must not know what is fetched or shown, and imports no Fyne: the way back
// to the main thread is handed in.
package live

import (
	"context"
	"sync"
	"sync/atomic"
	"time"
)

// Loop owns the goroutines of a window.
type Loop struct {
	ctx    context.Context
	cancel context.CancelFunc
	do     func(func())
	group  *sync.WaitGroup
}

// New makes a loop that ends with ctx or Close. do runs a function on the main
// thread and does not wait for it.
func New(ctx context.Context, do func(func())) *Loop {
	ctx, cancel := context.WithCancel(ctx)
	return &Loop{ctx: ctx, cancel: cancel, do: do, group: &sync.WaitGroup{}}
}

// Part makes a loop for a part of the window that may go before the window does.
// It ends with l or its own Close; Wait is l's.
func (l *Loop) Part() *Loop {
	ctx, cancel := context.WithCancel(l.ctx)
	return &Loop{ctx: ctx, cancel: cancel, do: l.do, group: l.group}
}

// Context ends when the loop is closed.
func (l *Loop) Context() context.Context { return l.ctx }

// Close tells every goroutine to end and does not wait. Nothing reaches the main
// thread afterwards.
func (l *Loop) Close() { l.cancel() }

// Wait returns when every goroutine has ended; call it off the main thread.
func (l *Loop) Wait() { l.group.Wait() }

// Post runs f on the main thread, unless the loop is closed by then.
func (l *Loop) Post(f func()) {
	if l.ctx.Err() != nil {
		return
	}
	l.do(func() {
		if l.ctx.Err() == nil {
			f()
		}
	})
}

// Work calls work off the main thread and then done, if any, on it.
func (l *Loop) Work(work func(context.Context) error, done func(error)) {
	l.start(func() {
		err := work(l.ctx)
		if done != nil {
			l.Post(func() { done(err) })
		}
	})
}

func (l *Loop) start(f func()) {
	if l.ctx.Err() != nil {
		return
	}
	l.group.Add(1)
	go func() {
		defer l.group.Done()
		f()
	}()
}

// Each calls f off the main thread for every value of ch until ch or the loop is
// closed.
func Each[T any](l *Loop, ch <-chan T, f func(T)) {
	l.start(func() {
		for {
			select {
			case <-l.ctx.Done():
				return
			case v, ok := <-ch:
				if !ok {
					return
				}
				f(v)
			}
		}
	})
}

// Poll reads something again and again while somebody looks.
type Poll struct {
	loop    *Loop
	every   time.Duration
	read    func(context.Context) func()
	active  atomic.Bool
	pending atomic.Bool
	wake    chan struct{}
	closed  atomic.Bool
}

// Close ends the poll for good.
func (p *Poll) Close() {
	p.active.Store(false)
	p.closed.Store(true)
	p.Now()
}

// Poll starts a poll that sleeps until it is made active. read runs off the main
// thread; what it returns, if anything, runs on it. While one result waits for
// the main thread no other is read, so a busy window is not flooded.
func (l *Loop) Poll(every time.Duration, read func(context.Context) func()) *Poll {
	p := &Poll{loop: l, every: every, read: read, wake: make(chan struct{}, 1)}
	l.start(p.run)
	return p
}

// SetActive starts or stops the poll. Starting reads at once.
func (p *Poll) SetActive(on bool) {
	if p.active.Swap(on) != on {
		p.Now()
	}
}

// Now asks for a reading without waiting for the next turn; it does nothing
// while the poll sleeps.
func (p *Poll) Now() {
	select {
	case p.wake <- struct{}{}:
	default:
	}
}

func (p *Poll) run() {
	timer := time.NewTimer(p.every)
	defer timer.Stop()
	for {
		var tick <-chan time.Time
		if p.active.Load() {
			timer.Reset(p.every)
			tick = timer.C
		} else {
			timer.Stop()
		}
		select {
		case <-p.loop.ctx.Done():
			return
		case <-p.wake:
		case <-tick:
		}
		if p.closed.Load() {
			return
		}
		p.turn()
	}
}

func (p *Poll) turn() {
	if !p.active.Load() || p.pending.Load() {
		return
	}
	show := p.read(p.loop.ctx)
	if show == nil {
		return
	}
	p.pending.Store(true)
	p.loop.Post(func() {
		p.pending.Store(false)
		if p.active.Load() {
			show()
		}
	})
}
