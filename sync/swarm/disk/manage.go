package disk

import (
	"context"
	"errors"
	"io/fs"
	"os"
	"path/filepath"

	"matinee/library"
)

// Refresh looks at the bundle's files again, as at a start: after a disk was
// plugged in, after the user was told that files were changed, or before going
// on after a fault. OnChanged asks the client to look at all pieces again.
func (d *Disk) Refresh(ctx context.Context, id library.BundleID) error {
	b, err := d.need(id)
	if err != nil {
		return err
	}
	b.op.Lock()
	defer b.op.Unlock()
	d.mu.Lock()
	delete(d.roots, b.place.Root) // another disk in its place is welcome now
	d.mu.Unlock()
	if !b.open() {
		return nil
	}
	if err := d.commit(ctx, []*bundle{b}, false); err != nil {
		return err
	}
	if b.rescan().gone {
		return b.goneError(nil)
	}
	return nil
}

// Forget makes every piece that has data unknown, so that the client hashes it
// again, and records that nothing is verified.
func (d *Disk) Forget(id library.BundleID) error {
	b, err := d.need(id)
	if err != nil {
		return err
	}
	b.op.Lock()
	defer b.op.Unlock()
	if b.gone.Load() || !b.rootHere() {
		return b.goneError(nil)
	}
	rec := library.PieceRecord{ID: id, Dirty: true}
	if err := d.save(context.Background(), []library.PieceRecord{rec}); err != nil {
		return err
	}
	b.remember(&rec)
	if b.open() {
		b.rescan()
	}
	return nil
}

// rescan surveys an open bundle anew. op is held.
func (b *bundle) rescan() *survey {
	b.gate.Lock()
	b.dropHandles()
	found := b.look()
	b.mu.Lock()
	b.adopt(found)
	b.mu.Unlock()
	b.gate.Unlock()
	b.tell(found)
	b.d.changed(Change{ID: b.id, Item: -1, To: b.pieces})
	return found
}

// Delete removes the bundle's files, finished or not, and the directories that
// this leaves empty, and forgets the bundle. Nothing else is touched. The
// client should have dropped the torrent.
func (d *Disk) Delete(ctx context.Context, id library.BundleID) error {
	b, err := d.need(id)
	if err != nil {
		return err
	}
	b.op.Lock()
	defer b.op.Unlock()
	b.gate.Lock()
	defer b.gate.Unlock()
	if !b.rootHere() {
		return b.goneError(nil)
	}
	b.dropHandles()
	for i := range b.place.Paths {
		if err := ctx.Err(); err != nil {
			return library.Wrap(library.CodeCanceled, err)
		}
		if b.place.Paths[i] == "" || b.files != nil && b.files[i].pad {
			continue
		}
		for _, name := range []string{b.final(i), b.part(i)} {
			if err := removeFile(d.fs, name); err != nil {
				return explained(err, b.place.Paths[i])
			}
		}
	}
	prune(d.fs, b.place, b.place.Folder)
	b.forgetLocked()
	return nil
}

// Drop forgets the bundle and its record and leaves its files alone. The client
// should have dropped the torrent.
func (d *Disk) Drop(id library.BundleID) {
	b := d.bundle(id)
	if b == nil {
		d.mu.Lock()
		delete(d.cfg.Records, id)
		d.mu.Unlock()
		return
	}
	b.op.Lock()
	defer b.op.Unlock()
	b.gate.Lock()
	defer b.gate.Unlock()
	b.dropHandles()
	b.forgetLocked()
}

// forgetLocked ends the bundle's life. op and gate are held.
func (b *bundle) forgetLocked() {
	b.mu.Lock()
	b.deleted, b.rec, b.done = true, nil, nil
	b.mu.Unlock()
	b.d.mu.Lock()
	delete(b.d.bundles, b.id)
	delete(b.d.dirty, b)
	b.d.mu.Unlock()
}

// removeFile removes a file that may not be there; never a directory.
func removeFile(fsys FS, name string) error {
	info, err := fsys.Stat(name)
	if errors.Is(err, fs.ErrNotExist) || err == nil && !info.Mode().IsRegular() {
		return nil
	}
	if err = fsys.Remove(name); errors.Is(err, fs.ErrNotExist) {
		return nil
	}
	return err
}

// prune removes the directories of a bundle that are empty, deepest first, up to
// its folder and never the media folder.
func prune(fsys FS, l Layout, folder string) {
	seen := map[string]bool{}
	for _, p := range l.Paths {
		if p == "" {
			continue
		}
		for dir := filepath.Dir(filepath.Join(folder, filepath.FromSlash(p))); dir != folder && !seen[dir]; dir = filepath.Dir(dir) {
			seen[dir] = true
		}
	}
	seen[folder] = folder != l.Root
	dirs := make([]string, 0, len(seen))
	for dir, ours := range seen {
		if ours {
			dirs = append(dirs, dir)
		}
	}
	byDepth(dirs)
	for _, dir := range dirs {
		if info, err := fsys.Stat(dir); err == nil && info.IsDir() {
			_ = fsys.Remove(dir) // it fails when somebody else's files are in it
		}
	}
}

// Close syncs and records everything, has the records say that all is in order,
// and closes every descriptor. Callbacks are over when it returns; it must not
// be called from one. Cancel a running Move first.
func (d *Disk) Close(ctx context.Context) error {
	d.mu.Lock()
	if d.closed {
		d.mu.Unlock()
		return os.ErrClosed
	}
	d.closed = true
	if d.timer != nil && d.timer.Stop() {
		d.running.Done()
	}
	d.timer = nil
	all := make([]*bundle, 0, len(d.bundles))
	for _, b := range d.bundles {
		all = append(all, b)
	}
	d.mu.Unlock()
	d.running.Wait()

	d.flushing.Lock()
	for _, b := range all {
		b.op.Lock()
	}
	err := d.commit(ctx, all, true)
	for _, b := range all {
		b.unload()
		b.op.Unlock()
	}
	d.flushing.Unlock()
	d.handles.close()
	d.notices.wait()
	return err
}
