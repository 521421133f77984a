package curator

import (
	"context"
	"os"
	"path/filepath"
	"slices"
	"time"

	"matinee/library"
)

// LocalFile is where an item of this machine's own media lies. One that is gone
// gives library.CodeFilesChanged.
func (c *Curator) LocalFile(b library.Bundle, item library.Item) (string, error) {
	path := filepath.Join(b.Folder, filepath.FromSlash(item.Path))
	info, err := os.Stat(path)
	if err != nil || info.IsDir() {
		return "", &library.Error{Code: library.CodeFilesChanged, Detail: path, Err: err}
	}
	return path, nil
}

// Opened notes that the profile in use plays something of a bundle.
func (c *Curator) Opened(ctx context.Context, id library.BundleID) error {
	now := c.now().UTC()
	c.mu.Lock()
	c.watching[id] = c.current
	c.mu.Unlock()
	return c.change(ctx, id, func(b *library.Bundle) { b.Played = now })
}

// Learned notes an item's duration.
func (c *Curator) Learned(ctx context.Context, id library.BundleID, item int, duration time.Duration) error {
	return c.change(ctx, id, func(b *library.Bundle) {
		b.Items = slices.Clone(b.Items)
		for i := range b.Items {
			if b.Items[i].Index == item {
				b.Items[i].Duration = duration
			}
		}
	})
}

// SetPinned says whether a bundle must stay when room is needed.
func (c *Curator) SetPinned(ctx context.Context, id library.BundleID, pinned bool) error {
	if _, err := c.Bundle(id); err != nil {
		return err
	}
	err := c.change(ctx, id, func(b *library.Bundle) { b.Pinned = pinned })
	if err == nil {
		c.bus.send(library.NewDescribed(id))
	}
	return err
}

// change alters a bundle of either sort and stores it.
func (c *Curator) change(ctx context.Context, id library.BundleID, change func(*library.Bundle)) error {
	if _, local := c.Local(id); !local {
		return c.engine.Change(ctx, id, change)
	}
	c.writing.Lock()
	defer c.writing.Unlock()
	var after library.Bundle
	err := c.db.UpdateBundle(ctx, id, func(b *library.Bundle) { change(b); after = *b })
	if err != nil {
		return err
	}
	after.ID = id
	c.keep(after)
	return nil
}

// keep puts a local bundle in the place of its former state, or behind the others.
func (c *Curator) keep(b library.Bundle) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.locals.put(b)
}

// RemoveLocal takes media of this machine's own out of the library. Their files
// stay.
func (c *Curator) RemoveLocal(ctx context.Context, id library.BundleID) error {
	c.writing.Lock()
	defer c.writing.Unlock()
	if err := c.db.DeleteBundle(ctx, id); err != nil {
		return err
	}
	c.mu.Lock()
	c.locals.remove(id)
	c.mu.Unlock()
	c.forgetPictures(id)
	c.Forget(id)
	c.bus.send(library.NewRemoved(id))
	return nil
}

// Forget drops what is remembered of a bundle that left the library.
func (c *Curator) Forget(id library.BundleID) {
	c.mu.Lock()
	defer c.mu.Unlock()
	delete(c.about, id)
	delete(c.outlines, id)
	delete(c.marks, id)
	delete(c.watching, id)
	c.gone[id] = true
}

// SetRating says for which age a bundle is, in years; library.NoRating takes that
// back. A limited profile may not.
func (c *Curator) SetRating(ctx context.Context, id library.BundleID, age int) error {
	if err := c.Unlimited(); err != nil {
		return err
	}
	if age != library.NoRating && (age < 0 || age > library.MaxLimit) {
		return library.Errorf(library.CodeBadSetting, "an age of %d", age)
	}
	return c.describe(ctx, id, func(d *library.Description) { d.Rating = age })
}

// describe changes what is known of a bundle and tells of it.
func (c *Curator) describe(ctx context.Context, id library.BundleID, change func(*library.Description)) error {
	c.writing.Lock()
	defer c.writing.Unlock()
	about, err := c.db.Describe(ctx, id, change)
	if err != nil {
		return err
	}
	c.mu.Lock()
	c.about[id] = about
	c.mu.Unlock()
	c.bus.send(library.NewDescribed(id))
	return nil
}
