package owner

import (
	"context"
	"io/fs"
	"path/filepath"
	"sync"
	"time"

	"matinee/library"
	"matinee/sync/seeding"
)

// diskUse tells what the engine's bundles take on disk and why they stay or may go,
// by the rules that evict them.
func (o *Owner) diskUse(ctx context.Context) (library.Storage, error) {
	o.gov.mu.Lock()
	now := o.now()
	inputs := o.inputs(now)
	o.gov.mu.Unlock()
	settings, media := o.CurrentSettings(), o.media()
	s := library.Storage{
		Folder: media, Quota: settings.DiskQuota, Floor: settings.DiskFloor,
		Bundles: seeding.Explain(now, inputs), Other: o.space.other.read(now, func() int64 { return sizeOf(ctx, o.cfg.Dir, media) }),
	}
	for _, in := range inputs {
		s.Used += in.Disk
	}
	var err error
	if s.Free, err = freeSpace(media); err != nil {
		return s, &library.Error{Code: library.CodeFolderGone, Detail: media, Err: err}
	}
	return s, ctx.Err()
}

// otherKept is how long the size of Matinee's own files is believed: a page that is
// looked at asks every few seconds, and there may be ten thousand of them.
const otherKept = time.Minute

// other is the size of Matinee's own files, and when it was counted.
type other struct {
	mu   sync.Mutex
	size int64
	at   time.Time
}

func (c *other) read(now time.Time, count func() int64) int64 {
	c.mu.Lock()
	defer c.mu.Unlock()
	if passed(now, c.at, otherKept) {
		c.size, c.at = count(), now
	}
	return c.size
}

// sizeOf is what lies below a folder, in bytes, but for one folder in it. What
// cannot be read is not counted.
func sizeOf(ctx context.Context, dir, but string) (sum int64) {
	_ = filepath.WalkDir(dir, func(path string, e fs.DirEntry, err error) error {
		switch {
		case ctx.Err() != nil:
			return fs.SkipAll
		case err != nil:
			return nil //nolint:nilerr // see above
		case e.IsDir() && path == but:
			return fs.SkipDir
		}
		if info, err := e.Info(); err == nil && info.Mode().IsRegular() {
			sum += info.Size()
		}
		return nil
	})
	return sum
}
