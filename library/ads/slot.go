package ads

import (
	"cmp"
	"slices"
	"time"

	"matinee/library"
)

// Slot is a break of one item.
type Slot struct {
	N       int // its number among the breaks of the item, from 0, in the order they come
	Place   library.Place
	At      time.Duration // from the start; 0 for the one before
	Spots   int           // at most so many
	Longest time.Duration // all of them together
}

// Slots are the breaks of an item, in the order they come. Breaks at a time that the item
// does not reach are left out, and two at the same place are one. main says that the item is
// a main one; length is 0 while it is not known.
func Slots(breaks []library.Break, item library.ItemPath, main bool, length time.Duration) []Slot {
	var out []Slot
	for _, b := range breaks {
		mine := b.Item == string(item) || b.Item == "" && main
		if !mine || b.Valid() != nil || b.Place == library.BreakAt && length > 0 && b.At >= length {
			continue
		}
		out = append(out, Slot{Place: b.Place, At: b.At, Spots: int(b.Spots), Longest: b.Longest})
	}
	slices.SortStableFunc(out, func(a, b Slot) int {
		return cmp.Or(cmp.Compare(order(a.Place), order(b.Place)), cmp.Compare(a.At, b.At))
	})
	out = slices.CompactFunc(out, func(a, b Slot) bool { return a.Place == b.Place && a.At == b.At })
	for i := range out {
		out[i].N = i
	}
	return out
}

func order(p library.Place) int {
	switch p {
	case library.BreakBefore:
		return 0
	case library.BreakAt:
		return 1
	default:
		return 2
	}
}

// Tokens is how many tokens one view of the items needs at most: one for each spot.
func Tokens(items ...[]Slot) int {
	n := 0
	for _, slots := range items {
		for _, s := range slots {
			n += s.Spots
		}
	}
	return n
}
