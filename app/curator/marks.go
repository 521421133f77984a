package curator

import (
	"context"
	"fmt"

	"matinee/library"
)

// loadMarks reads what a profile has seen and begun.
func (c *Curator) loadMarks(ctx context.Context, by library.ProfileID) (map[library.BundleID]map[int]library.Mark, error) {
	all, err := c.db.Marks(ctx, by)
	if err != nil {
		return nil, fmt.Errorf("read what was watched: %w", err)
	}
	marks := map[library.BundleID]map[int]library.Mark{}
	for _, m := range all {
		put(marks, m)
	}
	return marks, nil
}

func put(marks map[library.BundleID]map[int]library.Mark, m library.Mark) {
	if marks[m.Bundle] == nil {
		marks[m.Bundle] = map[int]library.Mark{}
	}
	marks[m.Bundle][m.Item] = m
}

// Position returns where the profile in use stopped in an item.
func (c *Curator) Position(id library.BundleID, item int) library.Position {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.marks[id][item].Position
}

// SavePosition remembers where somebody stopped: the profile that opened the
// bundle, though another may be in use by now.
func (c *Curator) SavePosition(ctx context.Context, p library.Position) error {
	c.mu.Lock()
	by, ok := c.watching[p.Bundle]
	if !ok {
		by = c.current
	}
	c.mu.Unlock()
	if err := c.db.SavePosition(ctx, by, p); err != nil {
		return err
	}
	c.mu.Lock()
	if by == c.current {
		m := c.marks[p.Bundle][p.Item]
		put(c.marks, library.Mark{Position: p, Watched: m.Watched || p.Seen()})
	}
	c.mu.Unlock()
	c.bus.send(library.NewDescribed(p.Bundle)) // the shelf of what was begun follows
	if !p.Seen() {
		return nil
	}
	return c.judgeWatched(ctx, p.Bundle)
}

// SetWatched marks an item as seen by the profile in use or not; item -1 means all
// that can be played.
func (c *Curator) SetWatched(ctx context.Context, id library.BundleID, item int, watched bool) error {
	b, err := c.Bundle(id)
	if err != nil {
		return err
	}
	items, err := chosen(b, item)
	if err != nil {
		return err
	}
	by := c.CurrentProfile().ID
	if err := c.db.SetWatched(ctx, by, id, items, watched); err != nil {
		return err
	}
	c.mu.Lock()
	for _, i := range items {
		if by == c.current {
			m := c.marks[id][i]
			m.Bundle, m.Item, m.At, m.Watched = id, i, 0, watched
			put(c.marks, m)
		}
	}
	c.mu.Unlock()
	c.bus.send(library.NewDescribed(id))
	return c.judgeWatched(ctx, id)
}

// chosen is one playable item, or all of them for -1.
func chosen(b library.Bundle, item int) (items []int, err error) {
	for _, i := range b.Playable() {
		if item < 0 || i.Index == item {
			items = append(items, i.Index)
		}
	}
	if len(items) == 0 {
		return nil, library.Errorf(library.CodeItemNotFound, "%d", item)
	}
	return items, nil
}

// judgeWatched notes in the bundle whether somebody, of whichever profile, has
// seen all of it: then it may make room for others.
func (c *Curator) judgeWatched(ctx context.Context, id library.BundleID) error {
	if _, local := c.Local(id); local {
		return nil
	}
	b, err := c.engine.Bundle(id)
	if err != nil {
		return err
	}
	items, err := chosen(b, -1)
	if err != nil {
		return nil //nolint:nilerr // nothing in it can be watched
	}
	n, err := c.db.WatchedBy(ctx, id, items)
	if err != nil || b.Watched == (n > 0) {
		return err
	}
	return c.engine.Change(ctx, id, func(b *library.Bundle) { b.Watched = n > 0 })
}
