package disk

import (
	"bytes"
	"os"
	"path/filepath"
	"testing"
	"time"

	"matinee/library"
)

// plain is a bundle of two files of four pieces; piece 3 belongs to both.
func plain(t testing.TB) *content {
	return makeContent(t, 64*kib, spec{"a.mkv", 224 * kib, ""}, spec{"dir/b.mkv", 224 * kib, ""})
}

// half fetches the first file and one piece of the second and ends in order.
func half(t *testing.T, c *content, s *store, root string) {
	r := open(t, c, s, root)
	r.fetch(0, 1, 2, 3, 5)
	r.shut()
	r.wantWhole(0)
}

func TestStartTrustsTheRecord(t *testing.T) {
	c, s, root := plain(t), newStore(), t.TempDir()
	half(t, c, s, root)
	reads := &countFS{}
	r := open(t, c, s, root, func(cfg *Config) { cfg.FS = reads })
	r.wantStates("####.#.")
	if reads.opens != 0 {
		t.Fatalf("%d files were opened at start", reads.opens)
	}
	if r.handles.count() != 0 || len(s.changes) != 0 {
		t.Fatal("a start is silent and holds nothing")
	}
	r.fetch(4, 6)
	r.settle()
	r.wantWhole(1)
}

// countFS counts opened files.
type countFS struct {
	osFS
	opens int
}

func (c *countFS) OpenFile(name string, flag int, perm os.FileMode) (File, error) {
	c.opens++
	return c.osFS.OpenFile(name, flag, perm)
}

func TestStartFindsWhatChanged(t *testing.T) {
	part := filepath.Join("dir", "b.mkv.part")
	for _, tc := range []struct {
		name    string
		do      func(t *testing.T, dir string, s *store, id library.BundleID)
		want    string
		changes int
	}{
		{"nothing", func(*testing.T, string, *store, library.BundleID) {}, "####.#.", 0},
		{"whole file deleted", func(t *testing.T, dir string, _ *store, _ library.BundleID) {
			must(t, os.Remove(filepath.Join(dir, "a.mkv")))
		}, ".....#.", 1},
		{"unfinished file deleted", func(t *testing.T, dir string, _ *store, _ library.BundleID) {
			must(t, os.Remove(filepath.Join(dir, part)))
		}, "###....", 1},
		{"all deleted", func(t *testing.T, dir string, _ *store, _ library.BundleID) {
			must(t, os.RemoveAll(dir))
		}, ".......", 2},
		{"whole file cut", func(t *testing.T, dir string, _ *store, _ library.BundleID) {
			must(t, os.Truncate(filepath.Join(dir, "a.mkv"), 70*kib))
		}, "??...#.", 1},
		{"whole file altered", func(t *testing.T, dir string, _ *store, _ library.BundleID) {
			poke(t, filepath.Join(dir, "a.mkv"), 5)
		}, "????.#.", 1},
		{"unfinished file altered", func(t *testing.T, dir string, _ *store, _ library.BundleID) {
			poke(t, filepath.Join(dir, part), 100*kib)
		}, "###?.?.", 1},
		{"time changed only", func(t *testing.T, dir string, _ *store, _ library.BundleID) {
			must(t, os.Chtimes(filepath.Join(dir, "a.mkv"), time.Time{}, time.Now().Add(-time.Hour)))
		}, "????.#.", 1},
		{"record lost", func(_ *testing.T, _ string, s *store, id library.BundleID) {
			delete(s.records, id)
		}, "????.?.", 0},
		{"interrupted", func(t *testing.T, dir string, s *store, id library.BundleID) {
			poke(t, filepath.Join(dir, part), 50*kib) // lies in piece 4
			rec := s.records[id]
			rec.Dirty = true
			s.records[id] = rec
		}, "####?#.", 0},
		{"interrupted and cut", func(t *testing.T, dir string, s *store, id library.BundleID) {
			must(t, os.Truncate(filepath.Join(dir, part), 30*kib))
			rec := s.records[id]
			rec.Dirty = true
			s.records[id] = rec
		}, "###?...", 1},
		{"interrupted before the name", func(t *testing.T, dir string, s *store, id library.BundleID) {
			must(t, os.Rename(filepath.Join(dir, "a.mkv"), filepath.Join(dir, "a.mkv.part")))
			rec := s.records[id]
			rec.Dirty = true
			s.records[id] = rec
		}, "####.#.", 0},
	} {
		t.Run(tc.name, func(t *testing.T) {
			c, s, root := plain(t), newStore(), t.TempDir()
			half(t, c, s, root)
			tc.do(t, filepath.Join(root, "bundle"), s, c.id)
			r := open(t, c, s, root)
			r.wantStates(tc.want)
			r.notices.wait()
			if len(s.changes) != tc.changes {
				t.Fatalf("changes %+v, want %d", s.changes, tc.changes)
			}
			r.settle()
			r.repair()
		})
	}
}

// repair does what the client would: hash the unknown, fetch the missing. In the
// end all must be there.
func (r *rig) repair() {
	r.Helper()
	for p, state := range r.states() {
		if state == '?' {
			r.hash1(p)
		}
	}
	for p, state := range r.states() {
		if state != '#' {
			r.fetch(p)
		}
	}
	r.settle()
	for i := range r.paths {
		if r.info.Files[i].Attr == "" {
			r.wantWhole(i)
		}
	}
}

func TestUnknownSurvivesAnOrderlyEnd(t *testing.T) {
	c, s, root := plain(t), newStore(), t.TempDir()
	half(t, c, s, root)
	poke(t, filepath.Join(root, "bundle", "a.mkv"), 5)
	r := open(t, c, s, root)
	if r.hash1(0) || !r.hash1(1) {
		t.Fatal("piece 0 was altered, piece 1 was not")
	}
	r.shut()
	r = open(t, c, s, root)
	r.wantStates("?#??.#.") // what was not hashed, and what may lie under piece 0
	r.repair()
}

func TestReopenInOneProcess(t *testing.T) {
	c, s, root := plain(t), newStore(), t.TempDir()
	r := open(t, c, s, root)
	r.fetch(0, 5)
	must(t, r.impl.Close())
	if rec := s.records[c.id]; rec.Dirty || !rec.Has(5) {
		t.Fatalf("%+v", rec)
	}
	if err := r.write(1); err == nil {
		t.Fatal("a closed torrent took data")
	}
	late := r.impl
	r.reopen()
	r.wantStates("#....#.")
	must(t, late.Close())
	r.repair()
}

func TestForgetHashesEverythingAgain(t *testing.T) {
	c, s, root := plain(t), newStore(), t.TempDir()
	half(t, c, s, root)
	r := open(t, c, s, root)
	must(t, r.Forget(c.id))
	r.wantStates("????.?.")
	r.settle()
	if rec := s.records[c.id]; rec.Has(0) || !rec.Dirty {
		t.Fatalf("a kill now would keep the old verdict: %+v", rec)
	}
	r.repair()
	r.shut()
	r = open(t, c, s, root)
	r.wantStates("#######")
}

func TestAdoptedFilesAreSyncedAndStamped(t *testing.T) {
	c, s, root := plain(t), newStore(), t.TempDir()
	dir := filepath.Join(root, "bundle", "dir")
	must(t, os.MkdirAll(dir, 0o755))
	must(t, os.WriteFile(filepath.Join(dir, "..", "a.mkv"), c.item(0), 0o644))
	must(t, os.WriteFile(filepath.Join(dir, "b.mkv"), append(bytes.Clone(c.item(1)), "tail"...), 0o644))
	r := open(t, c, s, root)
	r.wantStates("???????")
	for p := range 7 {
		if !r.hash1(p) {
			t.Fatal(p)
		}
	}
	r.shut()
	r.wantWhole(0)
	r.wantWhole(1) // the tail is gone
	r = open(t, c, s, root)
	r.wantStates("#######")
}

func TestBrokenFileLosesItsFinalName(t *testing.T) {
	c, s, root := plain(t), newStore(), t.TempDir()
	half(t, c, s, root)
	poke(t, filepath.Join(root, "bundle", "a.mkv"), 5)
	r := open(t, c, s, root)
	for p := range 4 {
		r.hash1(p)
	}
	r.wantStates(".###.#.")
	must(t, r.write(0))
	if _, err := os.Stat(r.file(0)); err == nil {
		t.Fatal("a file that is being repaired looks whole")
	}
	r.hash1(0)
	r.settle()
	r.wantWhole(0)
}

func must(t testing.TB, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}

// poke alters one byte of a file.
func poke(t testing.TB, name string, at int64) {
	t.Helper()
	f, err := os.OpenFile(name, os.O_RDWR, 0)
	must(t, err)
	defer f.Close()
	var b [1]byte
	_, _ = f.ReadAt(b[:], at)
	b[0] ^= 0xff
	_, err = f.WriteAt(b[:], at)
	must(t, err)
}
