package curator

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"sync"
	"testing"
	"time"

	"go.uber.org/goleak"

	"matinee/library"
	"matinee/library/db"
	"matinee/library/media"
)

func TestMain(m *testing.M) { goleak.VerifyTestMain(m) }

// engine is an Engine on a real database: what it has and what is complete is what
// a test says.
type engine struct {
	db *db.DB

	mu     sync.Mutex
	list   []library.Bundle
	whole  map[string]string // path of a complete item, by bundle and index
	events chan library.Event
}

func (e *engine) Bundles() []library.Bundle {
	e.mu.Lock()
	defer e.mu.Unlock()
	return append([]library.Bundle{}, e.list...)
}

func (e *engine) Bundle(id library.BundleID) (library.Bundle, error) {
	for _, b := range e.Bundles() {
		if b.ID == id {
			return b, nil
		}
	}
	return library.Bundle{}, library.Errorf(library.CodeNotFound, "%s", id)
}

func (e *engine) Transfers() []library.Transfer {
	var all []library.Transfer
	for _, b := range e.Bundles() {
		t := library.Transfer{ID: b.ID, Title: b.Title}
		for _, item := range b.Items {
			p := library.ItemProgress{Index: item.Index}
			if _, ok, _ := e.ItemPath(b.ID, item.Index); ok {
				p.Done = item.Length
			}
			t.Items = append(t.Items, p)
		}
		all = append(all, t)
	}
	return all
}

func (e *engine) ItemPath(id library.BundleID, item int) (string, bool, error) {
	e.mu.Lock()
	defer e.mu.Unlock()
	path, ok := e.whole[fmt.Sprintf("%s/%d", id, item)]
	return path, ok, nil
}

func (e *engine) complete(id library.BundleID, item int, path string) {
	e.mu.Lock()
	defer e.mu.Unlock()
	e.whole[fmt.Sprintf("%s/%d", id, item)] = path
}

func (e *engine) Change(ctx context.Context, id library.BundleID, change func(*library.Bundle)) error {
	if err := e.db.UpdateBundle(ctx, id, change); err != nil {
		return err
	}
	b, err := e.db.Bundle(ctx, id)
	e.mu.Lock()
	defer e.mu.Unlock()
	for i := range e.list {
		if e.list[i].ID == id {
			e.list[i] = b
		}
	}
	return err
}

func (e *engine) Events(context.Context) <-chan library.Event { return e.events }

// rig is a curator under test, its parts and its clock.
type rig struct {
	*Curator
	t      testing.TB
	path   string
	db     *db.DB
	engine *engine
	clock  time.Time
	look   *looker
}

// looker is a Prober and an Artist that answers what a test says.
type looker struct {
	mu     sync.Mutex
	facts  map[string]library.Facts // by file name
	fails  map[string]error
	probed []string
	drawn  []media.Subject
	noArt  bool
	done   chan struct{} // gets a token after each picture
}

func (l *looker) Probe(_ context.Context, path string) (library.Facts, error) {
	l.mu.Lock()
	defer l.mu.Unlock()
	name := filepath.Base(path)
	l.probed = append(l.probed, name)
	return l.facts[name], l.fails[name]
}

func (l *looker) Artwork(_ context.Context, s media.Subject) (string, error) {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.drawn = append(l.drawn, s)
	defer func() {
		if l.done != nil {
			l.done <- struct{}{}
		}
	}()
	if l.noArt {
		return "", library.Errorf(library.CodeNotFound, "%s", s.ID)
	}
	return "v1", nil
}

func (l *looker) ArtworkPath(id library.BundleID, shape library.Shape, version string) (string, error) {
	return fmt.Sprintf("/cache/%s/%s/%s.jpg", id, version, shape), nil
}

func (l *looker) Thumbnail(_ context.Context, _ library.BundleID, _ int, path string, at time.Duration, _ int) (string, error) {
	return fmt.Sprintf("%s@%v", path, at), nil
}
func (l *looker) Forget(library.BundleID) error { return nil }

// newRig makes a curator on a fresh database with some bundles in its engine.
func newRig(t testing.TB, bundles ...library.Bundle) *rig {
	t.Helper()
	r := &rig{t: t, path: filepath.Join(t.TempDir(), "library.db"), clock: time.Date(2026, 5, 1, 12, 0, 0, 0, time.UTC)}
	r.look = &looker{facts: map[string]library.Facts{}, fails: map[string]error{}}
	r.open()
	if err := r.db.SaveBundles(t.Context(), bundles); err != nil {
		t.Fatal(err)
	}
	r.reopen()
	return r
}

func (r *rig) open() {
	r.t.Helper()
	var err error
	if r.db, err = db.Open(r.t.Context(), r.path); err != nil {
		r.t.Fatal(err)
	}
	d := r.db
	r.t.Cleanup(func() { _ = d.Close() })
	r.engine = &engine{db: r.db, whole: map[string]string{}, events: make(chan library.Event)}
	if r.engine.list, err = r.db.Bundles(r.t.Context()); err != nil {
		r.t.Fatal(err)
	}
	r.Curator, err = New(r.t.Context(), Config{
		DB: r.db, Engine: r.engine, Prober: r.look, Artist: r.look, Cost: 8, Now: func() time.Time { return r.clock },
		Disk: func(context.Context) (library.Storage, error) { return library.Storage{}, nil },
	})
	if err != nil {
		r.t.Fatal(err)
	}
}

// reopen is a restart of the program.
func (r *rig) reopen() {
	r.t.Helper()
	if err := r.db.Close(); err != nil {
		r.t.Fatal(err)
	}
	r.open()
}

func (r *rig) must(err error) {
	r.t.Helper()
	if err != nil {
		r.t.Fatal(err)
	}
}

// code fails the test unless err is of a kind.
func (r *rig) code(err error, want library.Code) {
	r.t.Helper()
	if err == nil || library.CodeOf(err) != want {
		r.t.Errorf("error %v, want %s", err, want)
	}
}

func (r *rig) shelf(q library.ShelfQuery) []library.Card {
	r.t.Helper()
	cards, err := r.Shelf(r.t.Context(), q)
	r.must(err)
	return cards
}

func (r *rig) titles(q library.ShelfQuery) (titles []string) {
	r.t.Helper()
	for _, c := range r.shelf(q) {
		titles = append(titles, c.Title)
	}
	return titles
}

func idOf(n int) library.BundleID { return library.BundleID(fmt.Sprintf("%040x", n)) }

// film makes bundle number n of files of a length each.
func film(n int, title string, files ...string) library.Bundle {
	b := library.Bundle{
		ID: idOf(n), Title: title, Folder: "/media/" + title, PieceLength: 1 << 18,
		Added: time.Date(2026, 1, 1, 0, 0, n, 0, time.UTC),
	}
	for i, f := range files {
		b.Items = append(b.Items, library.Item{Index: i, Path: f, Length: 1000, Priority: library.Normal, Duration: time.Hour})
		b.Length += 1000
	}
	return b
}

// at saves where the profile in use stopped.
func (r *rig) at(n, item int, at time.Duration) {
	r.t.Helper()
	r.clock = r.clock.Add(time.Minute)
	r.must(r.SavePosition(r.t.Context(), library.Position{
		Bundle: idOf(n), Item: item, At: at, Duration: time.Hour, Updated: r.clock,
	}))
}

// write makes files below a folder.
func write(t testing.TB, root string, names ...string) {
	t.Helper()
	for _, name := range names {
		path := filepath.Join(root, filepath.FromSlash(name))
		if err := errors.Join(os.MkdirAll(filepath.Dir(path), 0o755), os.WriteFile(path, beginning(name), 0o644)); err != nil {
			t.Fatal(err)
		}
	}
}

// beginning is 100 bytes that begin as a file of that name would.
func beginning(name string) []byte {
	start := map[string]string{
		".mkv": "\x1a\x45\xdf\xa3", ".mp4": "\x00\x00\x00\x18ftyp", ".avi": "RIFF", ".flac": "fLaC",
	}[filepath.Ext(name)]
	return append([]byte(start), make([]byte, 100-len(start))...)
}
