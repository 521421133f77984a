package publish

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"runtime"
	"syscall"
	"time"

	"matinee/library"
	"matinee/library/pieces"
	"matinee/library/seal"
)

// stillWidth is how wide a poster is that is a frame, in pixels.
const stillWidth = 1280

// make makes one item: in one pass it is sealed or copied, and hashed in every way
// that manifest and torrent need.
func (b *build) make(ctx context.Context, p part) (record, error) {
	r := record{Recipe: p.recipe}
	b.report(p.recipe.Path, true)
	before, err := b.source(p.recipe.File)
	if err != nil {
		return r, err
	}
	r.Source = before
	if p.item.Frame == "" && library.KindOf(string(p.item.Path)).Playable() {
		if r.Facts, err = b.Prober.Probe(ctx, b.path(p.recipe.File)); err != nil {
			return r, fmt.Errorf("look into %s: %w", p.recipe.File, err)
		}
	}
	src, err := b.open(ctx, p)
	if err != nil {
		return r, fmt.Errorf("open %s: %w", p.recipe.File, err)
	}
	err = b.pass(ctx, p, src, &r)
	err = errors.Join(err, src.Close())
	if err != nil {
		return r, fmt.Errorf("%s: %w", p.recipe.File, err)
	}
	after, err := b.source(p.recipe.File)
	if err == nil && (after != before || b.read(p) && r.Plain.Length != before.Size) {
		err = library.Errorf(library.CodeItemChanged, "%s", p.recipe.File)
	}
	if err != nil {
		return r, errors.Join(err, os.Remove(b.place(p.recipe.Path)))
	}
	return r, nil
}

// read reports whether the item's plain form is its source, byte for byte.
func (b *build) read(p part) bool { return p.item.Frame == "" && !p.recipe.Front }

// open opens what the item's plain form is.
func (b *build) open(ctx context.Context, p part) (io.ReadCloser, error) {
	switch {
	case p.item.Frame != "":
		still, err := frame(ctx, b.Prober, b.path(p.item.Frame), time.Duration(p.item.At), stillWidth)
		return io.NopCloser(bytes.NewReader(still)), err
	case p.recipe.Front:
		moved := filepath.Join(b.Work, "front"+filepath.Ext(p.recipe.File))
		if err := b.Prober.MoveIndex(ctx, b.path(p.recipe.File), moved); err != nil {
			return nil, err
		}
		f, err := os.Open(moved)
		return &temporary{f}, err
	}
	return b.root.Open(filepath.FromSlash(p.recipe.File))
}

// frame is a frame of a film: at a place, or with none where it shows most.
func frame(ctx context.Context, from Prober, film string, at time.Duration, width int) ([]byte, error) {
	if at > 0 {
		return from.Frame(ctx, film, at, width)
	}
	return from.Still(ctx, film, width)
}

// temporary is a file that is gone once it was read.
type temporary struct{ *os.File }

func (t *temporary) Close() error { return errors.Join(t.File.Close(), os.Remove(t.Name())) }

// pass reads src to its end, once.
func (b *build) pass(ctx context.Context, p part, src io.Reader, r *record) (err error) {
	path := b.place(p.recipe.Path)
	if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
		return writeError(path, err)
	}
	out, err := create(path + ".part")
	if err != nil {
		return writeError(path, err)
	}
	began := b.done
	src = &watched{ctx: ctx, from: src, gate: b.Gate, tell: func(n int) {
		b.done = min(b.done+int64(n), began+p.size)
		b.report(p.recipe.Path, false)
	}}
	v1, v2 := pieces.NewV1(b.piece, b.gathered), pieces.NewV2(b.piece)
	if len(p.recipe.To) > 0 {
		var sums seal.Sums
		sums, err = seal.Seal(ctx, out, src, p.recipe.To, v1, v2)
		r.Plain, r.Sealed = sums.Plain, &sums.Sealed
	} else {
		r.Plain, err = seal.Copy(ctx, out, src, v1, v2)
	}
	if err == nil && r.Plain.Length == 0 {
		err = library.Errorf(library.CodeItemChanged, "it is empty")
	}
	err = errors.Join(err, writeError(path, out.Close()))
	if err == nil {
		err = writeError(path, os.Rename(path+".part", path))
	}
	if err != nil {
		b.done = began
		return errors.Join(err, os.Remove(path+".part"))
	}
	b.done = began + p.size
	v1.Finish(&r.Hashes)
	b.gathered = v1.Memory()
	v2.Finish(&r.Hashes)
	r.Made, err = stampOf(path)
	return err
}

// writeError tells people where something could not be written.
func writeError(path string, err error) error {
	switch {
	case err == nil:
		return nil
	case errors.Is(err, fs.ErrPermission):
		return &library.Error{Code: library.CodeReadOnly, Detail: filepath.Dir(path), Err: err}
	case isFull(err):
		return &library.Error{Code: library.CodeDiskFull, Detail: filepath.Dir(path), Err: err}
	}
	return fmt.Errorf("write %s: %w", filepath.Base(path), err)
}

// stands reports whether a finished item can be taken over: what was made of it is
// there, and its source still is what it was made of. A source that was only
// touched is read again to know.
func (b *build) stands(ctx context.Context, r *record) (bool, error) {
	made, err := stampOf(b.place(r.Recipe.Path))
	if err != nil || made != r.Made {
		return false, nil //nolint:nilerr // it is made again
	}
	now, err := b.source(r.Recipe.File)
	if err != nil {
		return false, err
	}
	switch {
	case now == r.Source:
		return true, nil
	case now.Size != r.Source.Size || r.Recipe.Front || r.Recipe.Frame:
		return false, nil
	}
	f, err := b.root.Open(filepath.FromSlash(r.Recipe.File))
	if err != nil {
		return false, err
	}
	defer f.Close()
	sum, err := seal.Copy(ctx, io.Discard, f)
	r.Source = now
	return err == nil && sum == r.Plain, err
}

// isFull reports whether there was no room on the disk, or none that may be used.
func isFull(err error) bool {
	const windowsDiskFull = syscall.Errno(112)
	return errors.Is(err, syscall.ENOSPC) || errors.Is(err, syscall.EDQUOT) ||
		runtime.GOOS == "windows" && errors.Is(err, windowsDiskFull)
}
