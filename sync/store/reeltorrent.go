package store

import (
	"context"
	"encoding/json"
	"fmt"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"sync"

	"matinee/library"
	"matinee/sync/store/films"
)

// packed is the torrent of a reel's films; the zero one where there is none.
type packed struct {
	id  library.BundleID
	raw []byte
}

// packs remembers the torrent of the present reel, and of the one before: who asked for that
// one a moment ago asks for its torrent now.
type packs struct {
	mu     sync.Mutex
	of     string // the films of the first
	latest [2]packed
}

// pack makes the torrent of the films of spots. There is none while what a torrent says of one
// of them is unknown.
func (s *Store) pack(ctx context.Context, spots []library.Spot) (packed, error) {
	wanted := map[library.Digest]bool{}
	for _, spot := range spots {
		wanted[spot.File.SHA256] = true
	}
	lacking, err := s.filmsWithoutSums(ctx)
	if err != nil {
		return packed{}, err
	}
	names, whole := make([]string, 0, len(wanted)), len(wanted) > 0
	for sum := range wanted {
		name := string(sum)
		if lacking[sum] {
			name, whole = name+" lacks its sums", false // until the film is added again
		}
		names = append(names, name)
	}
	slices.Sort(names)
	of := strings.Join(names, " ")
	s.packs.mu.Lock()
	defer s.packs.mu.Unlock()
	if of == s.packs.of {
		return s.packs.latest[0], nil
	}
	var made packed
	if whole {
		all, err := s.filmSums(ctx, wanted)
		if err != nil {
			return packed{}, err
		}
		if made.raw, made.id, err = films.Torrent(all, s.webseed()); err != nil {
			return packed{}, err
		}
	}
	s.packs.of, s.packs.latest = of, [2]packed{made, s.packs.latest[0]}
	return made, nil
}

// webseed is below what the films lie that the store serves, if it knows its own address.
func (s *Store) webseed() string {
	if s.cfg.Base == "" {
		return ""
	}
	return strings.TrimSuffix(s.cfg.Base, "/") + webseedPath
}

// webseedPath is where the folder of a reel's torrent is served: what lies in it is the route
// of films.
const webseedPath = "/v1/ads/"

// filmsWithoutSums are those that were added before a store kept what a torrent says of them.
func (s *Store) filmsWithoutSums(ctx context.Context) (map[library.Digest]bool, error) {
	rows, err := s.db.read().rows(ctx, `SELECT sha256 FROM spots GROUP BY sha256 HAVING max(pieces) = ''`)
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	lacking := map[library.Digest]bool{}
	for rows.Next() {
		var sum library.Digest
		if err := rows.Scan(&sum); err != nil {
			return nil, err
		}
		lacking[sum] = true
	}
	return lacking, rows.Err()
}

// filmSums reads what a torrent says of films.
func (s *Store) filmSums(ctx context.Context, wanted map[library.Digest]bool) (all []films.Film, err error) {
	rows, err := s.db.read().rows(ctx, `SELECT sha256, max(size), max(pieces) FROM spots WHERE pieces <> '' GROUP BY sha256`)
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	for rows.Next() {
		var f films.Film
		var pieces string
		if err := rows.Scan(&f.SHA256, &f.Length, &pieces); err != nil {
			return nil, err
		}
		if !wanted[f.SHA256] {
			continue
		}
		if err := json.Unmarshal([]byte(pieces), &f.Pieces); err != nil {
			return nil, fmt.Errorf("the pieces of the film %s: %w", f.SHA256, err)
		}
		all = append(all, f)
	}
	return all, rows.Err()
}

// ReelTorrent is the .torrent that the store's reel names.
func (s *Store) ReelTorrent(ctx context.Context, id library.BundleID) ([]byte, error) {
	spots, err := s.spots(ctx)
	if err == nil {
		_, err = s.pack(ctx, spots)
	}
	if err != nil {
		return nil, fmt.Errorf("give out the torrent of a reel: %w", err)
	}
	s.packs.mu.Lock()
	defer s.packs.mu.Unlock()
	for _, p := range s.packs.latest {
		if p.raw != nil && p.id == id {
			return p.raw, nil
		}
	}
	return nil, library.Errorf(library.CodeNotFound, "the torrent %.40s of a reel", id)
}

func (h handlers) reelTorrent(w http.ResponseWriter, r *http.Request) {
	raw, err := h.s.ReelTorrent(r.Context(), library.BundleID(r.PathValue("infohash")))
	if err != nil {
		h.problem(w, r, err)
		return
	}
	w.Header().Set("Content-Type", "application/x-bittorrent")
	if _, err := w.Write(raw); err != nil { //nolint:gosec // a torrent that this store made
		h.log.Debug("an answer was not taken", "error", err)
	}
}

// ReelTorrent asks for the .torrent that the store's reel names. What it holds is judged by
// whoever uses it.
func (c Client) ReelTorrent(ctx context.Context, id library.BundleID) ([]byte, error) {
	return c.fetch(ctx, "/v1/ads/torrents/"+url.PathEscape(string(id)), films.MaxTorrent)
}
