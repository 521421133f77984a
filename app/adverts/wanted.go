package adverts

import (
	"context"
	"slices"
	"time"

	"matinee/library"
	"matinee/library/ads"
)

// Wanted is a store whose ads may be watched soon: a channel that is followed offers something
// with ads, and names it. Audience is who that would be; its time is the present one.
type Wanted struct {
	Channel  library.Key
	Store    library.Key
	Audience ads.Audience
}

// expect finds out which stores are wanted, each once, and after how long others may be.
func (a *Adverts) expect(ctx context.Context) (each []Wanted, again time.Duration) {
	if a.cfg.Wanted == nil {
		return nil, idle
	}
	all, again, err := a.cfg.Wanted(ctx)
	if err != nil {
		a.warn(ctx, "find out whose ads may be watched", err)
		return nil, retryAfter
	}
	suits := map[library.Key][]ads.Audience{}
	for _, w := range all {
		suits[w.Store] = append(suits[w.Store], w.Audience)
		if !slices.ContainsFunc(each, func(e Wanted) bool { return e.Store == w.Store }) {
			each = append(each, w)
		}
	}
	a.mu.Lock()
	defer a.mu.Unlock()
	a.suits = suits
	return each, again
}

// lacks reports whether a film of a store's reel is wanted and not here.
func (a *Adverts) lacks(key library.Key) bool {
	a.mu.Lock()
	reel, suits := a.reels[key].Doc, a.suits[key]
	a.mu.Unlock()
	return len(a.lacking(reel, suits)) > 0
}
