package swarm

import (
	"context"
	"errors"
	"fmt"
	"path/filepath"

	"matinee/library"
)

// Move puts a bundle's files into another folder, which must be absolute. Until
// it succeeded the old place stays valid. progress may be nil.
func (e *Engine) Move(ctx context.Context, id library.BundleID, folder string, progress func(done, total int64)) error {
	if !filepath.IsAbs(folder) {
		return library.Errorf(library.CodeFolderGone, "%s is not an absolute path", folder)
	}
	folder = filepath.Clean(folder)
	en, err := e.lookup(id)
	if err != nil {
		return err
	}
	work, release, err := e.claim(ctx, en)
	if err != nil {
		return err
	}
	err = e.move(work, en, folder, progress)
	if err = errors.Join(err, release()); err != nil {
		return fmt.Errorf("move %s: %w", id, err)
	}
	return nil
}

// interruptible refuses a folder that holds files of the same names: after an
// interrupted move every such file there counts as our copy.
func interruptible(items []library.Item, folder string) error {
	m := interrupted{to: folder}
	for _, name := range m.naming(items).names {
		if path := filepath.Join(folder, name); size(path) >= 0 {
			return library.Errorf(library.CodeFileExists, "%s", path)
		}
	}
	return nil
}

func (e *Engine) move(ctx context.Context, en *entry, folder string, progress func(done, total int64)) error {
	e.mu.Lock()
	from, items := en.bundle.Folder, en.bundle.Items
	e.mu.Unlock()
	if from == folder {
		return nil
	}
	known, err := e.placeStored(en)
	if err != nil {
		return err
	}
	if known {
		if err := interruptible(items, folder); err != nil {
			return err
		}
		if err := e.noteMove(en.id, folder); err != nil {
			return err
		}
		if err := e.disk.Move(ctx, en.id, filepath.Dir(folder), folder, progress); err != nil {
			return errors.Join(err, e.endMove(en.id))
		}
	}
	// The files lie there now: that must be noted even if the caller has gone.
	kept := context.WithoutCancel(ctx)
	err = e.update(kept, en.id, func(b *library.Bundle) error { b.Folder = folder; return nil })
	if err != nil || !known {
		return err // a start finds the note of the move
	}
	return e.endMove(en.id)
}
