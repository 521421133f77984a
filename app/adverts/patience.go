package adverts

import (
	"context"
	"time"

	"matinee/library"
)

// patience is how long others are waited for before a store is asked itself.
type patience struct {
	idle   time.Duration // nothing comes
	slower time.Duration // in all, longer than the store would have taken
}

func usual() patience { return patience{8 * time.Second, time.Minute} }

// hurried is for where somebody waits.
func hurried() patience { return patience{2 * time.Second, 10 * time.Second} }

// The bounds of what a store is thought to send, in bytes a second; one that nobody has asked
// yet sends the least.
const (
	leastRate = 512 << 10
	mostRate  = 64 << 20
)

// timed notes how fast a store sent.
func (a *Adverts) timed(key library.Key, length int64, took time.Duration) {
	a.mu.Lock()
	defer a.mu.Unlock()
	a.rates[key] = float64(length) / max(took.Seconds(), 1e-6)
}

// waiting is what is left of the patience with a swarm.
type waiting struct {
	patience
	rate float64   // that of the store
	end  time.Time // by which the store has to be asked; zero for no end
}

// waitFor begins to wait for others instead of a store, to which half of the time stays.
func (a *Adverts) waitFor(ctx context.Context, key library.Key, p patience) *waiting {
	a.mu.Lock()
	rate := a.rates[key]
	a.mu.Unlock()
	w := &waiting{patience: p, rate: min(max(rate, leastRate), mostRate)}
	if end, bound := ctx.Deadline(); bound {
		w.end = time.Now().Add(time.Until(end) / 2)
	}
	return w
}

// during has so many bytes fetched in the time that is left for them, and takes off that what
// it took longer than the store would have.
func (w *waiting) during(length int64, fetch func(most time.Duration) error) error {
	from := time.Duration(float64(length) / w.rate * float64(time.Second)) // the store
	most, begun := from+w.slower, time.Now()
	if !w.end.IsZero() {
		most = min(most, w.end.Sub(begun))
	}
	err := fetch(most)
	w.slower -= max(0, time.Since(begun)-from)
	return err
}
