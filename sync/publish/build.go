package publish

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"time"

	"matinee/library"
	"matinee/library/format"
)

// Build makes the bundle of a job. What is finished when it is cut off, by a
// canceled context or by the end of the program, is not made again by the next
// Build of the same job. An item that changes meanwhile ends it with
// library.CodeItemChanged. Progress is told at every item and now and then within.
//
// It holds up to 32 MiB of memory, whatever the size of the items, and 52 bytes for
// each piece.
func Build(ctx context.Context, job Job, progress func(Progress)) (Built, error) {
	b, err := begin(job, progress)
	if err != nil {
		return Built{}, fmt.Errorf("publish: %w", err)
	}
	defer b.root.Close()
	built, err := b.run(ctx)
	if err != nil {
		return Built{}, fmt.Errorf("publish: %w", err)
	}
	return built, nil
}

// build is a job under way. It is used by one goroutine, but for done, which is
// written while an item passes.
type build struct {
	Job
	root    *os.Root // of the sources
	piece   int64
	items   []part
	records []record
	journal journal
	total   int64
	done    int64

	gathered []byte // memory that items take in turn

	tell func(Progress)
	last time.Time
}

// part is an item and how it is made.
type part struct {
	item   library.DraftItem
	recipe recipe
	size   int64 // of its source
}

// tellEvery is how often progress is told within an item.
const tellEvery = 100 * time.Millisecond

func begin(job Job, progress func(Progress)) (*build, error) {
	root, err := os.OpenRoot(job.Folder)
	if err != nil {
		return nil, &library.Error{Code: library.CodeBadFolder, Detail: job.Folder, Err: err}
	}
	b := &build{Job: job, root: root, journal: journal{filepath.Join(job.Work, "items")}, tell: progress}
	if b.tell == nil {
		b.tell = func(Progress) {}
	}
	if err := errors.Join(b.plan(), b.trial()); err != nil {
		return nil, errors.Join(err, root.Close())
	}
	return b, nil
}

// plan works out what is to be made of which file.
func (b *build) plan() error {
	if err := b.Draft.CheckFormat(); err != nil {
		return err
	}
	for _, item := range b.Draft.Items {
		size := int64(0)
		if item.Source() == "" {
			return library.Errorf(library.CodeBadTerms, "%s comes from no file", item.Path)
		}
		at, err := b.source(item.Source())
		if err != nil {
			return err
		}
		if at.Size == 0 {
			return library.Errorf(library.CodeBadTerms, "%s is empty", item.Source())
		}
		if item.Frame == "" {
			size = at.Size
		}
		p := part{item, recipe{File: item.Source(), Frame: item.Frame != "", At: item.At, Front: item.Front, Path: item.Path}, size}
		for _, id := range b.Draft.SealedFor(item) {
			to, err := b.recipient(id)
			if err != nil {
				return err
			}
			p.recipe.To = append(p.recipe.To, to)
		}
		if len(p.recipe.To) > 0 {
			p.recipe.Path = library.SealedName(item.Path)
		}
		b.items = append(b.items, p)
		b.total += size
	}
	b.piece = pieceLength(b.total)
	for i := range b.items {
		b.items[i].recipe.Piece = b.piece
	}
	return nil
}

// source looks at a file of the folder, which no link leads out of.
func (b *build) source(name string) (stamp, error) {
	info, err := b.root.Stat(filepath.FromSlash(name))
	switch {
	case errors.Is(err, fs.ErrNotExist):
		return stamp{}, library.Errorf(library.CodeItemChanged, "%s is not there any more", name)
	case err != nil:
		return stamp{}, &library.Error{Code: library.CodeBadFolder, Detail: name, Err: err}
	case !info.Mode().IsRegular():
		return stamp{}, library.Errorf(library.CodeBadFolder, "%s is not an ordinary file", name)
	}
	return stamp{info.Size(), info.ModTime().UnixNano()}, nil
}

func (b *build) path(name string) string { return filepath.Join(b.Folder, filepath.FromSlash(name)) }

// run makes what is missing, then the documents.
func (b *build) run(ctx context.Context) (Built, error) {
	if err := b.take(); err != nil {
		return Built{}, err
	}
	missing, err := b.resume(ctx)
	if err != nil {
		return Built{}, err
	}
	if b.Room != nil {
		if err := b.Room(missing); err != nil {
			return Built{}, err
		}
	}
	for i, p := range b.items {
		if b.records[i].Plain.Length > 0 {
			continue
		}
		if b.records[i], err = b.make(ctx, p); err != nil {
			return Built{}, err
		}
		if err := b.journal.keep(b.records[i]); err != nil {
			return Built{}, fmt.Errorf("note that %s is finished: %w", p.recipe.Path, err)
		}
	}
	if err := b.unchanged(); err != nil {
		return Built{}, err
	}
	b.report("", true)
	return b.finish(ctx)
}

// owner marks a target as this job's.
const owner = "target"

// take makes the target, or sees that it is this job's.
func (b *build) take() error {
	mark := filepath.Join(b.Work, owner)
	if raw, err := ReadBounded(mark, 4<<10); err == nil && string(raw) == b.Target {
		return os.MkdirAll(b.Target, 0o755)
	}
	entries, err := os.ReadDir(b.Target)
	if err != nil && !errors.Is(err, fs.ErrNotExist) {
		return &library.Error{Code: library.CodeReadOnly, Detail: b.Target, Err: err}
	}
	if len(entries) > 0 {
		return library.Errorf(library.CodeFileExists, "%s", b.Target)
	}
	if err := WriteWhole(mark, []byte(b.Target), 0o600); err != nil {
		return fmt.Errorf("begin: %w", err)
	}
	if err := os.MkdirAll(b.Target, 0o755); err != nil {
		return &library.Error{Code: library.CodeReadOnly, Detail: b.Target, Err: err}
	}
	return nil
}

// resume takes over what is finished, and clears away what is no longer wanted. It
// tells how many bytes are still to be written.
func (b *build) resume(ctx context.Context) (missing int64, err error) {
	b.records = make([]record, len(b.items))
	wanted := map[string]bool{}
	for i, p := range b.items {
		wanted[filepath.Base(b.journal.place(p.recipe.Path))] = true
		r, found := b.journal.find(p.recipe)
		if found {
			if found, err = b.stands(ctx, &r); err != nil {
				return 0, err
			}
		}
		if !found {
			missing += p.size
			continue
		}
		b.records[i] = r
		b.done += p.size
	}
	return missing, b.clear(wanted)
}

// clear removes what was made for items that the draft no longer has.
func (b *build) clear(wanted map[string]bool) error {
	names, err := os.ReadDir(b.journal.folder)
	if err != nil {
		return nil //nolint:nilerr // there is no journal yet
	}
	for _, n := range names {
		if wanted[n.Name()] {
			continue
		}
		at := filepath.Join(b.journal.folder, n.Name())
		if old, ok := readRecord(at); ok && filepath.IsLocal(filepath.FromSlash(string(old.Recipe.Path))) {
			_ = os.Remove(b.place(old.Recipe.Path)) // it is in no torrent; that it stays harms nobody
		}
		if err := os.Remove(at); err != nil {
			return err
		}
	}
	return nil
}

// place is where a file of the bundle lies.
func (b *build) place(p library.ItemPath) string {
	return filepath.Join(b.Target, filepath.FromSlash(string(p)))
}

// report tells of progress, not too often.
func (b *build) report(item library.ItemPath, now bool) {
	if at := time.Now(); now || at.Sub(b.last) >= tellEvery {
		b.last = at
		b.tell(Progress{Item: item, Done: b.done, Total: b.total})
	}
}

// unchanged sees that every source still is what was read of it.
func (b *build) unchanged() error {
	for i, p := range b.items {
		now, err := b.source(p.recipe.File)
		if err == nil && now != b.records[i].Source {
			err = library.Errorf(library.CodeItemChanged, "%s", p.recipe.File)
		}
		if err != nil {
			return errors.Join(err, os.Remove(b.journal.place(p.recipe.Path)))
		}
	}
	return nil
}

// trial writes and signs the documents with sums that stand for the real ones, so
// that what they do not allow is found before hours of work.
func (b *build) trial() error {
	records := make([]record, len(b.items))
	for i, p := range b.items {
		digest := library.DigestOf([32]byte{1})
		records[i] = record{Recipe: p.recipe, Plain: library.Sum{Length: 1, SHA256: digest}}
		if len(p.recipe.To) > 0 {
			records[i].Sealed = &library.Sum{Length: 2, SHA256: digest}
		}
	}
	_, _, err := b.documents(records)
	return err
}

// documents are the manifest and the terms of items with these records.
func (b *build) documents(records []record) (m format.Signed[format.Manifest], t format.Signed[format.Terms], err error) {
	issued := b.Now().UTC().Truncate(time.Second)
	manifest, err := b.manifest(records, issued)
	if err != nil {
		return m, t, err
	}
	terms, err := b.terms(issued)
	if err != nil {
		return m, t, err
	}
	if m, err = format.Sign(manifest, b.Signer.Key()); err != nil {
		return m, t, err
	}
	if t, err = format.Sign(terms, b.Signer.Key()); err != nil {
		return m, t, err
	}
	return m, t, terms.Fits(manifest)
}

// pieceLength is the size of pieces for so many bytes in all: small ones start
// sooner, large ones keep the torrent small.
func pieceLength(total int64) int64 {
	const gib = 1 << 30
	switch {
	case total <= 2*gib:
		return 256 << 10
	case total <= 4*gib:
		return 512 << 10
	case total <= 8*gib:
		return 1 << 20
	case total <= 16*gib:
		return 2 << 20
	}
	return 4 << 20
}
