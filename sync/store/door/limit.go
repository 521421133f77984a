package door

import (
	"hash/maphash"
	"sync"
	"time"
)

// Rate is how often something may happen: one every so often, and so many at once after a
// rest. The zero Rate is no limit.
type Rate struct {
	Every time.Duration
	Burst int
}

// maxKnown bounds how many that ask are remembered; it is reached by an attack alone.
const maxKnown = 1 << 16

// limiter is a token bucket for each key, kept as one time: when the bucket will be full
// again. Keys are hashed, so that memory holds nobody's address.
type limiter struct {
	rate Rate
	seed maphash.Seed

	mu       sync.Mutex
	now, old map[uint64]time.Time // a bucket that is full is forgotten with the old ones
	turned   time.Time
}

func newLimiter(rate Rate) *limiter {
	return &limiter{rate: rate, seed: maphash.MakeSeed(), now: map[uint64]time.Time{}}
}

// take counts one of a key's, and reports how long it has to wait instead; 0 when it may.
func (l *limiter) take(key string, at time.Time) time.Duration {
	if l.rate.Every <= 0 {
		return 0
	}
	whole := time.Duration(max(l.rate.Burst, 1)) * l.rate.Every
	hash := maphash.String(l.seed, key)
	l.mu.Lock()
	defer l.mu.Unlock()
	if len(l.now) >= maxKnown || at.Sub(l.turned) > whole || at.Before(l.turned) {
		l.old, l.now, l.turned = l.now, map[uint64]time.Time{}, at
	}
	full, known := l.now[hash]
	if !known {
		full = l.old[hash]
	}
	if full.Before(at) || full.Sub(at) > whole { // rested, or the clock was set back
		full = at
	}
	next := full.Add(l.rate.Every)
	if wait := next.Sub(at) - whole; wait > 0 {
		return wait
	}
	l.now[hash] = next
	return 0
}
