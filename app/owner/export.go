package owner

import (
	"context"
	"crypto/sha256"
	"errors"
	"fmt"
	"hash"
	"io"
	"io/fs"
	"os"
	"path/filepath"

	"matinee/app/control"
	"matinee/library"
	"matinee/library/format"
	"matinee/library/seal"
)

// ExportItem implements control.Licences. It saves an item as an ordinary file of its
// own: a sealed one as what it is once it is opened, if a licence or its terms allow
// that. What does not have the hash that the manifest names is not kept, nor is what was
// cut off, and nothing is written over.
func (o *Owner) ExportItem(ctx context.Context, req control.ExportRequest, progress func(done, total int)) (control.Exported, error) {
	b, err := o.shelf.Bundle(req.ID)
	if err != nil {
		return control.Exported{}, err
	}
	item, err := chooseItem(b, req.Item)
	if err != nil {
		return control.Exported{}, err
	}
	if b.Local {
		return control.Exported{}, library.Errorf(library.CodeNotOurs, "%s", b.Title)
	}
	from, err := o.plainOf(ctx, b, item)
	if err != nil {
		return control.Exported{}, err
	}
	defer func() { _ = from.file.Close() }() // nothing was written to it
	to := targetOf(req.To, item)
	if err := o.saveCopy(ctx, from, to, progress); err != nil {
		return control.Exported{}, fmt.Errorf("export %s: %w", item.Path, err)
	}
	return control.Exported{Path: to, Length: from.size, Verified: from.sum != ""}, nil
}

// plainItem is an item as it is saved.
type plainItem struct {
	io.Reader
	file *os.File
	size int64
	sum  library.Digest // "" where no manifest names one
}

// plainOf opens an item that is whole, and what is inside a sealed one.
func (o *Owner) plainOf(ctx context.Context, b library.Bundle, item library.Item) (p plainItem, err error) {
	path, whole, err := o.engine.ItemPath(b.ID, item.Index)
	if err == nil && !whole {
		err = library.Errorf(library.CodeNotHere, "%s", item.Path)
	}
	if err != nil {
		return p, err
	}
	m, listed, err := o.listedItem(ctx, b, item)
	if err != nil {
		return p, err
	}
	var key library.Identity
	if item.Sealed() {
		if key, err = o.vault.Export(ctx, m, listed); err != nil {
			return p, err
		}
	}
	if p.file, err = os.Open(path); err != nil {
		return p, library.Wrap(library.CodeFilesChanged, err)
	}
	p.Reader, p.size, p.sum = p.file, item.Length, listed.Plain.SHA256
	if item.Sealed() {
		opened, err := seal.OpenAt(p.file, item.Length, key)
		if err != nil {
			return p, errors.Join(err, p.file.Close())
		}
		p.Reader, p.size = io.NewSectionReader(opened, 0, opened.Size()), opened.Size()
	}
	return p, nil
}

// listedItem is an item as its manifest names it; nothing for a clear one of a bundle
// without a manifest.
func (o *Owner) listedItem(ctx context.Context, b library.Bundle, item library.Item) (m format.Manifest, i format.Item, err error) {
	if item.Sealed() {
		return o.sealedItem(ctx, b, item.Index)
	}
	kept, err := o.db.Editions(ctx, b.ID)
	if err != nil || len(kept.Manifest) == 0 {
		return m, i, err
	}
	signed, err := format.Read[format.Manifest](kept.Manifest)
	if err != nil {
		return m, i, err
	}
	i, _ = signed.Doc.Item(library.ItemPath(item.Path))
	if i.Sealed != nil || i.Plain.Length != item.Length {
		i = format.Item{} // it is not what the manifest speaks of
	}
	return signed.Doc, i, nil
}

// targetOf is the file that is meant: in a folder, it is called as the item is.
func targetOf(to string, item library.Item) string {
	if info, err := os.Stat(to); err == nil && info.IsDir() {
		return filepath.Join(to, filepath.Base(filepath.FromSlash(item.Plain())))
	}
	return to
}

// exportStep is how much is copied between two looks whether to go on, in bytes: age is
// fast in steps of this size.
const exportStep = 1 << 20

// saveCopy writes a file beside its target, verifies it and gives it its name.
func (o *Owner) saveCopy(ctx context.Context, from plainItem, to string, progress func(done, total int)) error {
	if _, err := os.Lstat(to); !errors.Is(err, fs.ErrNotExist) {
		return library.Errorf(library.CodeFileExists, "%s", to)
	}
	free, err := freeSpace(filepath.Dir(to))
	if err != nil {
		return &library.Error{Code: library.CodeBadFolder, Detail: filepath.Dir(to), Err: err}
	}
	if free < from.size {
		return library.Errorf(library.CodeDiskFull, "%s more are needed", library.Bytes(from.size-free))
	}
	part, err := os.CreateTemp(filepath.Dir(to), "."+filepath.Base(to)+".*.part")
	if err != nil {
		return &library.Error{Code: library.CodeBadFolder, Detail: filepath.Dir(to), Err: err}
	}
	defer os.Remove(part.Name()) // is gone after the rename
	sum := sha256.New()
	err = copyTo(ctx, io.MultiWriter(part, sum), from, progress)
	if err == nil {
		err = errors.Join(verified(sum, from.sum), part.Chmod(0o644), part.Sync())
	}
	if err = errors.Join(err, part.Close()); err != nil {
		return err
	}
	if _, err := os.Lstat(to); !errors.Is(err, fs.ErrNotExist) { // somebody was faster
		return library.Errorf(library.CodeFileExists, "%s", to)
	}
	return library.Wrap(library.CodeBadFolder, os.Rename(part.Name(), to))
}

// copyTo copies until the end, or until ctx ends.
func copyTo(ctx context.Context, to io.Writer, from plainItem, progress func(done, total int)) error {
	step := make([]byte, exportStep)
	for done := int64(0); done < from.size; {
		if err := ctx.Err(); err != nil {
			return err
		}
		n, err := io.ReadFull(from.Reader, step[:min(exportStep, from.size-done)])
		if err != nil {
			return library.Wrap(library.CodeDamagedItem, err)
		}
		if _, err := to.Write(step[:n]); err != nil {
			return library.Wrap(library.CodeDiskFull, err)
		}
		done += int64(n)
		progress(int(done), int(from.size))
	}
	return nil
}

// verified holds what was read against the hash that the manifest names.
func verified(sum hash.Hash, want library.Digest) error {
	if got := library.DigestOf([sha256.Size]byte(sum.Sum(nil))); want != "" && got != want {
		return library.Errorf(library.CodeDamagedItem, "its hash is another one")
	}
	return nil
}
