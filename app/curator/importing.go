package curator

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"path/filepath"
	"slices"

	"matinee/library"
)

// importBatch is how many bundles are stored at a time; between two batches an
// import can be canceled.
const importBatch = 50

// Import takes the media below a folder into the library: bundles by folder, whose
// files stay where they are and are never changed. What is there already is known
// again, and only what is new is added. progress is told how many files were found
// while the folders are read, with a total of 0, and how many of the total are in
// the library after that. When ctx ends, what was stored stays, and is returned
// with the error.
func (c *Curator) Import(ctx context.Context, folder string, progress func(done, total int)) (library.Imported, error) {
	if progress == nil {
		progress = func(int, int) {}
	}
	root, err := importRoot(folder)
	if err != nil {
		return library.Imported{}, err
	}
	s := newScan(ctx, func(found int) { progress(found, 0) })
	if err := s.folder(root, 0); err != nil {
		return library.Imported{Skipped: s.skipped}, err
	}
	c.importing.Lock()
	defer c.importing.Unlock()
	known := c.knownFiles()
	total := len(s.files)
	fresh := slices.DeleteFunc(s.files, func(f file) bool { return known[f.path()] })
	done := library.Imported{Known: total - len(fresh), Skipped: s.skipped}
	for batch := range slices.Chunk(groups(root, fresh), importBatch) {
		if err := ctx.Err(); err != nil {
			return done, err
		}
		made, items, err := c.takeIn(ctx, batch)
		done.Made = append(done.Made, made...)
		done.Bundles = len(done.Made)
		done.Items += items
		done.Playable += playable(batch)
		if err != nil {
			return done, err
		}
		progress(min(done.Known+done.Items, total), total)
	}
	progress(total, total)
	for _, b := range c.localsOf(root) {
		c.todo.add(b)
	}
	return done, nil
}

// playable counts the files that play.
func playable(groups []group) (n int) {
	for _, g := range groups {
		for _, f := range g.files {
			if f.kind.Playable() {
				n++
			}
		}
	}
	return n
}

// importRoot is the folder that was named, without symbolic links.
func importRoot(folder string) (string, error) {
	abs, err := filepath.Abs(folder)
	if err == nil {
		abs, err = filepath.EvalSymlinks(abs)
	}
	if err == nil {
		err = isFolder(abs)
	}
	if err != nil {
		return "", &library.Error{Code: library.CodeBadFolder, Detail: folder, Err: err}
	}
	return abs, nil
}

// knownFiles are all files of the library, by their paths without links.
func (c *Curator) knownFiles() map[string]bool {
	known := map[string]bool{}
	for _, b := range c.all() {
		folder := b.Folder
		if real, err := filepath.EvalSymlinks(folder); err == nil {
			folder = real
		}
		for _, item := range b.Items {
			known[filepath.Join(folder, filepath.FromSlash(item.Path))] = true
		}
	}
	return known
}

// takeIn stores a batch of groups, each as a new bundle or with the one it belongs
// to. It returns which bundles are new and how many items.
func (c *Curator) takeIn(ctx context.Context, batch []group) (made []library.BundleID, items int, err error) {
	c.writing.Lock()
	defer c.writing.Unlock()
	var bundles []library.Bundle
	fresh := map[library.BundleID]int{}
	for _, g := range batch {
		b, there := c.localFor(g)
		if !there {
			id, now := localID(g), c.now().UTC()
			b = library.Bundle{ID: id, Title: g.title, Folder: g.folder, Local: true, Added: now, Finished: now}
			made = append(made, id)
			fresh[id] = g.year
		}
		items += len(g.files)
		bundles = append(bundles, with(b, g))
	}
	if err := c.db.SaveBundles(ctx, bundles); err != nil {
		return nil, 0, err
	}
	for _, b := range bundles {
		c.keep(b)
		c.bus.send(library.NewAdded(b.ID))
	}
	return made, items, c.noteYears(ctx, fresh)
}

// localFor is the bundle that a group belongs to: its own, or one of the same
// folder and title that another import made.
func (c *Curator) localFor(g group) (library.Bundle, bool) {
	if b, ok := c.Local(localID(g)); ok {
		return b, true
	}
	c.mu.Lock()
	defer c.mu.Unlock()
	for _, b := range c.locals.list {
		if b.Folder == g.folder && b.Title == g.title {
			return b, true
		}
	}
	return library.Bundle{}, false
}

// with adds the files of a group to a bundle. Those it has keep their index: marks
// and positions hang on it.
func with(b library.Bundle, g group) library.Bundle {
	b.Items = slices.Clone(b.Items)
	next := 0
	for _, item := range b.Items {
		next = max(next, item.Index+1)
	}
	for _, f := range g.files {
		rel, err := filepath.Rel(b.Folder, f.path())
		if err != nil {
			continue // another drive: its folder would have been another one
		}
		b.Items = append(b.Items, library.Item{Index: next, Path: filepath.ToSlash(rel), Length: f.size, Priority: library.Normal})
		b.Length += f.size
		next++
	}
	return b
}

// localID names a bundle of this machine's own by where it lies, so that a second
// import finds the first. It is made like the hash of a torrent, and no torrent has
// the same.
func localID(g group) library.BundleID {
	sum := sha256.Sum256([]byte("matinee local\x00" + g.folder + "\x00" + g.key))
	return library.BundleID(hex.EncodeToString(sum[:20]))
}

// noteYears stores the years that the names of new bundles told; the caller holds
// Curator.writing.
func (c *Curator) noteYears(ctx context.Context, years map[library.BundleID]int) error {
	for id, year := range years {
		if year == 0 {
			continue
		}
		about, err := c.db.Describe(ctx, id, func(d *library.Description) { d.Year = year })
		if err != nil {
			return err
		}
		c.mu.Lock()
		c.about[id] = about
		c.mu.Unlock()
	}
	return nil
}

// localsOf are the local bundles below a folder.
func (c *Curator) localsOf(root string) (ids []library.BundleID) {
	c.mu.Lock()
	defer c.mu.Unlock()
	for _, b := range c.locals.list {
		if rel, err := filepath.Rel(root, b.Folder); err == nil && filepath.IsLocal(rel) {
			ids = append(ids, b.ID)
		}
	}
	return ids
}
