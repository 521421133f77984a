package adverts

import (
	"context"
	"crypto/sha256"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"time"

	"matinee/library"
	"matinee/library/ads"
	"matinee/library/db"
	"matinee/library/format"
	"matinee/sync/store"
)

// lookEvery is how often a store is asked for its reel.
const lookEvery = 12 * time.Hour

// Look asks a store for its reel, and for the films that are not here and may play with a
// channel, as for those that are wanted. What the store has that is older than what is known
// is refused.
func (a *Adverts) Look(ctx context.Context, channel, key library.Key) error {
	return a.look(ctx, channel, key, hurried(), ads.Audience{Channel: channel, Verified: true, MinAge: library.MaxSpotAge})
}

func (a *Adverts) look(ctx context.Context, channel, key library.Key, p patience, also ...ads.Audience) error {
	a.mu.Lock()
	a.tried[key] = a.cfg.Now()
	suits := slices.Concat(a.suits[key], also)
	a.mu.Unlock()
	err := a.cfg.Ask(ctx, channel, key, func(ctx context.Context, c store.Client) error {
		found, err := c.Reel(ctx, key)
		if err != nil {
			return err
		}
		a.mu.Lock()
		held, known := a.reels[key]
		a.mu.Unlock()
		if known && found.Doc.Seq == held.Doc.Seq {
			found = held // also where it says something else: the first one found is kept
		} else if known {
			if err := found.Doc.Follows(held.Doc); err != nil {
				return err
			}
		}
		if err := a.cfg.Store.SaveReel(ctx, db.Reel{Store: key, Channel: channel, Document: found.Bytes(), Looked: a.cfg.Now()}); err != nil {
			return err
		}
		a.mu.Lock()
		a.reels[key] = found
		a.mu.Unlock()
		return a.fetchFilms(ctx, c, found.Doc, suits, p)
	})
	if err != nil {
		return fmt.Errorf("look for a reel: %w", err)
	}
	a.dropFilms()
	a.rejoin(ctx)
	return nil
}

// filmPath is where the film of a spot lies.
func (a *Adverts) filmPath(s library.Spot) string {
	return filepath.Join(a.cfg.Dir, string(s.File.SHA256)+ending(s.Format))
}

// ending is what the name of a film ends with. A player goes by what is in it.
func ending(kind string) string {
	if kind == "video/webm" {
		return ".webm"
	}
	return ".mp4"
}

// lookForFilms notes what is here.
func (a *Adverts) lookForFilms() error {
	entries, err := os.ReadDir(a.cfg.Dir)
	if err != nil && !errors.Is(err, os.ErrNotExist) {
		return fmt.Errorf("look for the films of ads: %w", err)
	}
	for _, e := range entries {
		if unfinished(e.Name()) { // by a program that ended meanwhile
			if err := gone(os.Remove(filepath.Join(a.cfg.Dir, e.Name()))); err != nil {
				a.cfg.Logger.Debug("what was begun of a film of ads stays", "err", err)
			}
		} else if sum, film := filmName(e.Name()); film && a.trusted(e.Name(), sum) {
			a.here[sum] = true
		}
	}
	return nil
}

// maxFilms bounds what all films of ads may take on the disk, in bytes.
const maxFilms = 512 << 20

// lacking are the spots of a reel that may play here and whose films are not here.
func (a *Adverts) lacking(reel format.Reel, suits []ads.Audience) (out []library.Spot) {
	now := a.cfg.Now()
	a.mu.Lock()
	defer a.mu.Unlock()
	for _, s := range reel.Spots {
		fits := slices.ContainsFunc(suits, func(to ads.Audience) bool {
			to.Now = now
			return to.Suits(s)
		})
		if fits && !a.here[s.File.SHA256] {
			out = append(out, s)
		}
	}
	return out
}

// held is what the films take that are here.
func (a *Adverts) held() (sum int64) {
	a.mu.Lock()
	defer a.mu.Unlock()
	counted := map[library.Digest]bool{}
	for _, r := range a.reels {
		for _, s := range r.Doc.Spots {
			if a.here[s.File.SHA256] && !counted[s.File.SHA256] {
				counted[s.File.SHA256] = true
				sum += s.File.Length
			}
		}
	}
	return sum
}

// fits reports whether there is room for a film.
func (a *Adverts) fits(s library.Spot) error {
	if a.held()+s.File.Length > maxFilms {
		return library.Errorf(library.CodeQuota, "ads take %s at most", library.Bytes(maxFilms))
	}
	if a.cfg.Room == nil {
		return nil
	}
	return a.cfg.Room(s.File.Length)
}

// fetchFilms fetches what is not here, one after the other: from other programs, and from the
// store what these have not. One that cannot be had keeps none of the others away.
func (a *Adverts) fetchFilms(ctx context.Context, c store.Client, reel format.Reel, suits []ads.Audience, p patience) error {
	if err := os.MkdirAll(a.cfg.Dir, 0o700); err != nil {
		return err
	}
	a.fromOthers(ctx, c, reel, a.lacking(reel, suits), p)
	var failed error
	for _, s := range a.lacking(reel, suits) {
		if ctx.Err() != nil {
			break
		}
		err := a.fits(s)
		if err == nil {
			begun := time.Now()
			if err = a.fetchFilm(ctx, c, s); err == nil {
				a.timed(reel.Store, s.File.Length, time.Since(begun))
			}
		}
		if err != nil {
			failed = errors.Join(failed, err)
			continue
		}
		a.mu.Lock()
		a.here[s.File.SHA256] = true
		a.mu.Unlock()
	}
	return failed
}

// newName is how the names of films begin that are being fetched by HTTP.
const newName = "new-"

// unfinished reports whether a file has the name of one that is being written.
func unfinished(name string) bool {
	return strings.HasPrefix(name, newName) || strings.HasPrefix(name, ".new-") // see publish.WriteWhole
}

func (a *Adverts) fetchFilm(ctx context.Context, c store.Client, s library.Spot) error {
	from, err := c.Spot(ctx, s.File)
	if err != nil {
		return err
	}
	defer from.Close()
	to, err := os.CreateTemp(a.cfg.Dir, newName)
	if err != nil {
		return err
	}
	defer os.Remove(to.Name()) // it has another name by then, unless something failed
	hash := sha256.New()
	n, err := io.Copy(io.MultiWriter(to, hash), io.LimitReader(from, s.File.Length+1))
	if err == nil {
		err = to.Sync()
	}
	if err = errors.Join(err, to.Close()); err != nil {
		return err
	}
	if n != s.File.Length || library.DigestOf([32]byte(hash.Sum(nil))) != s.File.SHA256 {
		return errOtherFilm()
	}
	return os.Rename(to.Name(), a.filmPath(s))
}

// dropFilms removes what no reel lists any more that holds.
func (a *Adverts) dropFilms() {
	a.mu.Lock()
	defer a.mu.Unlock()
	listed := map[string]bool{}
	for _, r := range a.reels {
		if !a.cfg.Now().Before(r.Doc.Expires) {
			continue // nothing of it is shown
		}
		torrent := filepath.Base(a.torrentPath(r.Doc.Infohash))
		listed[torrent] = true
		for _, s := range r.Doc.Spots {
			film := filepath.Base(a.filmPath(s))
			listed[film], listed[film+".part"], listed[markName+string(s.File.SHA256)] = true, true, true
		}
	}
	entries, err := os.ReadDir(a.cfg.Dir)
	if err != nil && !errors.Is(err, os.ErrNotExist) {
		a.cfg.Logger.Debug("films of ads are not looked through", "err", err)
	}
	for _, e := range entries {
		if listed[e.Name()] || unfinished(e.Name()) {
			continue
		}
		if err := gone(os.Remove(filepath.Join(a.cfg.Dir, e.Name()))); err != nil { // one that plays right now goes the next time
			a.cfg.Logger.Debug("a film of ads stays", "err", err)
			continue
		}
		if sum, film := filmName(e.Name()); film {
			delete(a.here, sum)
		}
	}
}
