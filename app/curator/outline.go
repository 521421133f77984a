package curator

import (
	"slices"
	"time"

	"matinee/library"
)

// outline is what a card needs of a bundle's list of items, which takes long to
// work out for ten thousand of them. It stays right while the bundle has the same
// number of items: those of a torrent never change, those of local media only grow.
type outline struct {
	items    int
	kind     library.Kind
	playable []library.Item // in playing order; their durations and priorities may be old
	mains    []library.Item // of those, what is neither extra nor trailer, if that leaves any
}

// outlineOf returns the outline of a bundle; Curator.mu must be held.
func (c *Curator) outlineOf(b library.Bundle) outline {
	o, ok := c.outlines[b.ID]
	if ok && o.items == len(b.Items) {
		return o
	}
	o = outline{items: len(b.Items), kind: library.Other, playable: b.Playable()}
	o.mains = o.playable
	if beside := c.beside[b.ID]; len(beside) > 0 {
		mains := slices.DeleteFunc(slices.Clone(o.playable), func(i library.Item) bool { return beside[i.Index] })
		if len(mains) > 0 {
			o.mains = mains
		}
	}
	if main, ok := b.MainItem(); ok {
		o.kind = main.Kind()
	}
	c.outlines[b.ID] = o
	return o
}

// duration is how long the main items last in all, 0 while one is unknown, and
// those whose duration is known.
func (o outline) duration(b library.Bundle) (whole, known time.Duration) {
	all := true
	for _, item := range o.mains {
		d := max(itemOf(b, item.Index).Duration, 0)
		all = all && d > 0
		known += d
	}
	if all {
		whole = known
	}
	return whole, known
}

// itemOf is an item of a bundle by its index, which is nearly always its place.
func itemOf(b library.Bundle, index int) library.Item {
	if index >= 0 && index < len(b.Items) && b.Items[index].Index == index {
		return b.Items[index]
	}
	item, _ := b.Item(index)
	return item
}

// place is where an item stands among some, from 1; 0 if nowhere.
func place(items []library.Item, index int) int {
	return 1 + slices.IndexFunc(items, func(i library.Item) bool { return i.Index == index })
}
