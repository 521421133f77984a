package swarm

import (
	"context"
	"errors"
	"fmt"
	"slices"

	"matinee/library"
)

// Remove takes a bundle out of the library; withFiles also deletes its files,
// and nothing else in its folder. A move of it that is under way ends.
func (e *Engine) Remove(ctx context.Context, id library.BundleID, withFiles bool) error {
	e.mu.Lock()
	en, err := e.find(id)
	if err != nil {
		e.mu.Unlock()
		return err
	}
	if en.stopJob != nil {
		en.stopJob()
	}
	e.mu.Unlock()
	ctx, release, err := e.claim(ctx, en)
	if err != nil {
		return err
	}
	return errors.Join(e.remove(ctx, en, withFiles), release())
}

func (e *Engine) remove(ctx context.Context, en *entry, withFiles bool) error {
	if withFiles {
		if err := e.deleteFiles(ctx, en); err != nil {
			return fmt.Errorf("remove the files of %s: %w", en.id, err)
		}
	}
	en.write.Lock() // no change may bring it back
	err := e.cfg.Store.DeleteBundle(ctx, en.id)
	if err != nil {
		en.write.Unlock()
		return fmt.Errorf("remove %s: %w", en.id, err)
	}
	e.disk.Drop(en.id)
	e.mu.Lock()
	delete(e.entries, en.id)
	e.order = slices.DeleteFunc(slices.Clone(e.order), func(id library.BundleID) bool { return id == en.id })
	en.touch()
	e.bus.send(library.NewRemoved(en.id))
	e.mu.Unlock()
	en.write.Unlock()
	return e.removeCopies(en.id)
}

// Evict deletes a bundle's files to make room but keeps the bundle, paused, so
// that it can be fetched again.
func (e *Engine) Evict(ctx context.Context, id library.BundleID) error {
	en, err := e.lookup(id)
	if err != nil {
		return err
	}
	ctx, release, err := e.claim(ctx, en)
	if err != nil {
		return err
	}
	e.mu.Lock()
	_, freed, _ := e.progress(en)
	en.running, en.verify, en.hold = false, false, library.Paused
	e.mu.Unlock()
	err = e.update(ctx, id, func(b *library.Bundle) error { b.Paused = true; return nil })
	if err == nil {
		err = e.deleteFiles(ctx, en)
	}
	if err == nil { // after a restart, too, nothing is there
		err = e.cfg.Store.SavePieceRecords(ctx, []library.PieceRecord{{ID: id}})
	}
	if err = errors.Join(err, release()); err != nil {
		return fmt.Errorf("make room by %s: %w", id, err)
	}
	e.bus.send(library.NewEvicted(id, freed))
	return nil
}

// deleteFiles removes a bundle's files; it must be out of the client.
func (e *Engine) deleteFiles(ctx context.Context, en *entry) error {
	known, err := e.placeStored(en)
	if err != nil || !known {
		return err
	}
	return e.disk.Delete(ctx, en.id)
}

// Recheck hashes everything a bundle has on disk. A bundle that does not run is
// checked and then rests again.
func (e *Engine) Recheck(ctx context.Context, id library.BundleID) error {
	en, err := e.lookup(id)
	if err != nil {
		return err
	}
	work, release, err := e.claim(ctx, en)
	if err != nil {
		return err
	}
	err = e.forgetPieces(work, en)
	if err == nil {
		e.mu.Lock()
		en.problem, en.verify, en.doubted = nil, true, true
		if en.hold == library.Stopped {
			en.hold = library.Queued
		}
		e.mu.Unlock()
	}
	if err = errors.Join(err, release()); err != nil {
		return fmt.Errorf("re-check %s: %w", id, err)
	}
	return nil
}

func (e *Engine) forgetPieces(ctx context.Context, en *entry) error {
	known, err := e.placeStored(en)
	if err != nil {
		return err
	}
	if !known {
		return library.Errorf(library.CodeNoPeers, "%s", en.id)
	}
	if err := e.disk.Refresh(ctx, en.id); err != nil {
		return err
	}
	return e.disk.Forget(en.id)
}

// placeStored tells the disk where the files of a bundle lie that is not in the
// client; false when its metainfo is unknown, and so it has none.
func (e *Engine) placeStored(en *entry) (bool, error) {
	e.mu.Lock()
	known := en.bundle.HasInfo()
	e.mu.Unlock()
	if !known {
		return false, nil
	}
	meta, err := readCopy(e.torrentCopy(en.id))
	if err != nil {
		return true, err
	}
	return true, e.place(en, meta)
}
