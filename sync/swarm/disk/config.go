package disk

import (
	"context"
	"io/fs"
	"log/slog"
	"sync"
	"time"

	"matinee/library"
)

// Defaults of Config.
const (
	defaultSyncEvery = 2 * time.Second
	defaultHandles   = 128
	defaultIdle      = 10 * time.Second
	reserveStep      = 16 << 20 // bytes asked for at once, a file
)

// Config is what a Disk needs from its user. No callback is called with a lock
// held that a method of Disk needs, except Save and Reserve, which must not call
// back into the Disk.
type Config struct {
	// Records are the last saved records; the Disk takes ownership.
	Records map[library.BundleID]library.PieceRecord
	// Save stores records, all or none. It may block; it is never called from
	// where the client holds a lock.
	Save func(context.Context, []library.PieceRecord) error
	// FS is the file system; nil for the real one.
	FS FS
	// Reserve is asked before n more bytes are allocated in a folder, in steps; nil for no
	// bound. Its error reaches the client and OnError.
	Reserve func(folder string, n int64) error
	// OnError hears of a fault that stops a bundle, once for each kind until the
	// bundle makes progress again or Refresh is called.
	OnError func(library.BundleID, error)
	// OnItemDone hears that an item is whole, synced and under its final name.
	OnItemDone func(id library.BundleID, item int)
	// OnChanged hears that pieces went missing or became unknown without the
	// client's doing: ask the client to look at them again.
	OnChanged func(Change)
	// SyncEvery is the longest time verified pieces stay unrecorded; 0 for 2 s.
	SyncEvery time.Duration
	// Handles bounds the open descriptors; 0 for 128.
	Handles int
	// Idle is how long an unused descriptor stays open; 0 for 10 s.
	Idle time.Duration
	// Logger takes what only an engineer wants to read; nil for none.
	Logger *slog.Logger
}

// Change tells that the state of the pieces From to To (excluded) of a bundle
// was corrected because a file was removed, cut or altered.
type Change struct {
	ID       library.BundleID
	Item     int // the file concerned; -1 when the whole bundle is meant
	From, To int
	Err      error // what happened to the file; nil after Refresh and Forget
}

// Disk is the storage of all bundles; it implements storage.ClientImpl.
type Disk struct {
	cfg     Config
	fs      FS
	log     *slog.Logger
	handles *handles
	notices notices
	buffers buffers

	mu      sync.Mutex // guards the fields below
	bundles map[library.BundleID]*bundle
	dirty   map[*bundle]bool       // bundles with something to record
	roots   map[string]fs.FileInfo // media folders as they were first seen
	timer   *time.Timer            // runs the next flush; nil when none is due
	closed  bool

	flushing sync.Mutex     // held by the one flush that locks several bundles
	running  sync.WaitGroup // flushes started by the timer
}

// New makes a Disk. Close ends it.
func New(cfg Config) *Disk {
	if cfg.FS == nil {
		cfg.FS = osFS{}
	}
	if cfg.SyncEvery <= 0 {
		cfg.SyncEvery = defaultSyncEvery
	}
	if cfg.Handles <= 0 {
		cfg.Handles = defaultHandles
	}
	if cfg.Idle <= 0 {
		cfg.Idle = defaultIdle
	}
	if cfg.Logger == nil {
		cfg.Logger = slog.New(slog.DiscardHandler)
	}
	if cfg.Records == nil {
		cfg.Records = map[library.BundleID]library.PieceRecord{}
	}
	return &Disk{
		cfg: cfg, fs: cfg.FS, log: cfg.Logger,
		handles: newHandles(cfg.Handles, cfg.Idle, (*handle).inspect),
		roots:   map[string]fs.FileInfo{},
		bundles: map[library.BundleID]*bundle{},
		dirty:   map[*bundle]bool{},
	}
}

// bundle is the named bundle, or nil before Place.
func (d *Disk) bundle(id library.BundleID) *bundle {
	d.mu.Lock()
	defer d.mu.Unlock()
	return d.bundles[id]
}

// ended reports whether Close was called.
func (d *Disk) ended() bool {
	d.mu.Lock()
	defer d.mu.Unlock()
	return d.closed
}

// need is bundle, with an error for people when there is none.
func (d *Disk) need(id library.BundleID) (*bundle, error) {
	if b := d.bundle(id); b != nil {
		return b, nil
	}
	return nil, library.Errorf(library.CodeNotFound, "%s has no place on disk", id)
}
