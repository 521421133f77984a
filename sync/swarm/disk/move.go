package disk

import (
	"context"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"matinee/library"
)

// copyStep is what a move across devices copies at once.
const copyStep = 1 << 20

// byDepth sorts directories so that each comes before its parents.
func byDepth(dirs []string) {
	slices.SortFunc(dirs, func(a, b string) int {
		return strings.Count(b, string(filepath.Separator)) - strings.Count(a, string(filepath.Separator))
	})
}

// Move brings the bundle's files below another folder, open or not; its I/O
// waits meanwhile. On one device files are renamed, else copied, synced, checked
// and only then removed. When it fails or ctx ends, the old place stays valid.
// root must exist, folder is root or below it. progress gets bytes; it must not
// call the Disk and may be nil.
func (d *Disk) Move(ctx context.Context, id library.BundleID, root, folder string, progress func(done, total int64)) error {
	b, err := d.need(id)
	if err != nil {
		return err
	}
	b.op.Lock()
	defer b.op.Unlock()
	to, err := (Layout{Root: root, Folder: folder, Paths: b.place.Paths}).check()
	if err != nil {
		return fmt.Errorf("move %s: %w", id, err)
	}
	if b.deleted || to.Folder == b.place.Folder {
		return nil
	}
	if err := d.commit(ctx, []*bundle{b}, false); err != nil {
		return err
	}
	if err := b.move(ctx, to, progress); err != nil {
		return fmt.Errorf("move %s: %w", id, err)
	}
	return nil
}

// move is Move once everything is recorded. op is held.
func (b *bundle) move(ctx context.Context, to Layout, progress func(done, total int64)) error {
	if !b.rootHere() {
		return b.goneError(nil)
	}
	if info, err := b.d.fs.Stat(to.Root); err != nil || !info.IsDir() {
		return &library.Error{Code: library.CodeFolderGone, Detail: to.Root, Err: err}
	}
	b.gate.Lock()
	defer b.gate.Unlock()
	b.dropHandles()
	m := &mover{
		fs: b.d.fs, from: b.place, to: to, progress: progress,
		stamps: map[string][2]library.FileStamp{},
	}
	if err := m.run(ctx, b.suffix); err != nil {
		return err
	}
	b.place = to
	b.mu.Lock()
	b.dirs = nil // the old ones; the new ones are synced
	b.mu.Unlock()
	err := b.restampMoved(ctx, m)
	m.clean()
	return err
}

// restampMoved records the stamps that the move changed. op is held.
func (b *bundle) restampMoved(ctx context.Context, m *mover) error {
	b.mu.Lock()
	for i := range b.files {
		b.files[i].stamp = m.restamp(i, b.files[i].stamp, b.suffix)
	}
	b.mu.Unlock()
	if b.rec == nil {
		return nil
	}
	rec := *b.rec
	rec.Files = slices.Clone(rec.Files)
	for i := range min(len(rec.Files), len(m.from.Paths)) {
		rec.Files[i] = m.restamp(i, rec.Files[i], b.suffix)
	}
	if slices.Equal(rec.Files, b.rec.Files) {
		return nil
	}
	b.remember(&rec)
	return b.d.save(ctx, []library.PieceRecord{rec})
}

// mover is one move under way.
type mover struct {
	fs       FS
	from, to Layout
	progress func(done, total int64)

	names       []string // below the folder, of the files that exist
	sizes       []int64
	stamps      map[string][2]library.FileStamp // of copied files, before and after
	total, done int64
	renamed     []string // undone by renaming back
	copied      []string // undone by removing the copy
	dirs        []string // directories with new entries
}

// run moves the files, or undoes what it did.
func (m *mover) run(ctx context.Context, suffix string) error {
	m.list(suffix)
	for i, name := range m.names {
		if err := m.one(ctx, name, m.sizes[i]); err != nil {
			m.undo()
			return err
		}
	}
	for _, dir := range distinct(m.dirs) {
		if err := m.fs.SyncDir(dir); err != nil {
			m.undo()
			return explained(err, dir)
		}
	}
	return nil
}

// list finds what there is to move.
func (m *mover) list(suffix string) {
	for _, p := range m.from.Paths {
		if p == "" {
			continue
		}
		for _, name := range []string{filepath.FromSlash(p), filepath.FromSlash(p) + suffix} {
			info, err := m.fs.Stat(filepath.Join(m.from.Folder, name))
			if err != nil || !info.Mode().IsRegular() {
				continue
			}
			m.names = append(m.names, name)
			m.sizes = append(m.sizes, info.Size())
			m.total += info.Size()
		}
	}
}

// one moves one file; it never writes over another.
func (m *mover) one(ctx context.Context, name string, size int64) error {
	if err := ctx.Err(); err != nil {
		return library.Wrap(library.CodeCanceled, err)
	}
	old, now := filepath.Join(m.from.Folder, name), filepath.Join(m.to.Folder, name)
	made, err := makeDirs(m.fs, m.to.Root, filepath.Dir(now))
	m.dirs = append(append(m.dirs, made...), filepath.Dir(now))
	if err != nil {
		return explained(err, filepath.Dir(now))
	}
	if _, err := m.fs.Stat(now); !errors.Is(err, fs.ErrNotExist) {
		return &library.Error{Code: library.CodeInternal, Detail: now, Err: errors.Join(fs.ErrExist, err)}
	}
	err = m.fs.Rename(old, now)
	if err == nil {
		m.renamed = append(m.renamed, name)
		m.advance(size)
		return nil
	}
	if !isCrossDevice(err) {
		return explained(err, old)
	}
	if err := m.copy(ctx, name, old, now, size); err != nil {
		return explained(err, now)
	}
	return nil
}

func (m *mover) advance(n int64) {
	m.done += n
	if m.progress != nil {
		m.progress(m.done, m.total)
	}
}

// copy copies a file with its holes and its time, and syncs it.
func (m *mover) copy(ctx context.Context, name, old, now string, size int64) (err error) {
	in, err := m.fs.OpenFile(old, os.O_RDONLY, 0)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, in.Close()) }()
	info, err := in.Stat()
	if err != nil {
		return err
	}
	out, err := m.fs.OpenFile(now, os.O_RDWR|os.O_CREATE|os.O_EXCL, fileMode)
	if err != nil {
		return err
	}
	m.copied = append(m.copied, name)
	if err = m.copyData(ctx, in, out, size); err == nil {
		err = out.Truncate(size)
	}
	if err = errors.Join(err, out.Close()); err != nil {
		return err
	}
	if err = m.fs.Chtimes(now, info.ModTime()); err != nil {
		return err
	}
	stamp, err := m.check(now)
	if err == nil && stamp.Size != size {
		err = io.ErrShortWrite
	}
	m.stamps[name] = [2]library.FileStamp{stampOf(info), stamp}
	return err
}

// check syncs the copy and returns its stamp.
func (m *mover) check(name string) (stamp library.FileStamp, err error) {
	f, err := m.fs.OpenFile(name, os.O_RDWR, 0)
	if err != nil {
		return stamp, err
	}
	err = f.Sync()
	info, statErr := f.Stat()
	if statErr == nil {
		stamp = stampOf(info)
	}
	return stamp, errors.Join(err, statErr, f.Close())
}

// restamp is the stamp of item i after the move, since a file system may keep
// times less exactly than the one before. A stamp that did not fit before the
// move does not fit after it.
func (m *mover) restamp(i int, stamp library.FileStamp, suffix string) library.FileStamp {
	for _, name := range []string{m.from.Paths[i], m.from.Paths[i] + suffix} {
		if pair, ok := m.stamps[filepath.FromSlash(name)]; ok && pair[0] == stamp {
			return pair[1]
		}
	}
	return stamp
}

// copyData copies the ranges of in that hold data.
func (m *mover) copyData(ctx context.Context, in, out File, size int64) error {
	buf := make([]byte, copyStep)
	var off int64
	for off < size {
		start, end, err := in.Data(off)
		if errors.Is(err, io.EOF) {
			break
		}
		if err != nil {
			return err
		}
		start, end = min(start, size), min(end, size)
		m.advance(start - off)
		for off = start; off < end; {
			if err := ctx.Err(); err != nil {
				return library.Wrap(library.CodeCanceled, err)
			}
			chunk := buf[:min(copyStep, end-off)]
			if n, err := in.ReadAt(chunk, off); n < len(chunk) {
				return errors.Join(io.ErrUnexpectedEOF, err)
			}
			if _, err := out.WriteAt(chunk, off); err != nil {
				return err
			}
			off += int64(len(chunk))
			m.advance(int64(len(chunk)))
		}
	}
	m.advance(size - off)
	return nil
}

// undo puts everything back where it was.
func (m *mover) undo() {
	for _, name := range m.renamed {
		// Should this fail, a start finds the file missing and says so.
		_ = m.fs.Rename(filepath.Join(m.to.Folder, name), filepath.Join(m.from.Folder, name))
	}
	for _, name := range m.copied {
		_ = m.fs.Remove(filepath.Join(m.to.Folder, name))
	}
	prune(m.fs, m.to, m.to.Folder)
}

// clean removes what the move left behind at the old place.
func (m *mover) clean() {
	for _, name := range m.copied {
		_ = m.fs.Remove(filepath.Join(m.from.Folder, name)) // a copy left over harms nobody
	}
	prune(m.fs, m.from, m.from.Folder)
}
