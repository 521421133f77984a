package swarm

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"os"
	"path/filepath"
	"sync"
	"time"

	"github.com/anacrolix/torrent"
	"golang.org/x/time/rate"

	"matinee/library"
	"matinee/sync/swarm/disk"
	"matinee/sync/swarm/guard"
)

// Store keeps what must survive a restart. Errors are of the library's kinds.
type Store interface {
	Bundles(ctx context.Context) ([]library.Bundle, error)
	SaveBundle(ctx context.Context, b library.Bundle) error
	UpdateBundle(ctx context.Context, id library.BundleID, change func(*library.Bundle)) error
	DeleteBundle(ctx context.Context, id library.BundleID) error
	AddTotals(ctx context.Context, totals []library.Totals) error
	PieceRecords(ctx context.Context) (map[library.BundleID]library.PieceRecord, error)
	SavePieceRecords(ctx context.Context, records []library.PieceRecord) error
	HelpKey(ctx context.Context) ([]byte, error) // the secret behind the marks of peers; it never changes
	AddHelped(ctx context.Context, all []library.Help) error
	Helped(ctx context.Context) (library.HelpedCount, error)
}

// Config is what an Engine is made of. Store, MediaDir and TorrentDir are needed.
type Config struct {
	Store      Store
	Settings   library.Settings
	MediaDir   string // root of the bundles' folders
	TorrentDir string // copies of the .torrent files
	// Reserve is asked before n more bytes are written to a bundle's folder; its
	// error stops the bundle with that problem. Nil allows everything.
	Reserve func(folder string, n int64) error
	// DHTNodes are the addresses (host:port) of the nodes the DHT is entered
	// through; nil for the public ones.
	DHTNodes []string
	Logger   *slog.Logger
	Now      func() time.Time
}

// Engine runs the bundles of one library. Its methods are safe for concurrent
// use; those that take a context may wait for the disk or the network.
type Engine struct {
	cfg  Config
	log  *slog.Logger
	disk *disk.Disk
	bus  *bus
	down *bucket       // limit of all downloads
	up   *rate.Limiter // limit of all uploads

	conns  *connTable
	queues *queues
	span   spanField
	race   *race
	helped *helped
	board  *board

	// The locks are taken in this order: adds, net, entry.op, entry.write, mu,
	// and then those of the client and the disk. No callback of these two that
	// runs under a lock of theirs may take one of ours.

	// adds is held while a bundle enters the library or its metainfo comes: no
	// two may take the same id or folder.
	adds sync.Mutex

	// net is held for reading by what uses the client and its sockets, for
	// writing while they are replaced.
	net    sync.RWMutex
	client *torrent.Client // nil while there is no network
	guard  *guard.Guard    // likewise
	socks  *sockets
	broken error // why there is no network

	mu      sync.Mutex
	choice  library.Settings
	media   string // root of new bundles' folders
	entries map[library.BundleID]*entry
	asides  map[library.BundleID]*Aside
	wakeup  chan struct{} // the sampler looks at once
	faults  chan fault
	order   []library.BundleID // in which they were added
	closed  bool
	woken   time.Time // when people were looked for after a sleep

	ctx    context.Context // ends when Close begins
	cancel context.CancelFunc
	tasks  sync.WaitGroup
}

// New starts an engine on the bundles of the store. No bundle runs until Run is
// called for it. The caller must Close it.
func New(ctx context.Context, cfg Config) (*Engine, error) {
	if cfg.Now == nil {
		cfg.Now = time.Now
	}
	if cfg.Logger == nil {
		cfg.Logger = slog.New(slog.DiscardHandler)
	}
	if err := os.MkdirAll(cfg.TorrentDir, 0o700); err != nil {
		return nil, fmt.Errorf("make the folder of torrent copies: %w", err)
	}
	down := newBucket()
	e := &Engine{
		cfg:     cfg,
		log:     cfg.Logger,
		bus:     newBus(),
		down:    down,
		up:      rate.NewLimiter(rate.Inf, rateBurst),
		conns:   newConnTable(cfg.Settings.Conns, down),
		queues:  newQueues(),
		span:    findSpan(),
		race:    newRace(headStart),
		helped:  newHelped(),
		board:   newBoard(cfg.Now),
		entries: map[library.BundleID]*entry{},
		asides:  map[library.BundleID]*Aside{},
		wakeup:  make(chan struct{}, 1),
		faults:  make(chan fault, maxFaults),
		choice:  cfg.Settings,
		media:   cfg.MediaDir,
	}
	e.ctx, e.cancel = context.WithCancel(context.WithoutCancel(ctx))
	if err := e.start(ctx); err != nil {
		e.cancel()
		return nil, err
	}
	e.tasks.Go(e.sample)
	e.tasks.Go(e.handleFaults)
	e.tasks.Go(func() { e.queues.run(e.ctx) })
	return e, nil
}

func (e *Engine) start(ctx context.Context) error {
	if err := e.load(ctx); err != nil {
		return err
	}
	if err := e.loadHelped(ctx); err != nil {
		return err
	}
	records, err := e.cfg.Store.PieceRecords(ctx)
	if err != nil {
		return fmt.Errorf("read piece records: %w", err)
	}
	e.disk = disk.New(e.diskConfig(records))
	if err := e.mendMoves(ctx); err != nil {
		return err
	}
	e.lookForFiles()
	if err := e.connect(); err != nil {
		// The library still opens: what is here can be played, and the person
		// can mend the setting.
		e.bus.send(library.NewNotice(err))
		e.log.Error("no network", "err", err)
	}
	return nil
}

func (e *Engine) diskConfig(records map[library.BundleID]library.PieceRecord) disk.Config {
	return disk.Config{
		Records:    records,
		Save:       e.cfg.Store.SavePieceRecords,
		Reserve:    e.cfg.Reserve,
		OnError:    e.storageFailed,
		OnItemDone: func(id library.BundleID, item int) { e.bus.send(library.NewItemDone(id, item)) },
		OnChanged:  e.filesChanged,
		Logger:     e.log,
	}
}

// load makes an entry of every bundle in the store.
func (e *Engine) load(ctx context.Context) error {
	bundles, err := e.cfg.Store.Bundles(ctx)
	if err != nil {
		return fmt.Errorf("read bundles: %w", err)
	}
	for _, b := range bundles {
		e.entries[b.ID] = newEntry(b)
		e.order = append(e.order, b.ID)
	}
	return nil
}

// Events returns the events from now on, in order, until ctx ends; then the
// channel is closed. A receiver that stays far behind loses the oldest.
func (e *Engine) Events(ctx context.Context) <-chan library.Event {
	return e.bus.subscribe(ctx)
}

// Port is the port peers reach us on; 0 when nobody can.
func (e *Engine) Port() int {
	e.net.RLock()
	defer e.net.RUnlock()
	return e.socks.port
}

func (e *Engine) settings() library.Settings {
	e.mu.Lock()
	defer e.mu.Unlock()
	return e.choice
}

// Close ends all traffic, brings what was written to disk and records it, in
// that order, within the deadline of ctx.
func (e *Engine) Close(ctx context.Context) error {
	e.mu.Lock()
	if e.closed {
		e.mu.Unlock()
		return nil
	}
	e.closed = true
	e.mu.Unlock()
	e.cancel()
	err := waitFor(ctx, "end background work", e.tasks.Wait)
	err = errors.Join(err, waitFor(ctx, "close connections", func() {
		e.net.Lock()
		defer e.net.Unlock()
		e.leaveAll()
		e.disconnect()
	}))
	err = errors.Join(err, e.saveTotals(ctx), e.saveHelped(ctx))
	err = errors.Join(err, e.disk.Close(ctx))
	e.bus.close()
	return err
}

// leaveAll measures every bundle a last time before the client goes; Engine.net
// is held for writing.
func (e *Engine) leaveAll() {
	e.mu.Lock()
	defer e.mu.Unlock()
	for _, en := range e.entries {
		if en.t != nil {
			e.measure(en, e.cfg.Now())
			en.t, en.opened = nil, false
			en.touch()
		}
	}
}

// waitFor runs f and gives up waiting when ctx ends; f then still runs to its
// end, which only a process that is leaving anyway may accept.
func waitFor(ctx context.Context, what string, f func()) error {
	done := make(chan struct{})
	go func() {
		defer close(done)
		f()
	}()
	select {
	case <-done:
		return nil
	case <-ctx.Done():
		return fmt.Errorf("%s: %w", what, ctx.Err())
	}
}

// torrentCopy is where the .torrent of a bundle is kept.
func (e *Engine) torrentCopy(id library.BundleID) string {
	return filepath.Join(e.cfg.TorrentDir, string(id)+".torrent")
}
