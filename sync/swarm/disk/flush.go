package disk

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"slices"
	"time"

	"matinee/library"
)

// arm has the bundle recorded within SyncEvery.
func (d *Disk) arm(b *bundle) {
	d.mu.Lock()
	defer d.mu.Unlock()
	d.dirty[b] = true
	if d.timer == nil && !d.closed {
		d.running.Add(1)
		d.timer = time.AfterFunc(d.cfg.SyncEvery, d.tick)
	}
}

// disarm forgets that the bundle has something to record.
func (d *Disk) disarm(b *bundle) {
	d.mu.Lock()
	defer d.mu.Unlock()
	delete(d.dirty, b)
}

// due takes the bundles that have something to record.
func (d *Disk) due() []*bundle {
	d.mu.Lock()
	defer d.mu.Unlock()
	out := make([]*bundle, 0, len(d.dirty))
	for b := range d.dirty {
		out = append(out, b)
	}
	clear(d.dirty)
	return out
}

// tick records what is due, leaving out the bundles that are moved or closed
// right now: they come next time or record themselves.
func (d *Disk) tick() {
	defer d.running.Done()
	d.mu.Lock()
	d.timer = nil
	d.mu.Unlock()
	d.flushing.Lock()
	defer d.flushing.Unlock()
	var free []*bundle
	for _, b := range d.due() {
		if b.op.TryLock() {
			free = append(free, b)
		} else {
			d.arm(b)
		}
	}
	if err := d.flush(context.Background(), free); err != nil {
		d.log.Debug("the flush failed; what is verified stays to be recorded", "err", err)
	}
}

// Flush syncs and records now all that is verified. It waits for bundles that
// are being moved.
func (d *Disk) Flush(ctx context.Context) error {
	d.flushing.Lock()
	defer d.flushing.Unlock()
	all := d.due()
	for _, b := range all {
		b.op.Lock()
	}
	return d.flush(ctx, all)
}

// flush records bundles whose op is held and releases it.
func (d *Disk) flush(ctx context.Context, held []*bundle) error {
	defer func() {
		for _, b := range held {
			b.op.Unlock()
		}
	}()
	return d.commit(ctx, held, false)
}

// batch is what one commit does for one bundle.
type batch struct {
	b      *bundle
	done   bitmap // done when the batch began; in the end what is synced
	fresh  []int  // files to sync
	finish []int  // files to name
	dirs   []string
	stamps []int // files whose size and time are to be noted
	last   bool  // nothing will be written after it
	rec    library.PieceRecord
}

// commit makes what is verified durable, records it, and names what is whole, in
// this order. op of the bundles is held.
func (d *Disk) commit(ctx context.Context, bundles []*bundle, last bool) error {
	var batches []*batch
	var recs []library.PieceRecord
	var failed error
	for _, b := range bundles {
		j := b.collect(last)
		if j == nil {
			continue
		}
		if err := j.sync(); err != nil {
			failed = errors.Join(failed, err)
			continue
		}
		batches = append(batches, j)
		recs = append(recs, j.rec)
	}
	if len(recs) == 0 {
		return failed
	}
	if err := d.save(ctx, recs); err != nil {
		for _, j := range batches {
			j.putBack()
			j.b.report(err)
		}
		return errors.Join(failed, err)
	}
	for _, j := range batches {
		j.recorded()
	}
	return failed
}

// save hands records to the user's store.
func (d *Disk) save(ctx context.Context, recs []library.PieceRecord) error {
	if d.cfg.Save == nil {
		return nil
	}
	if err := d.cfg.Save(ctx, recs); err != nil {
		return library.Wrap(library.CodeInternal, fmt.Errorf("record pieces: %w", err))
	}
	return nil
}

// collect takes what is to be recorded; nil when there is nothing. op is held.
func (b *bundle) collect(last bool) *batch {
	b.mu.Lock()
	defer b.mu.Unlock()
	if !b.open() || b.gone.Load() {
		return nil
	}
	if !b.changed && len(b.finish) == 0 && !(last && b.session.Load()) {
		return nil
	}
	j := &batch{b: b, done: b.done.clone(), fresh: b.fresh, finish: b.finish, dirs: b.dirs, last: last}
	b.fresh, b.finish, b.dirs, b.changed = nil, nil, nil, false
	for _, i := range j.fresh {
		b.files[i].unsynced = false
	}
	for i := range b.files {
		if last && b.files[i].written {
			j.stamps = append(j.stamps, i)
		}
	}
	j.stamps = append(j.stamps, j.finish...)
	return j
}

// putBack makes everything due again.
func (j *batch) putBack() {
	b := j.b
	b.mu.Lock()
	for _, i := range j.fresh {
		if f := &b.files[i]; !f.unsynced {
			f.unsynced = true
			b.fresh = append(b.fresh, i)
		}
	}
	b.finish = append(b.finish, j.finish...)
	b.dirs = append(b.dirs, j.dirs...)
	b.changed = true
	b.mu.Unlock()
	b.d.arm(b)
}

// sync makes the batch's data durable and fills in the record. It fails when
// nothing of the bundle can be recorded now.
func (j *batch) sync() error {
	b := j.b
	for _, i := range j.fresh {
		if err := b.syncFile(i, slices.Contains(j.finish, i)); err != nil {
			b.unsafe(i, err)
		}
	}
	for _, i := range j.finish {
		b.plug(i)
	}
	for _, dir := range distinct(j.dirs) {
		err := b.d.fs.SyncDir(dir)
		if err != nil && !(errors.Is(err, fs.ErrNotExist) && b.rootHere()) { // what is gone has no entries
			j.putBack()
			return b.fail(err, dir)
		}
	}
	odd := false
	for _, i := range j.stamps {
		if err := b.restamp(i); err != nil {
			odd = true // the next start will look closely
			_ = b.fail(err, b.place.Paths[i])
		}
	}
	b.mu.Lock()
	defer b.mu.Unlock()
	if b.gone.Load() {
		return b.goneError(nil)
	}
	j.done = j.done.and(b.done)
	more := odd || b.unknowns > 0 || !bytes.Equal(j.done, b.done)
	dirty := more || b.session.Load() && !j.last && j.done.missing(0, b.pieces) > 0
	j.rec = b.record(j.done, dirty)
	return nil
}

// syncFile makes the data of file i durable, with its times when it is whole,
// and looks whether it is still there. op is held.
func (b *bundle) syncFile(i int, whole bool) error {
	for {
		h, err := b.held(i)
		if err != nil {
			return err
		}
		if whole {
			err = h.f.Sync()
		} else {
			err = h.f.Datasync()
		}
		switch {
		case errors.Is(err, os.ErrClosed):
			continue
		case err != nil && (h.writable || !errors.Is(err, os.ErrPermission)):
			return err
		}
		b.gate.RLock()
		defer b.gate.RUnlock()
		return b.verify(h)
	}
}

// held is handle for those who do not hold gate.
func (b *bundle) held(i int) (*handle, error) {
	b.gate.RLock()
	defer b.gate.RUnlock()
	return b.handle(i, false)
}

// unsafe takes back the pieces of file i that were verified since the last
// record: they could not be synced, and may be lost though they can be read now.
func (b *bundle) unsafe(i int, err error) {
	f := &b.files[i]
	b.mu.Lock()
	n := 0
	for p := int(f.from); p < int(f.to); p++ {
		if b.done.has(p) && b.saved != nil && !b.saved.has(p) {
			b.mark(p, false)
			n++
		}
	}
	b.mu.Unlock()
	_ = b.fail(err, b.place.Paths[i]) // the rest of the bundle is recorded
	if n > 0 {
		b.d.changed(Change{ID: b.id, Item: i, From: int(f.from), To: int(f.to), Err: err})
	}
}

// fail explains and reports why the disk did not do what it should.
func (b *bundle) fail(err error, name string) error {
	if !b.rootHere() {
		return b.vanish(err)
	}
	err = explained(err, name)
	b.report(err)
	return err
}
