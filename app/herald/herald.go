package herald

import (
	"context"
	"log/slog"
	"math/rand/v2"
	"sync"
	"time"

	"matinee/library"
	"matinee/library/format"
	"matinee/sync/channel"
)

// Documents say what is to become of a bundle's editions.
type Documents struct {
	Manifest format.Manifest
	Terms    format.Terms
}

// Vault keeps what opens editions here.
type Vault interface {
	// Published is a published key that is kept here; false without.
	Published(ctx context.Context, bundle library.Token, edition library.EditionID, kind library.ReleaseKind) (format.Signed[format.Release], bool, error)
	// Held is the identity of an edition that a licence opens here; "" without.
	Held(ctx context.Context, m format.Manifest, e format.Edition) (library.Identity, error)
	// Made is that of one's own edition; "" for others.
	Made(ctx context.Context, bundle library.Token, edition library.EditionID) (library.Identity, error)
	// Draw draws a number below a bound, always the same for a label.
	Draw(label string, below int64) int64
}

// Channels are those that are followed.
type Channels interface {
	// Proven is the latest time that is proven: by what the channel signed or, when that
	// is before at, by two independent servers.
	Proven(ctx context.Context, root library.Key, at time.Time) time.Time
	// Hurry has a followed channel looked for as soon as may be. It does not wait.
	Hurry(ctx context.Context, root library.Key)
}

// Config says what a Herald works with. Logger, Now and Random may be missing.
type Config struct {
	DHT      channel.DHT
	Vault    Vault
	Channels Channels
	// Bundles are those whose documents are kept here, and Documents are of one of them;
	// false for one that is not in the library, or whose terms are not known.
	Bundles   func(ctx context.Context) ([]library.BundleID, error)
	Documents func(ctx context.Context, id library.BundleID) (Documents, bool, error)
	// Take keeps a published key that the terms allow at a proven time.
	Take   func(ctx context.Context, r format.Signed[format.Release], m format.Manifest, t format.Terms, at time.Time) error
	Logger *slog.Logger
	Now    func() time.Time
	Random func(below int64) int64
}

// Herald looks for published keys. Make one with New.
type Herald struct {
	cfg Config
	log *slog.Logger

	mu      sync.Mutex
	changed map[library.BundleID]bool
	news    chan struct{} // holds a token while something changed

	// The next are the business of Work alone.
	plan map[library.BundleID]*errand
	kept time.Time // when a published key was last put again
}

// errand is what is to be done for one bundle.
type errand struct {
	due  time.Time
	keys map[keyName]*search
	old  bool // it is from before this start: what is long overdue need not hurry
}

// keyName names a key that is published at some time.
type keyName struct {
	edition library.EditionID
	kind    library.ReleaseKind
}

// search is how far the search for one key is.
type search struct {
	tries int
	next  time.Time
	old   bool
	item  library.Mutable // as it was found in the DHT: not everybody can sign it
}

// New makes a Herald. It does nothing before Work.
func New(cfg Config) *Herald {
	if cfg.Logger == nil {
		cfg.Logger = slog.New(slog.DiscardHandler)
	}
	if cfg.Now == nil {
		cfg.Now = time.Now
	}
	if cfg.Random == nil {
		cfg.Random = rand.Int64N
	}
	return &Herald{
		cfg: cfg, log: cfg.Logger, changed: map[library.BundleID]bool{}, news: make(chan struct{}, 1),
		plan: map[library.BundleID]*errand{},
	}
}

// Changed tells that the documents of a bundle, or what opens it here, are new.
func (h *Herald) Changed(id library.BundleID) {
	h.mu.Lock()
	h.changed[id] = true
	h.mu.Unlock()
	select {
	case h.news <- struct{}{}:
	default:
	}
}

// restMost is the longest that Work sleeps: clocks are set.
const restMost = 10 * time.Minute

// Work does its errands until ctx ends.
func (h *Herald) Work(ctx context.Context) {
	ids, err := h.cfg.Bundles(ctx)
	if err != nil {
		h.log.Warn("read which bundles have terms", "err", err)
	}
	for _, id := range ids {
		h.plan[id] = &errand{keys: map[keyName]*search{}, old: true}
	}
	timer := time.NewTimer(0)
	defer timer.Stop()
	for {
		select {
		case <-ctx.Done():
			return
		case <-h.news:
		case <-timer.C:
		}
		timer.Reset(h.step(ctx))
	}
}

// step does what is due and tells when to look again.
func (h *Herald) step(ctx context.Context) time.Duration {
	h.hear()
	for id, e := range h.plan {
		if ctx.Err() != nil {
			return restMost
		}
		if h.cfg.Now().Before(e.due) {
			continue
		}
		if err := h.attend(ctx, id, e); err != nil && ctx.Err() == nil {
			h.log.Warn("look for published keys", "bundle", id, "err", err)
			e.due = h.cfg.Now().Add(restMost)
		}
	}
	wait := restMost
	for _, e := range h.plan {
		wait = min(wait, e.due.Sub(h.cfg.Now()))
	}
	return max(wait, 10*time.Millisecond)
}

// hear takes in what changed.
func (h *Herald) hear() {
	h.mu.Lock()
	defer h.mu.Unlock()
	for id := range h.changed {
		if e, known := h.plan[id]; known {
			e.due = time.Time{}
			for _, s := range e.keys {
				s.next, s.old = time.Time{}, false
			}
			e.old = false
		} else {
			h.plan[id] = &errand{keys: map[keyName]*search{}}
		}
	}
	clear(h.changed)
}

// attend does what is due for one bundle, and plans the next time.
func (h *Herald) attend(ctx context.Context, id library.BundleID, e *errand) error {
	d, ok, err := h.cfg.Documents(ctx, id)
	if err != nil {
		return err
	}
	if !ok {
		delete(h.plan, id) // when it comes back, that is told
		return nil
	}
	e.due = h.cfg.Now().Add(rarely)
	for _, terms := range d.Terms.Editions {
		edition, known := d.Manifest.Edition(terms.Edition)
		if !known || edition.Recipient == "" || terms.Window == nil {
			continue
		}
		for _, key := range keysOf(edition, terms) {
			next, err := h.look(ctx, d, edition, key, e.search(key.name))
			if err != nil {
				return err
			}
			if !next.IsZero() && next.Before(e.due) {
				e.due = next
			}
		}
	}
	return nil
}

// rarely is how often a bundle is looked at of which nothing is awaited.
const rarely = 24 * time.Hour

func (e *errand) search(k keyName) *search {
	s, known := e.keys[k]
	if !known {
		s = &search{old: e.old}
		e.keys[k] = s
	}
	return s
}

// dueKey is a key that the terms have published, and when.
type dueKey struct {
	name keyName
	at   time.Time
}

func keysOf(e format.Edition, t format.EditionTerms) (all []dueKey) {
	if e.Premiere != "" {
		all = append(all, dueKey{keyName{e.ID, library.ReleasePremiere}, t.Window.From})
	}
	if t.Window.Open() {
		all = append(all, dueKey{keyName{e.ID, library.ReleaseOpen}, t.Window.Opens})
	}
	return all
}
