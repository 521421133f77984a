package adverts

import (
	"context"
	"crypto/sha256"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"os"
	"path/filepath"
	"strings"
	"time"

	"matinee/library"
	"matinee/library/format"
	"matinee/sync/store"
)

// fromOthers fetches films from other programs, by the torrent of their reel. What it did not
// get is to be fetched from the store. One does it at a time: the films of two stores may be
// the same file.
func (a *Adverts) fromOthers(ctx context.Context, c store.Client, reel format.Reel, lacking []library.Spot, p patience) {
	if len(lacking) == 0 && !a.anyHere(reel) {
		a.leave(reel.Store)
		return
	}
	if !a.swarming.TryLock() {
		return
	}
	defer a.swarming.Unlock()
	films, err := a.join(ctx, reel, func(ctx context.Context) ([]byte, error) {
		if raw, err := os.ReadFile(a.torrentPath(reel.Infohash)); err == nil {
			return raw, nil
		}
		return c.ReelTorrent(ctx, reel.Infohash)
	})
	wait := a.waitFor(ctx, reel.Store, p)
	for _, s := range lacking {
		if films == nil || err != nil {
			break
		}
		if a.fits(s) == nil {
			err = a.fetchFrom(ctx, films, s, wait)
		}
	}
	if err == nil || ctx.Err() != nil {
		return
	}
	level := slog.LevelInfo
	if library.CodeOf(err) == library.CodeMismatch {
		level = slog.LevelWarn
		a.refuse(reel.Infohash)
	}
	a.cfg.Logger.Log(ctx, level, "the films of advertisements are fetched from the store alone", "store", reel.Store, "err", err)
	a.leave(reel.Store) // it is joined again when they are here
	for _, s := range lacking {
		a.discard(s)
	}
}

// fetchFrom fetches one film from a swarm.
func (a *Adverts) fetchFrom(ctx context.Context, films Films, s library.Spot, wait *waiting) error {
	if err := keep(a.mark(s.File.SHA256), nil); err != nil {
		return err
	}
	err := wait.during(s.File.Length, func(most time.Duration) error {
		return films.Fetch(ctx, string(s.File.SHA256), wait.idle, most)
	})
	if err != nil {
		return err
	}
	return a.check(s)
}

// mark is a file that stands beside a film while it is not known to be what the reel says: a
// torrent only says that it is what the torrent says.
func (a *Adverts) mark(sum library.Digest) string {
	return filepath.Join(a.cfg.Dir, markName+string(sum))
}

const markName = "unchecked-"

// check takes a film that a swarm brought, if it is the one that the reel lists.
func (a *Adverts) check(s library.Spot) error {
	path := a.filmPath(s)
	sum, err := sumOf(path)
	if err == nil && sum != s.File {
		err = errOtherFilm()
	}
	if err == nil {
		err = os.Chmod(path, 0o600) // what a swarm has finished is read-only
	}
	if err == nil {
		err = gone(os.Remove(a.mark(s.File.SHA256)))
	}
	if err != nil {
		return err
	}
	a.mu.Lock()
	defer a.mu.Unlock()
	a.here[s.File.SHA256] = true
	return nil
}

// discard removes what a swarm brought of a film, unless it was checked.
func (a *Adverts) discard(s library.Spot) {
	mark := a.mark(s.File.SHA256)
	if _, err := os.Stat(mark); err != nil {
		return
	}
	a.mu.Lock()
	here := a.here[s.File.SHA256]
	a.mu.Unlock()
	path := a.filmPath(s)
	var whole error
	if !here { // else the store gave it meanwhile, and it was checked
		whole = gone(os.Remove(path))
	}
	if err := errors.Join(whole, gone(os.Remove(path+".part")), gone(os.Remove(mark))); err != nil {
		a.cfg.Logger.Debug("what came of a film of ads stays", "err", err)
	}
}

// gone forgives that a file is not there.
func gone(err error) error {
	if errors.Is(err, os.ErrNotExist) {
		return nil
	}
	return err
}

func errOtherFilm() error {
	return library.Errorf(library.CodeMismatch, "the film of a spot is not the one that the reel lists")
}

func sumOf(path string) (sum library.Sum, err error) {
	file, err := os.Open(path)
	if err != nil {
		return sum, err
	}
	defer func() { _ = file.Close() }() // nothing was written
	hash := sha256.New()
	if sum.Length, err = io.Copy(hash, file); err != nil {
		return sum, fmt.Errorf("read a film of ads: %w", err)
	}
	sum.SHA256 = library.DigestOf([32]byte(hash.Sum(nil)))
	return sum, nil
}

// trusted reports whether a film that is here is what its name says: one with a mark may not
// be, when the program ended before it was checked.
func (a *Adverts) trusted(name string, sum library.Digest) bool {
	mark, path := a.mark(sum), filepath.Join(a.cfg.Dir, name)
	if _, err := os.Stat(mark); errors.Is(err, os.ErrNotExist) {
		return true
	}
	is, err := sumOf(path)
	if err == nil && is.SHA256 == sum {
		return gone(os.Remove(mark)) == nil
	}
	if err := gone(os.Remove(path)); err != nil {
		a.cfg.Logger.Debug("a film of ads stays", "err", err)
	}
	return false
}

// filmName reads the name of a film's file.
func filmName(name string) (library.Digest, bool) {
	kind := filepath.Ext(name)
	sum := library.Digest(strings.TrimSuffix(name, kind))
	return sum, (kind == ".mp4" || kind == ".webm") && sum.Valid() == nil
}
