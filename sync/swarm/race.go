package swarm

import (
	"context"
	"sync"
	"time"
)

// headStart is how long a peer that was reached over uTP is waited for over TCP,
// as RFC 8305 waits between two families. uTP takes several times the work for a
// byte and gives way to all other traffic, and the client keeps the transport that
// was there first: on a busy machine that may be either.
const headStart = 250 * time.Millisecond

// A peer whose port takes TCP connections and ends them without a handshake this
// often, in plain text and encrypted, is next tried over uTP alone. maxMute bounds
// how many such peers are remembered.
const (
	muteMost = 2
	maxMute  = 1000
)

// race lets TCP win where a peer answers both of its dials, which begin together.
// The dials of one attempt have the same context.
type race struct {
	wait time.Duration

	mu       sync.Mutex
	attempts map[context.Context]*attempt
	mute     map[string]int // connections without a handshake in a row, by address
}

// attempt is one try to reach a peer.
type attempt struct {
	once sync.Once
	over chan struct{} // closed when the TCP dial has ended
	won  bool          // TCP answered; to be read when over is closed
}

func newRace(wait time.Duration) *race {
	return &race{wait: wait, attempts: map[context.Context]*attempt{}, mute: map[string]int{}}
}

// barred reports, once, whether the peer must be tried without TCP.
func (r *race) barred(addr string) bool {
	r.mu.Lock()
	defer r.mu.Unlock()
	if r.mute[addr] < muteMost {
		return false
	}
	delete(r.mute, addr)
	return true
}

// tcpClosed tells of a TCP connection that ended, and whether the peer spoke.
func (r *race) tcpClosed(addr string, spoke bool) {
	r.mu.Lock()
	defer r.mu.Unlock()
	if spoke {
		delete(r.mute, addr)
		return
	}
	if len(r.mute) >= maxMute {
		clear(r.mute)
	}
	r.mute[addr]++
}

// of is the attempt of a context, remembered until that ends.
func (r *race) of(ctx context.Context) *attempt {
	r.mu.Lock()
	defer r.mu.Unlock()
	a, ok := r.attempts[ctx]
	if !ok {
		a = &attempt{over: make(chan struct{})}
		r.attempts[ctx] = a
		context.AfterFunc(ctx, func() {
			r.mu.Lock()
			defer r.mu.Unlock()
			delete(r.attempts, ctx)
		})
	}
	return a
}

// tcpEnded tells how the TCP dial of an attempt went.
func (r *race) tcpEnded(ctx context.Context, won bool) {
	a := r.of(ctx)
	a.once.Do(func() {
		a.won = won
		close(a.over)
	})
}

// tcpWins waits, once the peer answered over uTP, for the TCP dial of the attempt.
func (r *race) tcpWins(ctx context.Context) bool {
	timer := time.NewTimer(r.wait)
	defer timer.Stop()
	a := r.of(ctx)
	select {
	case <-a.over:
		return a.won
	case <-ctx.Done():
		return true // nobody takes another connection
	case <-timer.C:
		return false
	}
}
