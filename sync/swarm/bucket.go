package swarm

import (
	"context"
	"sync"
	"time"
)

// maxPart is how much may pass a bucket at once, in bytes, minPart how much does
// however low the rate. Between them a part takes a quarter of a second, so that
// a low rate flows evenly.
const (
	maxPart = 64 << 10
	minPart = 1 << 10
)

// bucket bounds a flow of bytes. It lets a part pass on credit and has the next
// wait until that is paid off. Unlike a reservation in rate.Limiter, a wait ends
// at once when the limit is raised or lifted: a low limit of the moment must not
// keep connections silent for minutes after it.
type bucket struct {
	mu      sync.Mutex
	rate    float64 // bytes a second; 0 for no limit
	credit  float64 // bytes that may pass; below 0 while something is owed
	at      time.Time
	changed chan struct{} // closed when the rate changes
}

func newBucket() *bucket { return &bucket{changed: make(chan struct{})} }

// set changes the limit; 0 lifts it.
func (b *bucket) set(bytes int64) {
	b.mu.Lock()
	defer b.mu.Unlock()
	rate := max(0, float64(bytes))
	if rate == b.rate {
		return
	}
	b.refill(time.Now())
	if b.rate == 0 || rate == 0 {
		b.credit = 0 // what is owed does not outlive its limit
	}
	b.rate = rate
	close(b.changed)
	b.changed = make(chan struct{})
}

// part is how many of n bytes may be moved before take is asked.
func (b *bucket) part(n int) int {
	b.mu.Lock()
	defer b.mu.Unlock()
	if b.rate == 0 {
		return n
	}
	return min(n, partOf(b.rate))
}

func partOf(rate float64) int { return int(min(max(rate/4, minPart), maxPart)) }

// refill adds what the time since the last look allows; mu is held.
func (b *bucket) refill(now time.Time) {
	if b.rate > 0 && !b.at.IsZero() {
		b.credit = min(b.credit+b.rate*now.Sub(b.at).Seconds(), float64(partOf(b.rate)))
	}
	b.at = now
}

// minUseful is the limit in bytes a second below which no progress for a while
// is what the person asked for.
const minUseful = 1 << 10

// slow reports whether the limit is below that.
func (b *bucket) slow() bool {
	b.mu.Lock()
	defer b.mu.Unlock()
	return b.rate > 0 && b.rate < minUseful
}

// take counts n bytes, waiting first until nothing is owed.
func (b *bucket) take(ctx context.Context, n int) error {
	for {
		b.mu.Lock()
		if b.rate == 0 {
			b.mu.Unlock()
			return nil
		}
		b.refill(time.Now())
		if b.credit >= 0 {
			b.credit -= float64(n)
			b.mu.Unlock()
			return nil
		}
		wait := time.Duration(-b.credit / b.rate * float64(time.Second))
		changed := b.changed
		b.mu.Unlock()
		if err := sleep(ctx, max(wait, time.Millisecond), changed); err != nil {
			return err
		}
	}
}

// sleep waits for a time, a signal or the end of ctx, which is an error.
func sleep(ctx context.Context, d time.Duration, signal <-chan struct{}) error {
	timer := time.NewTimer(d)
	defer timer.Stop()
	select {
	case <-timer.C:
	case <-signal:
	case <-ctx.Done():
		return ctx.Err()
	}
	return nil
}
