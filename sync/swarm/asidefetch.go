package swarm

import (
	"context"
	"fmt"
	"slices"
	"time"

	"github.com/anacrolix/torrent"

	"matinee/library"
)

// Files are the sizes of all files by name.
func (a *Aside) Files() map[string]int64 {
	sizes := make(map[string]int64, len(a.files))
	for name, f := range a.files {
		sizes[name] = f.Length()
	}
	return sizes
}

// lookEvery is how often it is looked whether a file grows.
const lookEvery = 50 * time.Millisecond

// Fetch waits until a file is whole and lies where it belongs, its piece hashes checked. It
// gives up, and wants no more of it, when for as long as patience nothing of the torrent came,
// and when it took longer than most: who sends a little from time to time holds nobody up.
func (a *Aside) Fetch(ctx context.Context, name string, patience, most time.Duration) (err error) {
	f, ok := a.files[name]
	if !ok {
		return library.Errorf(library.CodeItemNotFound, "%.80s", name)
	}
	f.Download()
	defer func() {
		if err != nil {
			f.SetPriority(torrent.PiecePriorityNone)
		}
	}()
	tick := time.NewTicker(lookEvery)
	defer tick.Stop()
	begun := time.Now()
	came, since := int64(-1), begun
	for !checked(f) {
		stats := a.t.Stats()
		if now := stats.BytesReadData.Int64(); now != came {
			came, since = now, time.Now()
		}
		if time.Since(since) >= patience {
			return library.Errorf(library.CodeNoPeers, "nothing of %.80s came for %s", name, patience)
		}
		if time.Since(begun) >= most {
			return library.Errorf(library.CodeNoPeers, "%.80s is not whole after %s", name, most)
		}
		select {
		case <-tick.C:
		case <-a.t.Closed():
			return errClosed()
		case <-ctx.Done():
			return library.Wrap(library.CodeNoPeers, fmt.Errorf("fetch %.80s: %w", name, ctx.Err()))
		}
	}
	return nil
}

// checked reports whether all pieces of a file are here.
func checked(f *torrent.File) bool {
	return !slices.ContainsFunc(f.State(), func(p torrent.FilePieceState) bool { return !p.Complete })
}
