package curator

import (
	"cmp"
	"context"
	"slices"
	"strings"
	"time"

	"matinee/library"
)

// Shelf returns the bundles that a query asks for and the profile in use may see.
func (c *Curator) Shelf(ctx context.Context, q library.ShelfQuery) ([]library.Card, error) {
	var found map[library.BundleID]bool
	if strings.TrimSpace(q.Text) != "" {
		var err error
		if found, err = c.db.SearchBundles(ctx, q.Text, c.sight()); err != nil {
			return nil, err
		}
	}
	transfers := c.transfersFor(q.Filter)
	travelling := c.engine.Bundles()
	c.mu.Lock()
	defer c.mu.Unlock()
	cards := make([]library.Card, 0, len(travelling)+len(c.locals.list))
	for _, bundles := range [][]library.Bundle{travelling, c.locals.list} {
		for _, b := range bundles {
			if found != nil && !found[b.ID] || !c.sees(b.ID) {
				continue
			}
			if card := c.card(b); c.passes(q.Filter, b, card, transfers[b.ID]) {
				cards = append(cards, card)
			}
		}
	}
	c.sort(cards, q.Sort)
	if q.Limit > 0 && len(cards) > q.Limit {
		cards = cards[:q.Limit]
	}
	return cards, ctx.Err()
}

// transfersFor are the transfers, when the filter looks at them.
func (c *Curator) transfersFor(f library.Filter) map[library.BundleID]library.Transfer {
	if f != library.FilterOffline {
		return nil
	}
	all := map[library.BundleID]library.Transfer{}
	for _, t := range c.engine.Transfers() {
		all[t.ID] = t
	}
	return all
}

// passes reports whether a filter leaves a card on the shelf; Curator.mu must be
// held.
func (c *Curator) passes(f library.Filter, b library.Bundle, card library.Card, t library.Transfer) bool {
	switch f {
	case library.FilterVideo:
		return card.Kind == library.Video
	case library.FilterAudio:
		return card.Kind == library.Audio
	case library.FilterBegun:
		return card.Begun.Bundle != ""
	case library.FilterUnwatched:
		return card.Playable > 0 && !card.Watched
	case library.FilterOffline:
		return c.offline(b, t)
	}
	return true
}

// sort orders cards; equals by title, then by id, so that nothing jumps.
func (c *Curator) sort(cards []library.Card, by library.Sorting) {
	var first func(a, b library.Card) int
	switch by {
	case library.SortTitle:
		first = func(library.Card, library.Card) int { return 0 }
	case library.SortPlayed:
		first = func(a, b library.Card) int { return b.Played.Compare(a.Played) }
	case library.SortDuration:
		first = func(a, b library.Card) int { return compareDurations(a.Duration, b.Duration) }
	case library.SortLength:
		first = func(a, b library.Card) int { return cmp.Compare(b.Length, a.Length) }
	default:
		first = func(a, b library.Card) int { return b.Added.Compare(a.Added) }
	}
	keys := map[library.BundleID]string{} // of those that are compared by it: it takes long to make
	key := func(card library.Card) string {
		k, ok := keys[card.ID]
		if !ok {
			k = titleKey(card.Title)
			keys[card.ID] = k
		}
		return k
	}
	slices.SortFunc(cards, func(a, b library.Card) int {
		if c := first(a, b); c != 0 {
			return c
		}
		return cmp.Or(library.CompareNatural(key(a), key(b)), cmp.Compare(a.ID, b.ID))
	})
}

// compareDurations puts the shortest first and unknown ones last.
func compareDurations(a, b time.Duration) int {
	switch {
	case a == b:
		return 0
	case a <= 0:
		return 1
	case b <= 0:
		return -1
	}
	return cmp.Compare(a, b)
}

// Continue returns the bundles that the profile in use has begun, the last played
// first.
func (c *Curator) Continue(ctx context.Context, limit int) ([]library.Card, error) {
	cards, err := c.Shelf(ctx, library.ShelfQuery{Filter: library.FilterBegun, Sort: library.SortPlayed, Limit: limit})
	if err != nil {
		return nil, err
	}
	for i := range cards {
		names, err := c.Names(ctx, cards[i].ID)
		if err != nil {
			continue // removed, or hidden, in this moment
		}
		cards[i].BegunName = names[cards[i].Begun.Item]
	}
	return cards, nil
}
