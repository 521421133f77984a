package disk

import (
	"context"
	"errors"
	"io"
	"os"

	"matinee/library"
)

// errSettled asks the writer to give a file its unfinished name first.
var errSettled = errors.New("the file bears its final name")

// errClosed is what I/O on a closed bundle gets.
func (b *bundle) errClosed() error {
	return &library.Error{Code: library.CodeInternal, Detail: string(b.id), Err: os.ErrClosed}
}

// usable fails when the bundle takes no I/O. gate is held.
func (b *bundle) usable() error {
	switch {
	case !b.open():
		return b.errClosed()
	case b.gone.Load():
		return b.goneError(nil)
	}
	return nil
}

// spans calls f for each part of the bundle's bytes off to off+n that lies in a
// file; what lies between files (BEP 52 alignment) is left out. gate is held.
func (b *bundle) spans(off, n int64, f func(i int, at, from, to int64) error) error {
	end := off + n
	for i := b.locate(off); i < len(b.files) && b.files[i].off < end; i++ {
		file := &b.files[i]
		start, stop := max(off, file.off), min(end, file.off+file.length)
		if start >= stop {
			continue
		}
		if err := f(i, start-file.off, start-off, stop-off); err != nil {
			return err
		}
	}
	return nil
}

// bounds are the offsets of the first byte of piece p and behind its last one
// that lies in a file.
func (b *bundle) bounds(p int) (start, end int64, err error) {
	b.gate.RLock()
	defer b.gate.RUnlock()
	if err := b.usable(); err != nil {
		return 0, 0, err
	}
	start = int64(p) * b.pieceLen
	end = start
	for i := b.locate(start); i < len(b.files) && b.files[i].off < start+b.pieceLen; i++ {
		end = min(b.files[i].off+b.files[i].length, start+b.pieceLen)
	}
	return start, end, nil
}

// readAt reads from offset off of the bundle. It reports io.EOF only at its end.
func (b *bundle) readAt(buf []byte, off int64) (n int, err error) {
	b.gate.RLock()
	defer b.gate.RUnlock()
	if err := b.usable(); err != nil {
		return 0, err
	}
	want := int64(len(buf))
	if left := max(b.length-off, 0); want > left {
		want, err = left, io.EOF
	}
	if off < 0 {
		return 0, os.ErrInvalid
	}
	done := int64(0)
	readErr := b.spans(off, want, func(i int, at, from, to int64) error {
		clear(buf[done:from])
		done = from
		if b.files[i].pad {
			clear(buf[from:to])
			done = to
			return nil
		}
		got, err := b.readFile(i, buf[from:to], at)
		done += int64(got)
		return err
	})
	if readErr != nil {
		return int(done), readErr
	}
	clear(buf[done:want])
	return int(want), err
}

// readFile fills buf from file i. gate is held.
func (b *bundle) readFile(i int, buf []byte, at int64) (n int, err error) {
	for n < len(buf) {
		h, err := b.handle(i, false)
		if err != nil {
			return n, err
		}
		got, err := h.f.ReadAt(buf[n:], at+int64(n))
		n += got
		switch {
		case n == len(buf) || errors.Is(err, os.ErrClosed):
		case errors.Is(err, io.EOF):
			return n, b.missed(i, io.ErrUnexpectedEOF)
		case err != nil:
			b.d.handles.drop(h)
			if !b.rootHere() {
				return n, b.vanish(err)
			}
			err = explained(err, b.place.Paths[i])
			b.report(err)
			return n, err
		}
	}
	return n, nil
}

// writeAt writes at offset off of the bundle. The client calls it without its
// lock.
func (b *bundle) writeAt(buf []byte, off int64) (n int, err error) {
	if err := b.begin(context.Background()); err != nil {
		return 0, err
	}
	for {
		n, demote, err := b.tryWrite(buf, off)
		if !errors.Is(err, errSettled) {
			return n, err
		}
		if err := b.demote(demote); err != nil {
			return 0, err
		}
	}
}

// tryWrite writes, or names a file that must first lose its final name.
func (b *bundle) tryWrite(buf []byte, off int64) (n, settled int, err error) {
	b.gate.RLock()
	defer b.gate.RUnlock()
	if err := b.usable(); err != nil {
		return 0, 0, err
	}
	if off < 0 || off+int64(len(buf)) > b.length {
		return 0, 0, os.ErrInvalid
	}
	err = b.spans(off, int64(len(buf)), func(i int, at, from, to int64) error {
		if b.files[i].pad {
			return nil
		}
		err := b.writeFile(i, buf[from:to], at)
		if err != nil {
			settled, n = i, int(from)
		}
		return err
	})
	if err != nil {
		return n, settled, err
	}
	return len(buf), 0, nil
}

// writeFile writes buf into file i. gate is held.
func (b *bundle) writeFile(i int, buf []byte, at int64) error {
	f := &b.files[i]
	if err := b.reserve(f, int64(len(buf))); err != nil {
		return b.fail(err, b.place.Paths[i])
	}
	for n := 0; n < len(buf); {
		h, err := b.handle(i, true)
		if errors.Is(err, errSettled) {
			return err
		}
		if err != nil {
			return b.fail(err, b.place.Paths[i])
		}
		wrote, err := h.f.WriteAt(buf[n:], at+int64(n))
		n += wrote
		if err != nil && !errors.Is(err, os.ErrClosed) {
			return b.fail(err, b.place.Paths[i])
		}
	}
	return nil
}

// reserve asks for room for n more bytes of f, a step at a time.
func (b *bundle) reserve(f *file, n int64) error {
	if b.d.cfg.Reserve == nil || f.credit.Add(-n) >= 0 {
		return nil
	}
	ask := max(n, min(reserveStep, f.length))
	if err := b.d.cfg.Reserve(b.place.Folder, ask); err != nil {
		f.credit.Add(n)
		return library.Wrap(library.CodeDiskFull, err)
	}
	f.credit.Add(ask)
	return nil
}
