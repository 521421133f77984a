package curator

import (
	"context"
	"slices"

	"matinee/library"
)

// Told is what the publisher of a bundle says of it, in a document that was verified.
type Told struct {
	Title    string
	Creators string
	Synopsis string
	Year     int
	Rating   int                   // years; NoRating where nothing is said, or it is not believed
	Items    map[int]library.Facts // by their index; only what a publisher says of an item is read
}

// Told takes what a publisher says of a bundle that travels: in front of what its
// files say, for it may be here long before them, and a sealed file says nothing.
func (c *Curator) Told(ctx context.Context, id library.BundleID, t Told) error {
	if err := c.db.SaveTold(ctx, id, t.Items); err != nil {
		return err
	}
	c.mu.Lock()
	c.beside[id] = t.beside()
	delete(c.outlines, id)
	c.mu.Unlock()
	err := c.describe(ctx, id, func(d *library.Description) {
		d.Creators, d.Synopsis = either(t.Creators, d.Creators), either(t.Synopsis, d.Synopsis)
		if d.Year == 0 {
			d.Year = t.Year
		}
		if d.Rating == library.NoRating { // what a person decided stays
			d.Rating = t.Rating
		}
	})
	if err != nil {
		return err
	}
	b, err := c.engine.Bundle(id)
	if err != nil {
		return err
	}
	if next := t.applied(b); next.Title != b.Title || !slices.Equal(next.Items, b.Items) {
		if err := c.engine.Change(ctx, id, func(b *library.Bundle) { *b = t.applied(*b) }); err != nil {
			return err
		}
	}
	c.bus.send(library.NewDescribed(id))
	c.todo.add(id) // there may be a picture now
	return nil
}

// beside are the items that are extras or trailers.
func (t Told) beside() map[int]bool {
	out := map[int]bool{}
	for item, f := range t.Items {
		if (library.ItemDetails{Facts: f}).Beside() {
			out[item] = true
		}
	}
	return out
}

// applied is a bundle with its publisher's title and the durations that nobody has
// measured.
func (t Told) applied(b library.Bundle) library.Bundle {
	b.Title = either(library.CleanLine(t.Title, library.MaxTitle), b.Title)
	b.Items = slices.Clone(b.Items)
	for i, item := range b.Items {
		if d := t.Items[item.Index].Duration; item.Duration <= 0 && d > 0 {
			b.Items[i].Duration = d
		}
	}
	return b
}

// either is the first text, or the second where there is none.
func either(first, second string) string {
	if first != "" {
		return first
	}
	return second
}
