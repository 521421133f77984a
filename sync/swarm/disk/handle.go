package disk

import (
	"context"
	"errors"
	"io/fs"
	"os"
	"path/filepath"

	"matinee/library"
)

// Modes of what is made, before the user's umask.
const (
	fileMode = 0o666
	dirMode  = 0o777
)

// handle is the open descriptor of file i, opened when it is not. gate is held.
func (b *bundle) handle(i int, write bool) (*handle, error) {
	slot := &b.files[i].handle
	if h := slot.Load(); h.serves(write) {
		return h, nil
	}
	b.opening.Lock()
	defer b.opening.Unlock()
	old := slot.Load()
	if old.serves(write) {
		return old, nil
	}
	if old != nil {
		b.d.handles.drop(old)
	}
	f, name, writable, err := b.openFile(i, write)
	if err != nil {
		return nil, err
	}
	h := &handle{b: b, i: i, slot: slot, f: f, name: name, writable: writable}
	h.used.Store(true)
	slot.Store(h)
	if out := b.d.handles.add(h); out != nil {
		out.shut()
	}
	if write {
		return h, nil
	}
	if err := b.verify(h); err != nil {
		return nil, err
	}
	return h, nil
}

// serves reports whether the descriptor is open and good for that use, and notes
// the use.
func (h *handle) serves(write bool) bool {
	if h == nil || write && !h.writable {
		return false
	}
	if !h.used.Load() {
		h.used.Store(true)
	}
	return true
}

// openFile opens file i. Unfinished files are opened for writing also when they
// are to be read, so that one descriptor serves both. opening is held.
func (b *bundle) openFile(i int, write bool) (f File, name string, writable bool, err error) {
	b.mu.Lock()
	at := b.files[i].at
	b.mu.Unlock()
	name = b.name(i, at)
	switch {
	case at == isAbsent && !write:
		return nil, name, false, b.missed(i, fs.ErrNotExist)
	case at == isAbsent:
		f, err = b.create(i, name)
		return f, name, true, err
	case at == isFinal && write:
		return nil, name, false, errSettled
	case at == isPart:
		f, err = b.d.fs.OpenFile(name, os.O_RDWR, 0)
		if err == nil {
			b.mu.Lock()
			b.files[i].written = b.files[i].written || write
			b.mu.Unlock()
			return f, name, true, nil
		}
	}
	if !write && (at == isFinal || !errors.Is(err, fs.ErrNotExist)) {
		f, err = b.d.fs.OpenFile(name, os.O_RDONLY, 0)
	}
	if errors.Is(err, fs.ErrNotExist) {
		err = b.missed(i, err)
	}
	return f, name, false, err
}

// create makes the unfinished file i and its directories. opening is held.
func (b *bundle) create(i int, name string) (File, error) {
	dir := filepath.Dir(name)
	if err := b.makeDirs(dir); err != nil {
		return nil, err
	}
	f, err := b.d.fs.OpenFile(name, os.O_RDWR|os.O_CREATE, fileMode)
	if err != nil {
		return nil, err
	}
	b.mu.Lock()
	b.files[i].at, b.files[i].written = isPart, true
	b.dirs = append(b.dirs, dir)
	b.mu.Unlock()
	return f, nil
}

// makeDirs makes the directories below the media folder that lead to dir. The
// media folder itself is never made.
func (b *bundle) makeDirs(dir string) error {
	made, err := makeDirs(b.d.fs, b.place.Root, dir)
	b.mu.Lock()
	b.dirs = append(b.dirs, made...)
	b.mu.Unlock()
	return err
}

// makeDirs makes dir and its parents below root; it returns the directories that
// got a new entry.
func makeDirs(fsys FS, root, dir string) (changed []string, err error) {
	if info, err := fsys.Stat(dir); err == nil {
		if !info.IsDir() {
			return nil, &fs.PathError{Op: "mkdir", Path: dir, Err: fs.ErrExist}
		}
		return nil, nil
	}
	if dir == root {
		return nil, &library.Error{Code: library.CodeFolderGone, Detail: root}
	}
	parent := filepath.Dir(dir)
	changed, err = makeDirs(fsys, root, parent)
	if err != nil {
		return changed, err
	}
	if err := fsys.Mkdir(dir, dirMode); err != nil && !errors.Is(err, fs.ErrExist) {
		return changed, err
	}
	return append(changed, parent), nil
}

// dropHandles closes all descriptors of the bundle. gate is held for writing.
func (b *bundle) dropHandles() {
	for i := range b.files {
		if h := b.files[i].handle.Load(); h != nil {
			b.d.handles.drop(h)
		}
	}
}

// demote gives file i, which must be written again, its unfinished name. The
// name is durable before the first write: a whole-looking file is whole.
func (b *bundle) demote(i int) error {
	b.gate.Lock()
	defer b.gate.Unlock()
	if err := b.usable(); err != nil {
		return err
	}
	b.mu.Lock()
	f := &b.files[i]
	at := f.at
	whole := f.left == 0
	b.mu.Unlock()
	if at != isFinal {
		return nil
	}
	if whole {
		return library.Errorf(library.CodeInternal, "%s is whole and not written again", b.place.Paths[i])
	}
	if h := f.handle.Load(); h != nil {
		b.d.handles.drop(h)
	}
	err := b.d.fs.Rename(b.final(i), b.part(i))
	if err == nil {
		err = b.d.fs.SyncDir(filepath.Dir(b.part(i)))
	}
	if err != nil {
		return b.fail(err, b.place.Paths[i])
	}
	b.mu.Lock()
	f.at, f.settled = isPart, false
	b.mu.Unlock()
	return nil
}

// begin has the record say that writes are under way, before the first one.
func (b *bundle) begin(ctx context.Context) error {
	if b.session.Load() {
		return nil
	}
	b.op.Lock()
	defer b.op.Unlock()
	if b.session.Load() || !b.open() || b.gone.Load() {
		return nil // a closed bundle, or one without a disk, is refused by the write itself
	}
	b.mu.Lock()
	rec := b.record(b.safe(), true)
	b.mu.Unlock()
	if err := b.d.save(ctx, []library.PieceRecord{rec}); err != nil {
		b.report(err)
		return err
	}
	b.remember(&rec)
	b.session.Store(true)
	b.makeEmpty()
	return nil
}

// makeEmpty makes the files without content. It is no harm when it fails: they
// hold no piece, and the next start tries again.
func (b *bundle) makeEmpty() {
	for i := range b.files {
		f := &b.files[i]
		if f.length > 0 || f.pad || f.link || f.at != isAbsent {
			continue
		}
		if err := b.makeOneEmpty(i); err != nil {
			b.d.log.Warn("cannot make an empty file", "bundle", b.id, "item", i, "err", err)
			continue
		}
		b.itemDone(i)
	}
}

// makeOneEmpty makes the empty file i. op is held.
func (b *bundle) makeOneEmpty(i int) error {
	name := b.final(i)
	if !b.rootHere() {
		return b.goneError(nil)
	}
	if err := b.makeDirs(filepath.Dir(name)); err != nil {
		return err
	}
	h, err := b.d.fs.OpenFile(name, os.O_RDWR|os.O_CREATE, fileMode)
	if err != nil {
		return err
	}
	b.d.shut(h, name)
	b.mu.Lock()
	b.files[i].at = isFinal
	b.dirs = append(b.dirs, filepath.Dir(name))
	b.mu.Unlock()
	return nil
}

// record is the record of these pieces. mu is held.
func (b *bundle) record(done bitmap, dirty bool) library.PieceRecord {
	stamps := make([]library.FileStamp, len(b.files))
	for i := range b.files {
		stamps[i] = b.files[i].stamp
	}
	return library.PieceRecord{ID: b.id, Done: done, Dirty: dirty, Files: stamps}
}
