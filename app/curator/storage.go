package curator

import (
	"context"
	"slices"
	"time"

	"matinee/library"
)

// Storage tells what takes how much room, and what would be evicted next and why.
// What the profile in use may not see is counted, but not listed.
func (c *Curator) Storage(ctx context.Context) (library.Storage, error) {
	s, err := c.disk(ctx)
	if err != nil {
		return s, err
	}
	titles := map[library.BundleID]string{}
	for _, b := range c.engine.Bundles() {
		titles[b.ID] = b.Title
	}
	now := c.now()
	c.mu.Lock()
	defer c.mu.Unlock()
	s.Bundles = slices.DeleteFunc(s.Bundles, func(u library.StorageUse) bool { return !c.sees(u.ID) })
	for i := range s.Bundles {
		s.Bundles[i].Title = titles[s.Bundles[i].ID]
	}
	for _, b := range c.locals.list {
		if c.sees(b.ID) {
			s.Bundles = append(s.Bundles, localUse(now, b))
		}
	}
	for i, u := range s.Bundles {
		s.Bundles[i].Title = shownTitle(u.Title, c.describes(u.ID).Creators)
	}
	stay := slices.IndexFunc(s.Bundles, func(u library.StorageUse) bool { return !u.Goes })
	if stay >= 0 {
		slices.SortStableFunc(s.Bundles[stay:], func(a, b library.StorageUse) int { return compareSizes(a, b) })
	}
	return s, nil
}

func compareSizes(a, b library.StorageUse) int {
	switch {
	case a.Bytes > b.Bytes:
		return -1
	case a.Bytes < b.Bytes:
		return 1
	}
	return 0
}

// localUse is media of this machine's own, which nothing ever evicts.
func localUse(now time.Time, b library.Bundle) library.StorageUse {
	touched := b.Added
	if b.Played.After(touched) {
		touched = b.Played
	}
	return library.StorageUse{
		ID: b.ID, Title: b.Title, Bytes: b.Length, Local: true, Why: library.StaysLocal, Copies: -1, Idle: now.Sub(touched),
	}
}
