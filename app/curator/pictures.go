package curator

import (
	"cmp"
	"context"
	"slices"
	"strconv"
	"strings"
	"time"

	"matinee/library"
	"matinee/library/media"
)

// unpainted begins what is stored as the version of a bundle's pictures when there
// was none to be had; the number of items that were complete then follows. When
// there are more, it is worth another try.
const unpainted = "-"

// shownVersion is the version of pictures that there are.
func shownVersion(stored string) string {
	if strings.HasPrefix(stored, unpainted) {
		return ""
	}
	return stored
}

// paint makes the pictures of a bundle of its whole items, or looks whether they
// are still right.
func (c *Curator) paint(ctx context.Context, b library.Bundle, here []whole) error {
	if c.artist == nil {
		return nil
	}
	s, err := c.subject(ctx, b, here)
	if err != nil {
		return err
	}
	sources := len(here)
	if len(s.Pictures) == 0 && c.poster != nil {
		if path := c.poster(ctx, b.ID); path != "" {
			s.Pictures, sources = []string{path}, sources+1
		}
	}
	if sources == 0 {
		return nil
	}
	c.mu.Lock()
	stored := c.describes(b.ID).Artwork
	c.mu.Unlock()
	if n, err := strconv.Atoi(strings.TrimPrefix(stored, unpainted)); err == nil && shownVersion(stored) == "" && n >= sources {
		return nil
	}
	version, err := c.artist.Artwork(ctx, s)
	switch library.CodeOf(err) {
	case library.CodeNoMediaTool:
		return nil // at another start there may be one
	case library.CodeNotFound:
		version, err = unpainted+strconv.Itoa(sources), nil
	default:
		if err != nil && ctx.Err() == nil {
			c.log.Warn("make the pictures", "bundle", b.ID, "err", err)
			version, err = unpainted+strconv.Itoa(sources), nil
		}
	}
	if err == nil && version != "" && version != stored {
		err = c.describe(ctx, b.ID, func(d *library.Description) { d.Artwork = version })
	}
	return err
}

// subject is a bundle as the artist wants it: what its publisher calls a poster comes
// first. The film inside a sealed item is not looked into: its pictures would lie on the
// disk in clear.
func (c *Curator) subject(ctx context.Context, b library.Bundle, here []whole) (media.Subject, error) {
	s := media.Subject{ID: b.ID}
	facts, err := c.db.Facts(ctx, b.ID)
	if err != nil {
		return s, err
	}
	at := map[int]string{}
	for _, h := range here {
		at[h.item.Index] = h.path
		if h.item.Kind().Playable() && !h.item.Sealed() {
			s.Files = append(s.Files, h.path)
		}
	}
	pictures := media.Pictures(b)
	slices.SortStableFunc(pictures, func(x, y library.Item) int {
		return cmp.Compare(notPoster(facts[x.Index]), notPoster(facts[y.Index]))
	})
	for _, item := range pictures {
		if path := at[item.Index]; path != "" && !item.Sealed() {
			s.Pictures = append(s.Pictures, path)
		}
	}
	return s, nil
}

// notPoster is 0 for what its publisher calls a poster.
func notPoster(f library.Facts) int {
	if f.Role == library.RolePoster {
		return 0
	}
	return 1
}

// Artwork is a JPEG file of a bundle's picture in a shape. library.CodeNotFound
// means that there is none, or none yet.
func (c *Curator) Artwork(_ context.Context, id library.BundleID, shape library.Shape) (string, error) {
	c.mu.Lock()
	version, seen := shownVersion(c.describes(id).Artwork), c.sees(id)
	c.mu.Unlock()
	if version == "" || !seen || c.artist == nil {
		return "", library.Errorf(library.CodeNotFound, "%s", id)
	}
	path, err := c.artist.ArtworkPath(id, shape, version)
	if library.CodeOf(err) == library.CodeNotFound {
		c.todo.add(id) // somebody emptied the cache
	}
	return path, err
}

// thumbnailWidth is the width of a frame above the seek bar, in pixels at scale 2.
const thumbnailWidth = 320

// Thumbnail is a JPEG file of the frame at a time of an item that is complete; of
// one that is not it gives library.CodeNotFound.
func (c *Curator) Thumbnail(ctx context.Context, id library.BundleID, index int, at time.Duration) (string, error) {
	b, err := c.Bundle(id)
	if err != nil {
		return "", err
	}
	item, ok := b.Item(index)
	if !ok {
		return "", library.Errorf(library.CodeItemNotFound, "%d", index)
	}
	path, here := c.wholeFile(b, item)
	if !here || c.artist == nil || item.Sealed() { // a frame of a sealed one would lie on the disk in clear
		return "", library.Errorf(library.CodeNotFound, "%s", id)
	}
	return c.artist.Thumbnail(ctx, id, index, path, at, thumbnailWidth)
}

// forgetPictures removes the pictures of a bundle that left the library.
func (c *Curator) forgetPictures(id library.BundleID) {
	if c.artist == nil {
		return
	}
	if err := c.artist.Forget(id); err != nil {
		c.log.Warn("remove the pictures", "bundle", id, "err", err)
	}
}

// Picture is a picture that somebody sent, as a JPEG file in a shape. It is kept under
// an id like a bundle's.
func (c *Curator) Picture(ctx context.Context, id library.BundleID, path string, shape library.Shape) (string, error) {
	if c.artist == nil {
		return "", library.Errorf(library.CodeNotFound, "%s", id)
	}
	version, err := c.artist.Artwork(ctx, media.Subject{ID: id, Pictures: []string{path}})
	if err != nil {
		return "", err
	}
	return c.artist.ArtworkPath(id, shape, version)
}
