package disk

import (
	"context"

	"matinee/library"
)

// Settle syncs and records now what is verified of one bundle, names its whole
// items, and has done called after everything that was to be told before. It
// waits while the bundle is moved.
func (d *Disk) Settle(ctx context.Context, id library.BundleID, done func()) error {
	b, err := d.need(id)
	if err != nil {
		return err
	}
	b.op.Lock()
	defer b.op.Unlock()
	if b.open() {
		if err := d.commit(ctx, []*bundle{b}, false); err != nil {
			return err
		}
	}
	d.notices.push(done)
	return nil
}
