package disk

import (
	"errors"
	"io/fs"
	"os"
	"slices"
	"syscall"

	"matinee/library"
)

// explained gives an error of the file system its kind.
func explained(err error, name string) error {
	var has *library.Error
	if err == nil || errors.As(err, &has) {
		return err
	}
	code := library.CodeInternal
	switch {
	case isFull(err):
		code = library.CodeDiskFull
	case errors.Is(err, fs.ErrPermission), errors.Is(err, syscall.EROFS):
		code = library.CodeReadOnly
	}
	return &library.Error{Code: code, Detail: name, Err: err}
}

// report tells of a fault once for each kind.
func (b *bundle) report(err error) {
	code := library.CodeOf(err)
	b.mu.Lock()
	known := slices.Contains(b.told, code)
	if !known {
		b.told = append(b.told, code)
	}
	b.mu.Unlock()
	if f := b.d.cfg.OnError; f != nil && !known {
		b.d.notices.push(func() { f(b.id, err) })
	}
}

// rootHere reports whether the media folder is there, and still the one that was
// seen first: an empty mount point is not the disk that was mounted on it.
func (b *bundle) rootHere() bool {
	root := b.place.Root
	info, err := b.d.fs.Stat(root)
	if err != nil || !info.IsDir() {
		return false
	}
	b.d.mu.Lock()
	defer b.d.mu.Unlock()
	first, ok := b.d.roots[root]
	if !ok {
		b.d.roots[root] = info
		return true
	}
	return os.SameFile(first, info)
}

func (b *bundle) goneError(cause error) error {
	return &library.Error{Code: library.CodeFolderGone, Detail: b.place.Root, Err: cause}
}

// vanish notes that the media folder went: what was not recorded is forgotten,
// and until Refresh nothing is done with the bundle.
func (b *bundle) vanish(cause error) error {
	b.mu.Lock()
	if !b.gone.Swap(true) {
		b.changed = false
		b.done, b.saved = b.safe(), nil
		b.fresh, b.finish, b.dirs = nil, nil, nil
	}
	b.mu.Unlock()
	err := b.goneError(cause)
	b.report(err)
	return err
}

// safe are the pieces that are done and known to be synced; not to be altered.
// mu is held.
func (b *bundle) safe() bitmap {
	if b.saved == nil {
		return b.done
	}
	return b.saved.and(b.done)
}

// missed finds out why file i could not be read where it should be, corrects
// the piece states and says what it was. gate is held.
func (b *bundle) missed(i int, cause error) error {
	if !b.rootHere() {
		return b.vanish(cause)
	}
	f := &b.files[i]
	at, stamp := b.find(i)
	from := int(f.from)
	if at != isAbsent && stamp.Size < f.length {
		from = int((f.off + stamp.Size) / b.pieceLen)
	} else if at != isAbsent {
		from = int(f.to) // it is whole again, or under its other name
	}
	b.mu.Lock()
	n := b.doubt(from, int(f.to), false)
	for p := from; p < int(f.to); p++ {
		b.mark(p, false) // what was unknown is missing now
	}
	f.at = at
	b.mu.Unlock()
	return b.spoiled(i, n, cause)
}

// altered makes every done piece of file i unknown, since it is not the file
// they were verified in. gate is held.
func (b *bundle) altered(i int, stamp library.FileStamp) error {
	f := &b.files[i]
	b.mu.Lock()
	n := b.doubt(int(f.from), int(f.to), true)
	f.stamp = stamp
	b.mu.Unlock()
	return b.spoiled(i, n, nil)
}

// spoiled tells that n pieces of file i were taken back.
func (b *bundle) spoiled(i, n int, cause error) error {
	f := &b.files[i]
	err := &library.Error{Code: library.CodeFilesChanged, Detail: b.place.Paths[i], Err: cause}
	if n > 0 {
		b.report(err)
		b.d.changed(Change{ID: b.id, Item: i, From: int(f.from), To: int(f.to), Err: err})
		b.d.arm(b)
	}
	return err
}

// inspect looks whether a file in use is still the one we opened.
func (h *handle) inspect() {
	if !h.b.gate.TryRLock() { // names are being changed
		return
	}
	defer h.b.gate.RUnlock()
	if h.b.open() && h.slot.Load() == h {
		_ = h.b.verify(h) // it reported what it found
	}
}

// verify compares an open file with what its name leads to and with what was
// verified in it. gate is held.
func (b *bundle) verify(h *handle) error {
	info, err := h.f.Stat()
	if errors.Is(err, os.ErrClosed) {
		return nil // whoever opens it next verifies it
	}
	if err != nil {
		return explained(err, h.name)
	}
	named, err := b.d.fs.Stat(h.name)
	if err != nil {
		b.d.handles.drop(h)
		return b.missed(h.i, err)
	}
	if !os.SameFile(info, named) {
		b.d.handles.drop(h)
		if !b.rootHere() {
			return b.vanish(nil)
		}
		return b.altered(h.i, stampOf(named))
	}
	f := &b.files[h.i]
	b.mu.Lock()
	settled, was := f.settled, f.stamp
	end := b.verified(h.i)
	b.mu.Unlock()
	switch now := stampOf(info); {
	case now.Size < end:
		return b.missed(h.i, nil)
	case settled && now != was:
		return b.altered(h.i, now)
	}
	return nil
}

// verified is the end of the last done piece in file i. mu is held.
func (b *bundle) verified(i int) int64 {
	f := &b.files[i]
	for p := int(f.to) - 1; p >= int(f.from); p-- {
		if b.done.has(p) {
			_, end := b.extent(i, p)
			return end
		}
	}
	return 0
}
