package store

import (
	"context"
	"crypto/tls"
	"fmt"
	"os"
	"time"

	"matinee/library"
)

// Config says what a store is and where it keeps what it knows.
type Config struct {
	Dir      string // of its keys, and of the database unless another is named
	Database string // postgres://… or the path of an SQLite file; "" for store.db in Dir
	Name     string
	// Providers are how it is paid, in the order they are offered. A voucher is always
	// taken.
	Providers []Provider
	Base      string           // its own address as others see it; browsers come back there
	Now       func() time.Time // nil for the real clock
	Limits    Limits           // of who asks; the zero Limits are none
	TLS       *tls.Config      // nil for HTTP, behind a proxy that has a certificate
}

// Store is a store at work. It is safe for use by many goroutines, and several may
// work on one database.
type Store struct {
	shelves shelves

	cfg      Config
	db       *database
	keys     keys
	tally    tally
	times    times
	recalled recalled
	wake     chan struct{} // something is to be done at a provider

	tokens tokenKeys
	views  counting
	packs  packs
}

// Open opens a store; its folder, keys and tables are made when there are none.
func Open(ctx context.Context, cfg Config) (*Store, error) {
	if cfg.Now == nil {
		cfg.Now = time.Now
	}
	if cfg.Database == "" {
		cfg.Database = cfg.Dir + "/store.db"
	}
	if err := os.MkdirAll(cfg.Dir, 0o700); err != nil {
		return nil, fmt.Errorf("make the store's folder: %w", err)
	}
	s := &Store{cfg: cfg, times: usual(), wake: make(chan struct{}, 1)}
	s.tally.begin(s)
	var err error
	if s.keys, err = loadKeys(cfg.Dir); err != nil {
		return nil, err
	}
	if s.db, err = openDatabase(ctx, cfg.Database); err != nil {
		return nil, err
	}
	return s, nil
}

// Close ends the store's connections, when what is being counted has been.
func (s *Store) Close() error {
	s.views.ended.Wait()
	return s.db.close()
}

// Key is what the store's licences and receipts are signed with.
func (s *Store) Key() library.Key { return s.keys.public }

// Recipient is to whom editions are consigned.
func (s *Store) Recipient() library.Recipient { return s.keys.recipient }

// now is the time in the whole seconds that documents have.
func (s *Store) now() time.Time { return s.cfg.Now().UTC().Truncate(time.Second) }

// provider finds one by name.
func (s *Store) provider(name string) (Provider, bool) {
	for _, p := range s.cfg.Providers {
		if p.Name() == name {
			return p, true
		}
	}
	return nil, false
}
