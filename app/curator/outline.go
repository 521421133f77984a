package curator

import (
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
}

// outlineOf returns the outline of a bundle; Curator.mu must be held.
func (c *Curator) outlineOf(b library.Bundle) outline {
	o, ok := c.outlines[b.ID]
	if ok && o.items == len(b.Items) {
		return o
	}
	o = outline{items: len(b.Items), kind: library.Other, playable: b.Playable()}
	if main, ok := b.MainItem(); ok {
		o.kind = main.Kind()
	}
	c.outlines[b.ID] = o
	return o
}

// duration is how long the playable items last in all, 0 while one is unknown, and
// those whose duration is known.
func (o outline) duration(b library.Bundle) (whole, known time.Duration) {
	all := true
	for _, item := range o.playable {
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

// place is where an item stands among the playable ones, from 1; 0 if nowhere.
func (o outline) place(index int) int {
	for i, item := range o.playable {
		if item.Index == index {
			return i + 1
		}
	}
	return 0
}
