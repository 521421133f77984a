package owner

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"sync"
	"time"

	"matinee/app/adverts"
	"matinee/app/control"
	"matinee/app/curator"
	"matinee/app/follower"
	"matinee/app/herald"
	"matinee/app/studio"
	"matinee/app/vault"
	"matinee/library"
	"matinee/library/db"
	"matinee/sync/publish"
	"matinee/sync/release"
	"matinee/sync/stream"
	"matinee/sync/swarm"
)

// Config says what to own and how.
type Config struct {
	Dir      string            // data directory
	MediaDir string            // media root when the setting names none
	Override map[string]string // settings for this run only
	Logger   *slog.Logger
	Now      func() time.Time // nil for the real clock
	// Quiet owns the directory to look at it or to change it only: nothing runs,
	// no peer, tracker or router is spoken to, and no other process is served.
	Quiet bool
	// Prober and Artist look into media; nil where nothing can.
	Prober curator.Prober
	Artist curator.Artist
	// Maker looks into what is published; nil where nothing can.
	Maker publish.Prober
	// Supply tells what the system says of its power and its network, and when it woke,
	// until its context ends; nil where nobody does.
	Supply func(ctx context.Context, told func(library.Supply), woke func())
	// Login has the program started when a person logs in; nil where it cannot be.
	Login Login
	// Version is that of the program, and Release tells of newer ones; the zero value asks nobody.
	Version string
	Release release.Origin
	// Raise shows the window and hands it what another start was given. It is
	// nil where there is no window.
	Raise func(ctx context.Context, req control.RaiseRequest) error
}

// Owner owns a data directory. Make one with Open, end it with Close.
type Owner struct {
	cfg    Config
	log    *slog.Logger
	lock   *lock
	db     *db.DB
	engine *swarm.Engine
	stream *stream.Server
	server *control.Server
	shelf  *curator.Curator
	vault  *vault.Vault
	follow *follower.Follower
	studio *studio.Studio
	herald *herald.Herald
	newer  *release.Watch

	adverts *adverts.Adverts
	ads     map[library.Key]withAds // what channels offer so; of the goroutine that fetches ads

	gov     governor
	space   space
	notices *notices

	auditing sync.Mutex // held while books of a store are read or written
	setting  sync.Mutex // held while one is changed
	mu       sync.Mutex
	watchers map[chan struct{}]struct{} // that are told when one was
	settings library.Settings
	unusable map[string]error // stored settings that have their default instead
	mediaDir string

	ordered chan struct{} // something was ordered
	looks   looks         // after what was bought
	browsed chan struct{} // somebody looks around
	revised chan struct{} // stores are to be told new terms
	lists   sync.Mutex    // held while a list of a store is kept, or a store forgotten

	cancel context.CancelFunc
	tasks  sync.WaitGroup
}

var _ control.Service = (*Owner)(nil)

// Open takes the lock of a data directory and starts everything that works in
// the background. CodeInUse means another process owns it.
func Open(ctx context.Context, cfg Config) (_ *Owner, err error) {
	if cfg.Logger == nil {
		cfg.Logger = slog.New(slog.DiscardHandler)
	}
	if cfg.Now == nil {
		cfg.Now = time.Now
	}
	o := &Owner{
		cfg: cfg, log: cfg.Logger, notices: newNotices(),
		gov: governor{bundles: map[library.BundleID]*memory{}, again: make(chan struct{}, 1)}, ordered: make(chan struct{}, 1), browsed: make(chan struct{}, 1), revised: make(chan struct{}, 1),
		ads: map[library.Key]withAds{},
	}
	o.lock, err = acquire(cfg.Dir)
	if err != nil {
		return nil, err
	}
	work, cancel := context.WithCancel(context.WithoutCancel(ctx))
	o.cancel = cancel
	if err := o.start(ctx, work); err != nil {
		ending, done := context.WithTimeout(context.WithoutCancel(ctx), closeWait)
		defer done()
		return nil, errors.Join(err, o.Close(ending))
	}
	return o, nil
}

// closeWait bounds the clean-up after a start that failed.
const closeWait = 10 * time.Second

func (o *Owner) start(ctx, work context.Context) error {
	setAside, err := o.openLibrary(ctx)
	if err != nil {
		return err
	}
	o.checkMedia()
	o.engine, err = swarm.New(ctx, swarm.Config{
		Store: o.db, Settings: o.forEngine(o.settings), MediaDir: o.mediaDir,
		TorrentDir: filepath.Join(o.cfg.Dir, "torrents"),
		Reserve:    o.reserve, Logger: o.log, Now: o.cfg.Now,
	})
	if err != nil {
		return fmt.Errorf("start the engine: %w", err)
	}
	o.rebuild(ctx, setAside)
	o.shelf, err = curator.New(ctx, curator.Config{
		DB: o.db, Engine: o.engine, Prober: o.cfg.Prober, Artist: o.cfg.Artist, Disk: o.diskUse, Poster: o.posterOf,
		Logger: o.log, Now: o.cfg.Now,
	})
	if err != nil {
		return fmt.Errorf("open the shelves: %w", err)
	}
	o.follow = follower.New(o.following())
	o.studio = studio.New(o.creating())
	o.vault, err = vault.Open(vault.Config{Dir: filepath.Join(o.cfg.Dir, "keys"), Store: o.db, Maker: o.studio, Now: o.cfg.Now})
	if err != nil {
		return err
	}
	o.herald = herald.New(o.heralding())
	if o.adverts, err = adverts.New(ctx, o.advertising()); err != nil {
		return fmt.Errorf("open the advertisements: %w", err)
	}
	if o.newer, err = release.New(o.watchingReleases()); err != nil {
		return err
	}
	o.stream = stream.New(opener{o}, stream.Config{Log: o.log})
	if err := o.stream.Start(ctx); err != nil {
		return fmt.Errorf("start the stream server: %w", err)
	}
	if o.cfg.Quiet {
		return nil
	}
	o.checkPort()
	o.tasks.Go(func() { o.governAll(work) })
	o.tasks.Go(func() { o.watchFolder(work) })
	o.tasks.Go(func() { o.followSupply(work) })
	o.tasks.Go(func() { o.followAddresses(work) })
	o.tasks.Go(func() { o.introduce(work) })
	o.tasks.Go(func() { o.shelf.Work(work) })
	o.tasks.Go(func() { o.follow.Work(work) })
	o.tasks.Go(func() { o.studio.Work(work) })
	o.tasks.Go(func() { o.herald.Work(work) })
	o.tasks.Go(func() { o.collect(work) })
	o.tasks.Go(func() { o.stock(work) })
	o.tasks.Go(func() { o.tellStores(work) })
	o.tasks.Go(func() { o.adverts.Work(work) })
	o.tasks.Go(func() { o.newer.Work(work) })
	l, err := listen(ctx, o.cfg.Dir)
	if err != nil {
		return err
	}
	o.server = control.Serve(ctx, l, o)
	return nil
}

// openLibrary opens the database and reads the settings. It returns where a
// damaged database was put, or "".
func (o *Owner) openLibrary(ctx context.Context) (setAside string, err error) {
	o.db, setAside, err = db.OpenOrSetAside(ctx, filepath.Join(o.cfg.Dir, "library.db"))
	if err != nil {
		return "", fmt.Errorf("open the library: %w", err)
	}
	settings, unusable, err := o.db.Settings(ctx)
	if err != nil {
		return "", fmt.Errorf("read the settings: %w", err)
	}
	for key, value := range o.cfg.Override {
		if err := settings.Set(key, value); err != nil {
			return "", err
		}
	}
	for _, key := range slices.Sorted(maps.Keys(unusable)) {
		o.notices.add(unusable[key])
	}
	o.lookAtLogin(&settings)
	o.settings, o.unusable = settings, unusable
	o.mediaDir, err = o.mediaOf(settings)
	return setAside, err
}

// mediaOf is the media root that settings name.
func (o *Owner) mediaOf(s library.Settings) (string, error) {
	if s.MediaFolder != "" {
		return filepath.Abs(s.MediaFolder)
	}
	return filepath.Abs(o.cfg.MediaDir)
}

// media is the media root in force.
func (o *Owner) media() string {
	o.mu.Lock()
	defer o.mu.Unlock()
	return o.mediaDir
}

// forEngine are the settings as the engine gets them.
func (o *Owner) forEngine(s library.Settings) library.Settings {
	s.MediaFolder = o.media()
	if o.cfg.Quiet {
		s.Port = 0
		s.DHT, s.LSD, s.UTP, s.UPnP, s.Trackers, s.Webseeds = false, false, false, false, false, false
	}
	return s
}

// checkMedia makes the default media folder. One that a stored setting names was
// made when it was set: if it is not there, its disk is not, and in its place a
// folder on another disk would fill up.
func (o *Owner) checkMedia() {
	_, chosen := o.cfg.Override["media.folder"]
	make := os.MkdirAll
	if o.settings.MediaFolder != "" && !chosen {
		make = func(dir string, _ os.FileMode) error { _, err := os.Stat(dir); return err }
	}
	if err := make(o.mediaDir, 0o755); err != nil {
		o.notices.add(&library.Error{Code: library.CodeFolderGone, Detail: o.mediaDir, Err: err})
	}
}

// checkPort tells when peers reach us on another port than the chosen one.
func (o *Owner) checkPort() {
	want, got := o.settings.Port, o.engine.Port()
	if want != 0 && got != 0 && want != got {
		o.notices.add(library.Errorf(library.CodePortInUse, "%d", want))
	}
}

func (o *Owner) now() time.Time { return o.cfg.Now() }

// Engine is the owner's engine.
func (o *Owner) Engine() *swarm.Engine { return o.engine }

// Follower follows channels for the owner.
func (o *Owner) Follower() *follower.Follower { return o.follow }

// Curator is the owner's curator.
func (o *Owner) Curator() *curator.Curator { return o.shelf }

// Port is the port peers reach us on; 0 when nobody can.
func (o *Owner) Port() int { return o.engine.Port() }

// Close ends everything in order: no more commands, no more readers, no more
// traffic, data on disk, database, lock. What does not end before ctx does is
// left behind, which only a process that is leaving anyway may accept.
func (o *Owner) Close(ctx context.Context) error {
	var err error
	o.cancel()
	if o.server != nil {
		err = errors.Join(err, within(ctx, "end the commands", o.server.Close))
	}
	if o.stream != nil {
		err = errors.Join(err, o.stream.Close(ctx))
	}
	err = errors.Join(err, within(ctx, "end background work", func() error { o.tasks.Wait(); return nil }))
	if o.follow != nil {
		o.follow.Close()
	}
	if o.engine != nil {
		err = errors.Join(err, o.engine.Close(ctx))
	}
	if o.db != nil {
		err = errors.Join(err, o.db.Close())
	}
	return errors.Join(err, o.lock.release())
}

// within runs f and waits for it until ctx ends.
func within(ctx context.Context, what string, f func() error) error {
	done := make(chan error, 1)
	go func() { done <- f() }()
	select {
	case err := <-done:
		return err
	case <-ctx.Done():
		return fmt.Errorf("%s: %w", what, ctx.Err())
	}
}
