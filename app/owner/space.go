package owner

import (
	"context"
	"slices"
	"sync/atomic"
	"time"

	"matinee/library"
	"matinee/sync/seeding"
)

// space counts what the bundles have in the media folder.
type space struct {
	used    atomic.Int64 // as the policy counted it last
	pending atomic.Int64 // granted since
	other   other
}

// counted notes what the bundles have in the media folder.
func (o *Owner) counted(used int64) {
	o.space.used.Store(used)
	o.space.pending.Store(0)
}

// reserve answers whether n more bytes may be written to a bundle's folder. It is
// called from where data is written, so it only looks at the file system and at
// what was counted last.
func (o *Owner) reserve(folder string, n int64) error {
	if err := o.room(folder, n); err != nil {
		return err
	}
	if o.inMedia(folder) {
		o.space.pending.Add(n)
	}
	return nil
}

// room is reserve without taking the room. The quota is the media folder's; the
// floor is that of the disk the bundle lies on.
func (o *Owner) room(folder string, n int64) error {
	free, err := freeSpace(o.rootOf(folder))
	if err != nil {
		return &library.Error{Code: library.CodeFolderGone, Err: err}
	}
	s := o.CurrentSettings()
	if !o.inMedia(folder) {
		s.DiskQuota = 0
	}
	used := o.space.used.Load() + o.space.pending.Load()
	short, why := seeding.Room(s, used, free, n)
	if short > 0 {
		return library.Errorf(why, "%s more are needed", library.Bytes(short))
	}
	return nil
}

// makeRoom evicts what may go from the media folder when the downloads under way will not fit, if the
// person allowed it.
func (o *Owner) makeRoom(ctx context.Context, now time.Time, s library.Settings, inputs []seeding.Input) {
	if !s.DiskEvict {
		return
	}
	var incoming int64
	inputs = slices.DeleteFunc(slices.Clone(inputs), func(in seeding.Input) bool { return !o.inMedia(in.Bundle.Folder) })
	for _, in := range inputs {
		if in.Transfer.State == library.Downloading || in.Transfer.State == library.Stopped {
			incoming += in.Transfer.Wanted - in.Transfer.Done
		}
	}
	free, err := freeSpace(o.media())
	if err != nil || incoming == 0 {
		return
	}
	need, _ := seeding.Room(s, o.space.used.Load(), free, incoming)
	gone, short := seeding.Evict(now, need, inputs)
	if short > 0 {
		o.log.Debug("nothing more may be evicted", "short by", short)
	}
	for _, c := range gone {
		if err := o.engine.Evict(ctx, c.ID); err != nil {
			o.log.Warn("evict", "bundle", c.ID, "err", err)
			continue
		}
		o.gov.recall(c.ID).done = 0
	}
}
