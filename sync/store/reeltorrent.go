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
	names := make([]string, 0, len(wanted))
	for sum := range wanted {
		names = append(names, string(sum))
	}
	slices.Sort(names)
	of := strings.Join(names, " ")
	s.packs.mu.Lock()
	defer s.packs.mu.Unlock()
	if of == s.packs.of {
		return s.packs.latest[0], nil
	}
	all, err := s.filmSums(ctx, wanted)
	if err != nil {
		return packed{}, err
	}
	var made packed
	if len(all) > 0 && len(all) == len(wanted) {
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
