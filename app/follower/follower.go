package follower

import (
	"context"
	"log/slog"
	"math/rand/v2"
	"path/filepath"
	"sync"
	"time"

	"matinee/library"
	"matinee/library/db"
	"matinee/library/format"
	"matinee/sync/channel"
)

// Store keeps what is known of channels. Errors are of the library's kinds.
type Store interface {
	Channels(ctx context.Context) ([]library.Channel, error)
	Channel(ctx context.Context, root library.Key) (library.Channel, library.HeldChannel, error)
	AddChannel(ctx context.Context, c library.Channel, h library.HeldChannel) error
	UpdateChannel(ctx context.Context, root library.Key, change func(*library.Channel, *library.HeldChannel)) error
	DeleteChannel(ctx context.Context, root library.Key) error
	DueChannels(ctx context.Context, now time.Time, limit int) (due []library.Key, next time.Time, err error)
	TakeChannel(ctx context.Context, c library.Channel, h library.HeldChannel, listed []library.Listing, recommended []library.Recommendation) ([]library.Listing, error)
	SaveListing(ctx context.Context, l library.Listing) error
	Listings(ctx context.Context, root library.Key) ([]library.Listing, error)
	WantedListings(ctx context.Context) ([]library.Listing, error)
	Discover(ctx context.Context, text string, sight db.Sight, limit int) (library.Discovery, error)
	News(ctx context.Context, sight db.Sight, limit int) ([]library.Listing, error)
	Unseen(ctx context.Context) (map[library.Key]int, error)
	RecommendedBy(ctx context.Context, root library.Key) ([]library.Recommendation, error)
	Editions(ctx context.Context, id library.BundleID) (db.Editions, error)
	SaveEditions(ctx context.Context, e db.Editions) error
}

// Download is a bundle that the rules of its channel want.
type Download struct {
	Name     string
	Infohash library.BundleID
	Torrent  []byte   // nil: it comes from peers
	Skip     []string // paths of items that are left out
}

// Dates tells what time a server says it is. Only one that shows by its certificate who
// it is counts.
type Dates interface {
	WebDate(ctx context.Context, address string) (time.Time, error)
}

// Config says what a Follower works with. Only Dates, Released, Kept, Tell, Logger, Now and
// Random may be missing.
type Config struct {
	Dir      string // the data folder
	Store    Store
	DHT      channel.DHT
	Web      channel.Web
	Swarm    channel.Swarm
	Dates    Dates // nil: only what a channel signed proves a time
	Download func(ctx context.Context, d Download) error
	// Released takes a key that a channel published at a time that its signature
	// proves; whether it may be used is judged there.
	Released func(ctx context.Context, r format.Signed[format.Release], m format.Manifest, t format.Terms, at time.Time) error
	Kept     func(ctx context.Context, id library.BundleID) // the documents of a bundle in the library are new
	Tell     func(library.Event)                            // what happens to channels
	Logger   *slog.Logger
	Now      func() time.Time
	Random   func(below int64) int64
}

// Follower follows the channels of one library. Its methods are safe for concurrent
// use.
type Follower struct {
	cfg    Config
	finder channel.Finder
	log    *slog.Logger
	wakeup chan struct{}

	mu    sync.Mutex
	looks map[library.Key]chan struct{} // full while a channel is looked for
	fails map[library.Key]int           // looks in a row that did not get what they were led to
	seeds *seeds

	own       ownChannels
	announced *announcements
}

// New makes a Follower. Nothing is looked for before Work runs or it is asked to.
func New(cfg Config) *Follower {
	if cfg.Now == nil {
		cfg.Now = time.Now
	}
	if cfg.Logger == nil {
		cfg.Logger = slog.New(slog.DiscardHandler)
	}
	if cfg.Random == nil {
		cfg.Random = rand.Int64N
	}
	if cfg.Tell == nil {
		cfg.Tell = func(library.Event) {}
	}
	if cfg.Kept == nil {
		cfg.Kept = func(context.Context, library.BundleID) {}
	}
	return &Follower{
		cfg:    cfg,
		finder: channel.Finder{DHT: cfg.DHT, Web: cfg.Web, Swarm: cfg.Swarm, Now: cfg.Now},
		log:    cfg.Logger,
		wakeup: make(chan struct{}, 1),
		looks:  map[library.Key]chan struct{}{},
		fails:  map[library.Key]int{},
		seeds:  newSeeds(),
		own:    newOwnChannels(filepath.Join(cfg.Dir, "channels")),

		announced: newAnnouncements(),
	}
}

// Close leaves the swarms of all catalogues. Work must have ended.
func (f *Follower) Close() { f.seeds.close() }

// folder is where what a followed channel consists of is kept.
func (f *Follower) folder(root library.Key) channel.Folder {
	return channel.NewFolder(filepath.Join(f.cfg.Dir, "follows", string(root)))
}

// turn waits until nobody else looks for a channel, or ctx ends.
func (f *Follower) turn(ctx context.Context, root library.Key) (done func(), err error) {
	f.mu.Lock()
	free, ok := f.looks[root]
	if !ok {
		free = make(chan struct{}, 1)
		f.looks[root] = free
	}
	f.mu.Unlock()
	select {
	case free <- struct{}{}:
		return func() { <-free }, nil
	case <-ctx.Done():
		return nil, ctx.Err()
	}
}

// wake has Work look at once for what is due.
func (f *Follower) wake() {
	select {
	case f.wakeup <- struct{}{}:
	default:
	}
}
