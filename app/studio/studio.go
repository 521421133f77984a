package studio

import (
	"context"
	"log/slog"
	"path/filepath"
	"sync"
	"time"

	"matinee/library"
	"matinee/library/format"
	"matinee/sync/publish"
)

// Change is what is to be new in a channel.
type Change struct {
	Bundles  []publish.Built
	Withdraw []library.Token
	Why      string
	Releases []format.Signed[format.Release]
}

// Channels are the channels whose keys are here.
type Channels interface {
	// Signer speaks for a channel, by its name or root; "" means the only one.
	Signer(ctx context.Context, name string) (publish.Signer, error)
	// Publish makes the channel's next state.
	Publish(ctx context.Context, root library.Key, c Change) error
}

// Engine shares bundles.
type Engine interface {
	// Seed shares what lies in a folder, by its torrent. What is as it was when it had been
	// hashed, by path, is not hashed again.
	Seed(ctx context.Context, torrent []byte, folder string, made map[string]library.FileStamp) (library.BundleID, error)
}

// Config says what a Studio works with. Everything but Logger and Now is needed.
type Config struct {
	Dir      string // where productions are kept
	Channels Channels
	Engine   Engine
	Prober   publish.Prober
	Media    func() string // the folder in which a new bundle's folder is made
	Room     func(bytes int64) error
	Logger   *slog.Logger
	Now      func() time.Time
}

// Studio keeps productions. Its methods are safe for concurrent use.
type Studio struct {
	cfg Config
	log *slog.Logger

	mu      sync.Mutex
	running map[library.Token]*run // what is made right now
	busy    map[library.Token]*sync.Mutex
	wakeup  chan struct{}
	shelf   shelf
}

// run is a production that is being made.
type run struct {
	gate publish.Gate
	at   publish.Progress
}

// New makes a Studio. It starts nothing.
func New(cfg Config) *Studio {
	if cfg.Logger == nil {
		cfg.Logger = slog.New(slog.DiscardHandler)
	}
	if cfg.Now == nil {
		cfg.Now = time.Now
	}
	return &Studio{
		cfg: cfg, log: cfg.Logger, running: map[library.Token]*run{}, busy: map[library.Token]*sync.Mutex{},
		wakeup: make(chan struct{}, 1),
	}
}

func (s *Studio) now() time.Time { return s.cfg.Now().UTC().Truncate(time.Second) }

// turn waits until nobody else changes a production.
func (s *Studio) turn(id library.Token) (done func()) {
	s.mu.Lock()
	m, ok := s.busy[id]
	if !ok {
		m = &sync.Mutex{}
		s.busy[id] = m
	}
	s.mu.Unlock()
	m.Lock()
	return m.Unlock
}

func (s *Studio) home(id library.Token) folder { return folder{filepath.Join(s.cfg.Dir, string(id))} }
