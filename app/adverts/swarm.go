package adverts

import (
	"context"
	"errors"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"time"

	"matinee/library"
	"matinee/library/format"
	"matinee/sync/publish"
)

// Swarm is where programs take the films of a reel from each other.
type Swarm interface {
	Join(ctx context.Context, j Joining) (Films, error)
}

// Joining is how it is taken part in the swarm of a reel's torrent.
type Joining struct {
	ID      library.BundleID
	Torrent []byte
	Folder  string
	Path    func(name string) (string, bool) // where below Folder a file lies
	Most    int64                            // bytes of all files
}

// Films are the files of a torrent that is taken part in, until Close.
type Films interface {
	// Files are their sizes by name.
	Files() map[string]int64
	// Fetch waits until one lies where it belongs, its pieces checked, and gives up with
	// library.CodeNoPeers when nothing comes for as long as patience, or it is not whole after most.
	Fetch(ctx context.Context, name string, patience, most time.Duration) error
	// Gone is closed when the program takes part no longer.
	Gone() <-chan struct{}
	Close()
}

// maxShared is of how many stores the films are passed on.
const maxShared = 40

// sharing is a reel whose films this program passes on.
type sharing struct {
	id    library.BundleID
	films Films
}

// torrentPath is where the .torrent of a reel is kept.
func (a *Adverts) torrentPath(id library.BundleID) string {
	return filepath.Join(a.cfg.Dir, string(id)+".torrent")
}

// filmsOf are a reel's by hash.
func filmsOf(reel format.Reel) map[library.Digest]library.Spot {
	all := map[library.Digest]library.Spot{}
	for _, s := range reel.Spots {
		all[s.File.SHA256] = s
	}
	return all
}

// join takes part in the swarm of a store's reel, and leaves that of the one before. It returns
// nil where there is nothing to take part in.
func (a *Adverts) join(ctx context.Context, reel format.Reel, torrent func(context.Context) ([]byte, error)) (Films, error) {
	key := reel.Store
	a.mu.Lock()
	was, shared := a.shared[key]
	full, bad := len(a.shared) >= maxShared, a.refused[reel.Infohash]
	a.mu.Unlock()
	if shared && was.id == reel.Infohash {
		return was.films, nil
	}
	a.leave(key)
	if a.cfg.Swarm == nil || reel.Infohash == "" || bad || full && !shared {
		return nil, nil
	}
	raw, err := torrent(ctx)
	if err != nil {
		return nil, err
	}
	j := Joining{ID: reel.Infohash, Torrent: raw, Folder: a.cfg.Dir}
	films := filmsOf(reel)
	for _, s := range films {
		j.Most += s.File.Length
	}
	j.Path = func(name string) (string, bool) {
		s, listed := films[library.Digest(name)]
		return filepath.Base(a.filmPath(s)), listed
	}
	joined, err := a.cfg.Swarm.Join(ctx, j)
	if err == nil {
		if err = holds(joined.Files(), films); err != nil {
			joined.Close()
		}
	}
	if err == nil {
		err = keep(a.torrentPath(reel.Infohash), raw)
	}
	if c := library.CodeOf(err); c == library.CodeMismatch || c == library.CodeBadTorrent {
		a.refuse(reel.Infohash)
		err = otherFilms(err)
	}
	if err != nil {
		return nil, err
	}
	a.mu.Lock()
	defer a.mu.Unlock()
	if a.ended { // a page may have asked for it meanwhile
		joined.Close()
		return nil, nil
	}
	a.shared[key] = sharing{reel.Infohash, joined}
	a.watch.Go(func() {
		<-joined.Gone()
		if a.forget(key, joined) { // the network changed
			a.Wake()
		}
	})
	return joined, nil
}

// otherFilms says what is wrong with a torrent that a reel names.
func otherFilms(err error) error {
	return &library.Error{Code: library.CodeMismatch, Detail: "the torrent of the store's advertisements holds other films than its reel lists", Err: err}
}

// holds refuses a torrent that does not hold the very films that a reel lists.
func holds(files map[string]int64, films map[library.Digest]library.Spot) error {
	listed := map[string]int64{}
	for sum, s := range films {
		listed[string(sum)] = s.File.Length
	}
	if !maps.Equal(files, listed) {
		return library.Errorf(library.CodeMismatch, "%d files", len(files))
	}
	return nil
}

// refuse has a torrent not used again.
func (a *Adverts) refuse(id library.BundleID) {
	a.mu.Lock()
	a.refused[id] = true
	a.mu.Unlock()
	if err := os.Remove(a.torrentPath(id)); err != nil && !errors.Is(err, os.ErrNotExist) {
		a.cfg.Logger.Debug("the torrent of a reel stays", "err", err)
	}
}

// keep writes a file that is there whole or not at all, also after a power cut, once.
func keep(path string, raw []byte) error {
	if _, err := os.Stat(path); err == nil {
		return nil
	}
	return publish.WriteWhole(path, raw, 0o600)
}

// forget notes that a reel is not shared any more; false if that is known.
func (a *Adverts) forget(key library.Key, films Films) bool {
	a.mu.Lock()
	defer a.mu.Unlock()
	if a.shared[key].films != films {
		return false
	}
	delete(a.shared, key)
	return true
}

// leave ends taking part in the swarm of a store's reel.
func (a *Adverts) leave(key library.Key) {
	a.mu.Lock()
	was, shared := a.shared[key]
	delete(a.shared, key)
	a.mu.Unlock()
	if shared {
		was.films.Close()
	}
}

// leaveAll ends all of it, for good.
func (a *Adverts) leaveAll() {
	a.mu.Lock()
	a.ended = true
	keys := slices.Collect(maps.Keys(a.shared))
	a.mu.Unlock()
	for _, key := range keys {
		a.leave(key)
	}
	a.watch.Wait()
}

// rejoin passes on the films that are here, of the reels that hold, where that is not done
// already. Nobody is asked: the torrents were kept.
func (a *Adverts) rejoin(ctx context.Context) {
	if !a.swarming.TryLock() {
		return // who fetches does so at its end
	}
	defer a.swarming.Unlock()
	a.mu.Lock()
	reels := maps.Clone(a.reels)
	a.mu.Unlock()
	for key, r := range reels {
		if !a.cfg.Now().Before(r.Doc.Expires) {
			a.leave(key)
			continue
		}
		if ctx.Err() != nil || !a.anyHere(r.Doc) {
			continue
		}
		_, err := a.join(ctx, r.Doc, func(context.Context) ([]byte, error) {
			return os.ReadFile(a.torrentPath(r.Doc.Infohash))
		})
		if err != nil && !errors.Is(err, os.ErrNotExist) && ctx.Err() == nil {
			a.cfg.Logger.Info("the films of a reel are not passed on", "store", key, "err", err)
		}
	}
}

func (a *Adverts) anyHere(reel format.Reel) bool {
	a.mu.Lock()
	defer a.mu.Unlock()
	return slices.ContainsFunc(reel.Spots, func(s library.Spot) bool { return a.here[s.File.SHA256] })
}
