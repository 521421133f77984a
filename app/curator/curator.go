package curator

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"slices"
	"sync"
	"time"

	"matinee/library"
	"matinee/library/db"
	"matinee/library/media"
)

// Engine is what the curator needs of the engine: the bundles that travel.
type Engine interface {
	Bundles() []library.Bundle
	Bundle(id library.BundleID) (library.Bundle, error)
	Transfers() []library.Transfer
	// ItemPath is where an item lies, and whether all of it is there.
	ItemPath(id library.BundleID, item int) (path string, complete bool, err error)
	Change(ctx context.Context, id library.BundleID, change func(*library.Bundle)) error
	Events(ctx context.Context) <-chan library.Event
}

// Prober reads what a media file tells of itself.
type Prober interface {
	Probe(ctx context.Context, path string) (library.Facts, error)
}

// Artist makes pictures of bundles and keeps them, see library/media.
type Artist interface {
	Artwork(ctx context.Context, s media.Subject) (version string, err error)
	ArtworkPath(id library.BundleID, shape library.Shape, version string) (string, error)
	Thumbnail(ctx context.Context, id library.BundleID, item int, path string, at time.Duration, width int) (string, error)
	Forget(id library.BundleID) error
}

// Config is what a Curator is made of. DB and Engine are needed.
type Config struct {
	DB     *db.DB
	Engine Engine
	Prober Prober // nil: nothing is looked into
	Artist Artist // nil: there are no pictures
	// Disk tells what the engine's bundles take on disk and why they stay or may
	// go, without their titles.
	Disk func(ctx context.Context) (library.Storage, error)
	// Poster is the file of the picture that a channel shows a bundle with; "" while
	// there is none. It stands in until the bundle's own pictures are here. Nil: none.
	Poster func(ctx context.Context, id library.BundleID) string
	Logger *slog.Logger
	Now    func() time.Time
	Cost   int // of a PIN's hash as a power of two; 0 for what keeps it safe, tests take less
}

// Curator keeps the shelves of one library. Make one with New. Its methods may be
// called by many goroutines.
type Curator struct {
	db     *db.DB
	engine Engine
	prober Prober
	artist Artist
	disk   func(ctx context.Context) (library.Storage, error)
	poster func(ctx context.Context, id library.BundleID) string
	log    *slog.Logger
	now    func() time.Time
	bus    bus
	todo   todo
	cost   int
	doors  sync.Mutex // held while a profile is changed or changed to, so that tries of a PIN follow one another
	// importing is held while an import compares with what is there and adds.
	importing sync.Mutex

	// writing is held from a change in the database to its copy here, so that two
	// changes are copied in the order in which they were stored.
	writing sync.Mutex

	mu       sync.Mutex
	locals   locals
	about    map[library.BundleID]library.Description
	beside   map[library.BundleID]map[int]bool // extras and trailers
	outlines map[library.BundleID]outline
	profiles []library.Profile
	current  library.ProfileID
	marks    map[library.BundleID]map[int]library.Mark // of the current profile
	watching map[library.BundleID]library.ProfileID    // who opened what last
	gone     map[library.BundleID]bool                 // left the library since the worker looked
}

// New reads the shelves of a library.
func New(ctx context.Context, cfg Config) (*Curator, error) {
	c := &Curator{
		db: cfg.DB, engine: cfg.Engine, prober: cfg.Prober, artist: cfg.Artist, disk: cfg.Disk, poster: cfg.Poster,
		log: cfg.Logger, now: cfg.Now, todo: newTodo(), cost: cfg.Cost,
		outlines: map[library.BundleID]outline{}, watching: map[library.BundleID]library.ProfileID{},
		gone: map[library.BundleID]bool{},
	}
	if c.log == nil {
		c.log = slog.New(slog.DiscardHandler)
	}
	if c.now == nil {
		c.now = time.Now
	}
	if c.cost == 0 {
		c.cost = pinCost
	}
	err := c.loadLarge(ctx)
	if err != nil {
		return nil, err
	}
	if c.profiles, err = c.db.Profiles(ctx); err != nil {
		return nil, fmt.Errorf("read the profiles: %w", err)
	}
	if c.current, err = c.db.CurrentProfile(ctx); err != nil {
		return nil, fmt.Errorf("read the profile in use: %w", err)
	}
	if c.marks, err = c.loadMarks(ctx, c.current); err != nil {
		return nil, err
	}
	return c, nil
}

// loadLarge reads what there is of every bundle, side by side: the window waits for
// it.
func (c *Curator) loadLarge(ctx context.Context) error {
	var aboutErr, rolesErr error
	var others sync.WaitGroup
	others.Go(func() { c.about, aboutErr = c.db.Descriptions(ctx) })
	others.Go(func() { c.beside, rolesErr = c.db.Beside(ctx) })
	own, err := c.db.LocalBundles(ctx)
	others.Wait()
	if err != nil {
		return fmt.Errorf("read this machine's own media: %w", err)
	}
	if err := errors.Join(aboutErr, rolesErr); err != nil {
		return fmt.Errorf("read what is known of bundles: %w", err)
	}
	c.locals = newLocals(own)
	return nil
}

// all returns every bundle, those of the engine first.
func (c *Curator) all() []library.Bundle {
	bundles := c.engine.Bundles()
	c.mu.Lock()
	defer c.mu.Unlock()
	return append(bundles, c.locals.list...)
}

// Bundles returns every bundle that the profile in use may see, those of the engine
// first. Their items must not be changed.
func (c *Curator) Bundles() []library.Bundle {
	all := c.all()
	c.mu.Lock()
	defer c.mu.Unlock()
	return slices.DeleteFunc(all, func(b library.Bundle) bool { return !c.sees(b.ID) })
}

// Shared returns the bundles of the engine that the profile in use may see.
func (c *Curator) Shared() []library.Bundle {
	all := c.engine.Bundles()
	c.mu.Lock()
	defer c.mu.Unlock()
	all = slices.DeleteFunc(all, func(b library.Bundle) bool { return !c.sees(b.ID) })
	for i, b := range all {
		all[i].Title = shownTitle(b.Title, c.describes(b.ID).Creators)
	}
	return all
}

// Transfers returns the traffic of the bundles that the profile in use may see.
func (c *Curator) Transfers() []library.Transfer {
	all := c.engine.Transfers()
	c.mu.Lock()
	defer c.mu.Unlock()
	return slices.DeleteFunc(all, func(t library.Transfer) bool { return !c.sees(t.ID) })
}

// Bundle returns a bundle that the profile in use may see, of whichever sort, by the
// title it has on the shelf. Its items must not be changed.
func (c *Curator) Bundle(id library.BundleID) (library.Bundle, error) {
	if !c.Sees(id) {
		return library.Bundle{}, library.Errorf(library.CodeNotFound, "%s", id)
	}
	b, ok := c.Local(id)
	if !ok {
		var err error
		if b, err = c.engine.Bundle(id); err != nil {
			return b, err
		}
	}
	b.Title = shownTitle(b.Title, c.Creators(id))
	return b, nil
}

// Creators are who made a bundle, as far as that is known.
func (c *Curator) Creators(id library.BundleID) string {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.describes(id).Creators
}

// Local returns a bundle of this machine's own media.
func (c *Curator) Local(id library.BundleID) (library.Bundle, bool) {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.locals.get(id)
}

// describes returns what is known of a bundle; Curator.mu must be held.
func (c *Curator) describes(id library.BundleID) library.Description {
	if about, ok := c.about[id]; ok {
		return about
	}
	return library.Undescribed()
}
