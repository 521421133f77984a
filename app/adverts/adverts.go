package adverts

import (
	"context"
	"log/slog"
	"math/rand/v2"
	"slices"
	"sync"
	"time"

	"matinee/library"
	"matinee/library/ads"
	"matinee/library/db"
	"matinee/library/format"
	"matinee/sync/store"
)

// Store keeps what has to survive the program's end.
type Store interface {
	SaveReel(ctx context.Context, r db.Reel) error
	Reels(ctx context.Context) ([]db.Reel, error)
	SaveAdTokens(ctx context.Context, tokens []db.AdToken) error
	AdTokens(ctx context.Context, bundle library.Token, from time.Time) (int, error)
	SpendAdToken(ctx context.Context, bundle library.Token, from time.Time, write func(db.AdToken) (db.AdReceipt, error)) (bool, error)
	NextAdReceipt(ctx context.Context) (db.AdReceipt, error)
	DelayAdReceipt(ctx context.Context, id int64, due time.Time) error
	DropAdReceipt(ctx context.Context, id int64) error
	SaveAdShowing(ctx context.Context, s db.AdShowing, before, weeks time.Time) error
	AdShowings(ctx context.Context, from time.Time) ([]db.AdShowing, error)
}

// Config is what Adverts work with.
type Config struct {
	Dir   string // for the films of spots
	Store Store
	// Ask speaks to a store of a channel, as the channel names it.
	Ask    func(ctx context.Context, channel, store library.Key, f func(context.Context, store.Client) error) error
	Device library.Recipient
	// Wanted are the stores whose ads may be watched soon: theirs are fetched beforehand. There
	// may be others after a while. nil for none.
	Wanted func(context.Context) ([]Wanted, time.Duration, error)
	// Room refuses when so many more bytes may not be kept; nil for never.
	Room func(n int64) error
	// Swarm is where films come from and are passed on to; nil for the store alone.
	Swarm  Swarm
	Logger *slog.Logger
	Now    func() time.Time
	// Delay draws how long a receipt waits; nil for between minutes and hours, by chance.
	Delay func() time.Duration
}

// Adverts are safe for use by many goroutines.
type Adverts struct {
	cfg    Config
	looked chan struct{} // a receipt was written

	mu    sync.Mutex
	reels map[library.Key]format.Signed[format.Reel] // by store
	here  map[library.Digest]bool                    // films that are here
	tried map[library.Key]time.Time                  // when a store was asked last
	suits map[library.Key][]ads.Audience             // who may watch a store's ads
	rates map[library.Key]float64                    // bytes that came of a store in a second, the last time

	shared   map[library.Key]sharing   // what is passed on, by store
	refused  map[library.BundleID]bool // torrents that are not what their reel says
	swarming sync.Mutex                // held by who fetches films from a swarm
	watch    sync.WaitGroup            // for what is shared
	ended    bool                      // nothing is joined any more
}

// New makes Adverts, with what is kept of them.
func New(ctx context.Context, cfg Config) (*Adverts, error) {
	if cfg.Now == nil {
		cfg.Now = time.Now
	}
	if cfg.Delay == nil {
		cfg.Delay = delay
	}
	a := &Adverts{
		cfg: cfg, looked: make(chan struct{}, 1), reels: map[library.Key]format.Signed[format.Reel]{}, here: map[library.Digest]bool{},
		tried: map[library.Key]time.Time{}, suits: map[library.Key][]ads.Audience{}, rates: map[library.Key]float64{},
		shared: map[library.Key]sharing{}, refused: map[library.BundleID]bool{},
	}
	kept, err := cfg.Store.Reels(ctx)
	if err != nil {
		return nil, err
	}
	for _, k := range kept {
		r, err := format.Read[format.Reel](k.Document)
		if err != nil {
			cfg.Logger.Warn("a reel that is kept cannot be read", "store", k.Store, "err", err)
			continue
		}
		a.reels[k.Store] = r
	}
	return a, a.lookForFilms()
}

// The bounds of how long a receipt waits, so that its store cannot tell by the time of what
// it is.
const (
	shortestDelay = 2 * time.Minute
	longestDelay  = 12 * time.Hour
)

func delay() time.Duration {
	return shortestDelay + rand.N(longestDelay-shortestDelay) //nolint:gosec // nobody gains by guessing it
}

// Showing is what a programme is made for.
type Showing struct {
	Bundle   library.BundleID
	Index    int // of the item
	Item     format.Item
	Manifest format.Manifest
	Terms    format.Terms
	Licence  format.Licence // of kind ads, by which alone the item opens
	Verified bool           // the channel's domain names it
	Limit    *int64         // of the profile that watches
	Speaks   []library.Language
}

// tokenWeeks is from which week on tokens are of use now.
func tokenWeeks(now time.Time) time.Time { return ads.WeekOf(now.Add(-ads.Licensed)) }

// Programme is what interrupts a playback.
func (a *Adverts) Programme(ctx context.Context, s Showing) (p ads.Programme, err error) {
	terms, known := s.Terms.Edition(s.Licence.Edition)
	if !known {
		return p, nil
	}
	now := a.cfg.Now()
	played, err := a.cfg.Store.AdShowings(ctx, now.Add(-ads.Licensed-24*time.Hour))
	if err != nil {
		return p, err
	}
	p.Slots = ads.Slots(terms.Breaks, s.Item.Path, s.Item.Role == library.RoleMain, s.Item.Duration)
	history := make([]ads.Showing, 0, len(played))
	for _, was := range played {
		history = append(history, ads.Showing{Spot: was.Spot, Campaign: was.Campaign, At: was.At})
		if was.Bundle == s.Bundle && was.Item == s.Index && !was.At.Before(s.Licence.Issued) && !slices.Contains(p.Shown, was.Slot) {
			p.Shown = append(p.Shown, was.Slot)
		}
	}
	seller, err := s.Licence.Certified()
	if err != nil {
		return ads.Programme{}, err
	}
	seed := rand.Uint64() //nolint:gosec // which spot comes first is no secret
	p.Pick = func(slot ads.Slot) []ads.Ready {
		return a.pick(seller.Store.Key, slot, s, history, seed)
	}
	return p, nil
}

// pick chooses from a store's reel what is here.
func (a *Adverts) pick(store library.Key, slot ads.Slot, s Showing, history []ads.Showing, seed uint64) (out []ads.Ready) {
	to := ads.Audience{Now: a.cfg.Now(), Channel: s.Manifest.Channel, Verified: s.Verified, Languages: s.Speaks, Limit: s.Limit}
	if s.Manifest.MinAge != nil {
		to.MinAge = *s.Manifest.MinAge
	}
	a.mu.Lock()
	reel := a.reels[store].Doc
	var here []library.Spot
	if to.Now.Before(reel.Expires) {
		for _, spot := range reel.Spots {
			if a.here[spot.File.SHA256] {
				here = append(here, spot)
			}
		}
	}
	a.mu.Unlock()
	for _, spot := range ads.Choose(here, slot, to, history, seed) {
		out = append(out, ads.Ready{Spot: spot, Path: a.filmPath(spot)})
	}
	return out
}

// spotOf finds a spot by its name.
func (a *Adverts) spotOf(id library.Token) (library.Spot, bool) {
	a.mu.Lock()
	defer a.mu.Unlock()
	for _, r := range a.reels {
		if s, known := r.Doc.Spot(id); known {
			return s, true
		}
	}
	return library.Spot{}, false
}

// Watched notes that a spot played, and writes a receipt if it was watched to its end and there
// is a token of the bundle for it.
func (a *Adverts) Watched(ctx context.Context, bundle library.Token, w ads.Watched) error {
	spot, known := a.spotOf(w.Spot)
	if !known {
		return nil // its reel was replaced meanwhile
	}
	now := a.cfg.Now()
	err := a.cfg.Store.SaveAdShowing(ctx, db.AdShowing{Bundle: w.Bundle, Item: w.Item, Slot: w.Break, Spot: spot.ID, Campaign: spot.Campaign, At: now},
		now.Add(-ads.Licensed-24*time.Hour), tokenWeeks(now))
	if err != nil || !ads.Finished(spot, w.For) {
		return err
	}
	day := ads.DayOf(now)
	_, err = a.cfg.Store.SpendAdToken(ctx, bundle, tokenWeeks(now), func(t db.AdToken) (db.AdReceipt, error) {
		r := format.AdsReceipt{
			Campaign: spot.Campaign, Spot: spot.ID, Bundle: bundle, Day: day,
			Token: format.AdsToken{Week: t.Week, Nonce: t.Nonce, Signature: t.Signature},
		}
		document, err := r.Bytes()
		return db.AdReceipt{Document: document, Due: now.Add(a.cfg.Delay()), Ends: t.Week.Add(ads.Spending)}, err
	})
	if err != nil {
		return err
	}
	a.Wake()
	return nil
}

// Wake has it looked again at what is due, and at who is wanted.
func (a *Adverts) Wake() {
	select {
	case a.looked <- struct{}{}:
	default:
	}
}
