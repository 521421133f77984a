package disk

import "matinee/library"

// Have are the pieces of a bundle that are verified, in the order of a BEP 3
// bitfield; not to be altered. For a bundle that is not open it is what its
// record says. It never waits for the disk.
func (d *Disk) Have(id library.BundleID) []byte {
	d.mu.Lock()
	b := d.bundles[id]
	if b == nil {
		defer d.mu.Unlock()
		return d.cfg.Records[id].Done
	}
	d.mu.Unlock()
	b.mu.Lock()
	defer b.mu.Unlock()
	switch {
	case b.gone.Load():
		return nil
	case b.done == nil && b.rec != nil:
		return b.rec.Done
	case b.saved != nil: // done may be altered
		return b.done.clone()
	}
	return b.done
}

// Unknown is the number of pieces of an open bundle that wait to be hashed.
func (d *Disk) Unknown(id library.BundleID) int {
	b := d.bundle(id)
	if b == nil {
		return 0
	}
	b.mu.Lock()
	defer b.mu.Unlock()
	return b.unknowns
}

// remember takes over a saved record. op is held.
func (b *bundle) remember(rec *library.PieceRecord) {
	b.mu.Lock()
	b.rec = rec
	b.mu.Unlock()
}
