package release

import (
	"context"
	"encoding/json"
	"fmt"
	"log/slog"
	"math/rand/v2"
	"sync/atomic"
	"time"

	"aead.dev/minisign"

	"matinee/library"
)

// Origin is where the file of releases is, and who signs it. The zero value is for a
// program whose maker publishes none: nobody is asked.
type Origin struct {
	Address library.WebURL `json:"address"` // the signature lies beside it, with .minisig after its name
	Key     string         `json:"key"`     // minisign's public key: the second line of its file
}

// Named reports whether there is anybody to ask.
func (o Origin) Named() bool { return o != Origin{} }

// Config says what a Watch works with. Now and Random may be missing.
type Config struct {
	Origin
	Version string // of the program that runs
	Kept    []byte // what Keep was last given; nil for nothing
	Keep    func([]byte) error
	// Get fetches what is at an address, at most so many bytes.
	Get func(ctx context.Context, address library.WebURL, most int64) ([]byte, error)
	// Allowed reports whether the person lets it ask.
	Allowed func() bool
	// Tell reminds of a newer release.
	Tell   func(library.Update)
	Logger *slog.Logger
	Now    func() time.Time
	Random func(below int64) int64
}

// When it is asked: every day, at a time that tells nothing of when the program was
// started; an hour after nobody answered. How often a person is reminded.
const (
	every    = 24 * time.Hour
	spread   = 10 * time.Minute
	again    = time.Hour
	reminded = 7 * 24 * time.Hour
)

// Watch asks for newer releases. Make one with New.
type Watch struct {
	cfg  Config
	key  minisign.PublicKey
	kept kept // the business of Work alone
	by   atomic.Pointer[library.Update]
}

// kept is what is remembered over restarts.
type kept struct {
	Asked     time.Time `json:"asked"`
	Document  []byte    `json:"document"` // as it was signed
	Signature []byte    `json:"signature"`
	Told      string    `json:"told"` // the version that the person was told of
	At        time.Time `json:"at"`   // and when
}

// MaxKept bounds what is kept, in bytes.
const MaxKept = 16 << 10

// New makes a Watch; what it learned in earlier runs it knows at once.
func New(c Config) (*Watch, error) {
	if c.Now == nil {
		c.Now = time.Now
	}
	if c.Random == nil {
		c.Random = rand.Int64N
	}
	w := &Watch{cfg: c}
	if !c.Named() {
		return w, nil
	}
	if err := w.key.UnmarshalText([]byte(c.Key)); err != nil {
		return nil, fmt.Errorf("read the key that signs releases: %w", err)
	}
	if err := c.Address.Valid(); err != nil {
		return nil, fmt.Errorf("the address of the file of releases %w", err)
	}
	if len(c.Kept) > 0 {
		if err := json.Unmarshal(c.Kept, &w.kept); err != nil {
			w.kept = kept{}
			c.Logger.Info("what was known of releases is asked for again", "err", err)
		}
		w.learn()
	}
	return w, nil
}

// Newer is the release that is newer than this program; false without one that is known.
func (w *Watch) Newer() (library.Update, bool) {
	by := w.by.Load()
	if by == nil {
		return library.Update{}, false
	}
	return *by, true
}

// learn looks at what is kept: it may be by another key than the one of today.
func (w *Watch) learn() {
	by, err := read(w.key, w.kept.Document, w.kept.Signature)
	if err != nil || !newer(by.Version, w.cfg.Version) {
		w.by.Store(nil)
		return
	}
	w.by.Store(&by)
}

// Work asks and reminds until ctx ends.
func (w *Watch) Work(ctx context.Context) {
	if !w.cfg.Named() {
		return
	}
	timer := time.NewTimer(w.some())
	defer timer.Stop()
	for {
		select {
		case <-ctx.Done():
			return
		case <-timer.C:
			timer.Reset(w.step(ctx))
		}
	}
}

// some draws a part of the spread.
func (w *Watch) some() time.Duration { return time.Duration(w.cfg.Random(int64(spread))) }

// step does what is due and returns how long there is nothing to do.
func (w *Watch) step(ctx context.Context) time.Duration {
	now := w.cfg.Now()
	since := now.Sub(w.kept.Asked)
	if w.cfg.Allowed() && (since < 0 || since >= every) { // before now: the clock was set back
		if err := w.ask(ctx, now); err != nil {
			w.cfg.Logger.Info("look for a newer release", "err", err)
		}
	}
	if w.cfg.Allowed() {
		w.remind(now)
	}
	return again + w.some()
}

// ask fetches the file and keeps it.
func (w *Watch) ask(ctx context.Context, now time.Time) error {
	raw, err := w.cfg.Get(ctx, w.cfg.Address, maxDocument)
	if err != nil {
		return err
	}
	signature, err := w.cfg.Get(ctx, w.cfg.Address+".minisig", maxSignature)
	if err != nil {
		return err
	}
	if _, err := read(w.key, raw, signature); err != nil {
		return err
	}
	w.kept.Asked, w.kept.Document, w.kept.Signature = now, raw, signature
	w.learn()
	return w.keep()
}

// remind tells of a newer release, unless the person was told of it a short time ago.
func (w *Watch) remind(now time.Time) {
	by, ok := w.Newer()
	if !ok || by.Version == w.kept.Told && now.Sub(w.kept.At).Abs() < reminded {
		return
	}
	w.cfg.Tell(by)
	w.kept.Told, w.kept.At = by.Version, now
	if err := w.keep(); err != nil {
		w.cfg.Logger.Warn("keep what is known of releases", "err", err)
	}
}

func (w *Watch) keep() error {
	raw, err := json.Marshal(w.kept)
	if err != nil {
		return err
	}
	return w.cfg.Keep(raw)
}
