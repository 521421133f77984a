package channel

import (
	"context"
	"crypto/sha256"
	"errors"
	"fmt"
	"os"
	"runtime"
	"sync"
	"sync/atomic"
	"time"

	"matinee/library"
	"matinee/library/format"
)

// Wanted is an object to fetch, of up to Most bytes.
type Wanted struct {
	Digest library.Digest
	Most   int64
}

// Sources are where objects of a channel come from.
type Sources struct {
	Mirrors []library.WebURL
	Local   bool  // mirrors in private networks are allowed
	Files   Files // nil without
}

const (
	fetchers   = 4
	objectWait = 30 * time.Second
	maxBroken  = 3 // failures of a mirror or the swarm, after which it is left alone
)

// Shown are the objects that show a bundle: what it is, who may watch it, and its
// poster. Its .torrent comes when it is wanted.
func Shown(l format.Listing) []Wanted {
	all := []Wanted{{l.Manifest, format.MaxManifest}, {l.Terms, format.MaxTerms}}
	if l.Poster != "" {
		all = append(all, Wanted{l.Poster, MaxPicture})
	}
	return all
}

// Fetch gets the objects that the folder lacks, from mirrors first, for they answer at once,
// else from the swarm, and returns how many are missing then.
func (f *Finder) Fetch(ctx context.Context, folder Folder, want []Wanted, from Sources) (missing int, err error) {
	jobs := make(chan Wanted)
	broken := make([]atomic.Int32, len(from.Mirrors)+1) // the swarm is the last
	var work sync.WaitGroup
	var lacking atomic.Int32
	var mu sync.Mutex
	for range min(fetchers, len(want)) {
		work.Go(func() {
			for w := range jobs {
				if ferr := f.fetch(ctx, folder, w, from, broken); ferr != nil {
					lacking.Add(1)
					mu.Lock()
					err = errors.Join(err, ferr)
					mu.Unlock()
				}
			}
		})
	}
	seen := map[library.Digest]bool{}
	for _, w := range want {
		if !seen[w.Digest] && !folder.Has(w.Digest) {
			jobs <- w
		}
		seen[w.Digest] = true
	}
	close(jobs)
	work.Wait()
	if lacking.Load() > 0 {
		err = library.Wrap(library.CodeNobodyHasIt, fmt.Errorf("%d objects: %w", lacking.Load(), firstOf(err)))
	}
	return int(lacking.Load()), err
}

// firstOf keeps an error of a thousand objects readable.
func firstOf(err error) error {
	var many interface{ Unwrap() []error }
	for errors.As(err, &many) && len(many.Unwrap()) > 0 {
		err = many.Unwrap()[0]
	}
	return err
}

func (f *Finder) fetch(ctx context.Context, folder Folder, w Wanted, from Sources, broken []atomic.Int32) error {
	err := library.Errorf(library.CodeNobodyHasIt, "object %s", w.Digest)
	var last error = err
	for i, mirror := range from.Mirrors {
		if ctx.Err() != nil {
			return ctx.Err()
		}
		if broken[i].Load() >= maxBroken {
			continue
		}
		within, cancel := context.WithTimeout(ctx, objectWait)
		body, err := f.Web.Web(within, onMirror(mirror, objectName(w.Digest)), w.Most, from.Local)
		cancel()
		if err == nil {
			err = folder.keep(w, body)
		}
		if err == nil {
			return nil
		}
		broken[i].Add(1)
		last = fmt.Errorf("%s: %w", hostOf(mirror), err)
	}
	swarm := &broken[len(from.Mirrors)]
	if from.Files == nil || swarm.Load() >= maxBroken {
		return last
	}
	within, cancel := context.WithTimeout(ctx, objectWait)
	defer cancel()
	body, ferr := from.Files.Read(within, objectName(w.Digest), w.Most)
	if ferr == nil {
		ferr = folder.keep(w, body)
	}
	if ferr != nil {
		swarm.Add(1)
	}
	return ferr
}

// keep puts an object into the folder if it is the one that is wanted. A catalogue
// may have put another thing in its place.
func (f Folder) keep(w Wanted, body []byte) error {
	if library.DigestOf(sha256.Sum256(body)) == w.Digest {
		_, err := f.put(body, false)
		return err
	}
	err := error(library.Errorf(library.CodeBadDocument, "not the object %s", w.Digest))
	if rerr := os.Remove(f.object(w.Digest)); rerr != nil && !errors.Is(rerr, os.ErrNotExist) {
		err = errors.Join(err, rerr)
	}
	return err
}

// Read opens what a channel lists of a bundle, from the folder. That it is whole and
// what the channel meant is proven by the hashes; whose it is, is compared.
func (f Folder) Read(root library.Key, l format.Listing) (format.Manifest, format.Terms, error) {
	return f.read(newReader(), root, l)
}

// reader reads one document after another with the same memory.
type reader struct {
	by   *format.Reader
	body []byte
}

func newReader() *reader { return &reader{by: format.NewReader()} }

// get is Folder.get; what it returns holds until the next one.
func (r *reader) get(f Folder, d library.Digest, most int64) ([]byte, error) {
	body, err := f.get(d, most, r.body)
	if cap(body) > cap(r.body) {
		r.body = body
	}
	return body, err
}

func (f Folder) read(r *reader, root library.Key, l format.Listing) (m format.Manifest, t format.Terms, err error) {
	body, err := r.get(f, l.Manifest, format.MaxManifest)
	if err != nil {
		return m, t, err
	}
	manifest, err := format.ReadListedBy[format.Manifest](r.by, body, l.Manifest)
	if err != nil {
		return m, t, err
	}
	if body, err = r.get(f, l.Terms, format.MaxTerms); err != nil {
		return m, t, err
	}
	terms, err := format.ReadListedBy[format.Terms](r.by, body, l.Terms)
	switch {
	case err != nil:
		return m, t, err
	case manifest.Doc.Channel != root || manifest.Doc.ID != l.Bundle:
		return m, t, library.Errorf(library.CodeMismatch, "a manifest of another bundle is listed")
	}
	if err := terms.Doc.Fits(manifest.Doc); err != nil {
		return m, t, err
	}
	return manifest.Doc, terms.Doc, nil
}

// Documents are what Read gave of one listing.
type Documents struct {
	Manifest format.Manifest
	Terms    format.Terms
	Err      error
}

// ReadAll is Read for many listings, on every processor; what it returns is in their
// order.
func (f Folder) ReadAll(root library.Key, all []format.Listing) []Documents {
	out := make([]Documents, len(all))
	var next atomic.Int64
	var work sync.WaitGroup
	for range min(runtime.GOMAXPROCS(0), len(all)) {
		work.Go(func() {
			by := newReader()
			for i := int(next.Add(1)) - 1; i < len(all); i = int(next.Add(1)) - 1 {
				out[i].Manifest, out[i].Terms, out[i].Err = f.read(by, root, all[i])
			}
		})
	}
	work.Wait()
	return out
}

// TorrentOf reads the .torrent of a listed bundle from the folder.
func (f Folder) TorrentOf(l format.Listing) ([]byte, error) {
	raw, err := f.Get(l.Torrent, MaxTorrent)
	if err != nil {
		return nil, err
	}
	id, err := torrentID(raw)
	if err == nil && id != l.Infohash {
		err = library.Errorf(library.CodeMismatch, "the .torrent is of another bundle")
	}
	if err != nil {
		return nil, err
	}
	return raw, nil
}
