package disk

import (
	"bytes"
	"context"
	"errors"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"testing"

	"matinee/library"
)

const kib = 1 << 10

// mixed has pieces that span several files, an empty file and padding.
func mixed(t testing.TB) *content {
	return makeContent(t, 64*kib,
		spec{"film.mkv", 150 * kib, ""},
		spec{"subs/en.srt", 10, ""}, spec{"subs/fr.srt", 20, ""}, spec{"subs/none.srt", 0, ""},
		spec{".pad/1", 42*kib - 30, "p"},
		spec{"extra/clip.mp4", 130*kib + 7, ""})
}

func TestItemsBecomeOrdinaryFiles(t *testing.T) {
	c := mixed(t)
	r := open(t, c, newStore(), t.TempDir())
	r.wantStates("......")
	r.fetch(0, 1)
	r.settle()
	if _, err := os.Stat(r.file(0) + partSuffix); err != nil {
		t.Fatal(err)
	}
	r.fetch(2, 3)
	r.settle()
	r.wantWhole(0)
	r.fetch(4, 5)
	r.settle()
	for i := range c.paths {
		if i != 4 {
			r.wantWhole(i)
		}
	}
	if _, err := os.Stat(filepath.Join(r.dir, ".pad")); !errors.Is(err, fs.ErrNotExist) {
		t.Fatal("padding lies on disk")
	}
	slices.Sort(r.store.items)
	if want := []int{0, 1, 2, 3, 5}; !slices.Equal(r.store.items, want) {
		t.Fatalf("items done %v, want %v", r.store.items, want)
	}
	rec := r.store.all()[c.id]
	if rec.Dirty || rec.Done[0] != 0xfc {
		t.Fatalf("record %+v", rec)
	}
}

func TestReadAcrossPiecesAndPadding(t *testing.T) {
	r := open(t, mixed(t), newStore(), t.TempDir())
	r.fetchAll()
	buf := make([]byte, len(r.data))
	n, err := r.impl.NewReader().ReadAt(buf, 0)
	if n != len(buf) || err != nil || !bytes.Equal(buf, r.data) {
		t.Fatalf("read %d of %d: %v", n, len(buf), err)
	}
	if n, err = r.impl.NewReader().ReadAt(buf[:10], int64(len(r.data))-4); n != 4 || err != io.EOF {
		t.Fatalf("at the end: %d, %v", n, err)
	}
	n, err = r.at(2).ReadAt(buf[:100], 20*kib)
	if n != 100 || err != nil || !bytes.Equal(buf[:100], r.data[148*kib:][:100]) {
		t.Fatalf("within a piece: %d, %v", n, err)
	}
}

func TestVerifiedIsRecordedOnlyAfterFlush(t *testing.T) {
	r := open(t, mixed(t), newStore(), t.TempDir())
	if err := r.write(0); err != nil {
		t.Fatal(err)
	}
	if rec := r.store.all()[r.id]; !rec.Dirty || rec.Has(0) {
		t.Fatalf("before the first write: %+v", rec)
	}
	if !r.hash1(0) {
		t.Fatal("no match")
	}
	r.wantStates("#.....")
	if rec := r.store.all()[r.id]; rec.Has(0) {
		t.Fatal("recorded before it was synced")
	}
	r.settle()
	if rec := r.store.all()[r.id]; !rec.Has(0) || !rec.Dirty {
		t.Fatalf("after the flush: %+v", rec)
	}
	r.shut()
	if rec := r.store.all()[r.id]; !rec.Has(0) || rec.Dirty {
		t.Fatalf("after the end: %+v", rec)
	}
}

func TestTimerRecords(t *testing.T) {
	s := newStore()
	saved := make(chan library.PieceRecord, 10)
	r := open(t, mixed(t), s, t.TempDir(), func(c *Config) {
		c.SyncEvery = 1e6
		c.Save = func(ctx context.Context, recs []library.PieceRecord) error {
			saved <- recs[0]
			return s.save(ctx, recs)
		}
	})
	r.fetch(0)
	<-saved // the mark that writes are under way
	if rec := <-saved; !rec.Has(0) {
		t.Fatalf("record %+v", rec)
	}
}

func TestFailedSaveIsTriedAgain(t *testing.T) {
	r := open(t, mixed(t), newStore(), t.TempDir())
	r.fetch(0)
	r.store.fail = errors.New("locked")
	if err := r.Flush(context.Background()); err == nil {
		t.Fatal("no error")
	}
	r.store.fail = nil
	r.settle()
	if !r.store.all()[r.id].Has(0) || len(r.store.errs) != 1 {
		t.Fatalf("%+v, %v", r.store.all()[r.id], r.store.errs)
	}
}

func TestUnfinishedNameNeverClashes(t *testing.T) {
	for _, c := range []struct {
		paths []string
		want  string
	}{
		{[]string{"a", "b"}, ".part"},
		{[]string{"a.part"}, ".part"},
		{[]string{"a", "A.PART"}, ".part2"},
		{[]string{"a", "a.part", "a.part2", "b.part"}, ".part3"},
	} {
		if got := (Layout{Paths: c.paths}).suffix(); got != c.want {
			t.Errorf("%v: %s, want %s", c.paths, got, c.want)
		}
	}
}

func TestPlaceRefusesWhatLeadsOut(t *testing.T) {
	d := New(Config{})
	defer d.Close(context.Background())
	root := t.TempDir()
	for _, l := range []Layout{
		{Root: "media", Folder: root},
		{Root: root, Folder: filepath.Dir(root)},
		{Root: root, Folder: root + "x"},
		{Root: root, Folder: root, Paths: []string{"../x"}},
		{Root: root, Folder: root, Paths: []string{"/etc/x"}},
		{Root: root, Folder: root, Paths: []string{"a/../../x"}},
		{Root: root, Folder: root, Paths: []string{"a/.."}},
		{Root: root, Folder: root, Paths: []string{"a\x00b"}},
	} {
		if err := d.Place("x", l); err == nil {
			t.Errorf("%+v was taken", l)
		}
	}
}

func TestMetainfoIsChecked(t *testing.T) {
	root := t.TempDir()
	for name, spoil := range map[string]func(*content){
		"length":  func(c *content) { c.info.Files[0].Length = 1 << 60 },
		"sign":    func(c *content) { c.info.Files[1].Length = -5 },
		"pieces":  func(c *content) { c.info.Pieces = c.info.Pieces[:40] },
		"piece":   func(c *content) { c.info.PieceLength = 0 },
		"paths":   func(c *content) { c.paths = c.paths[1:] },
		"no path": func(c *content) { c.paths[0] = "" },
	} {
		t.Run(name, func(t *testing.T) {
			c := mixed(t)
			spoil(c)
			d := New(Config{})
			defer d.Close(context.Background())
			if err := d.Place(c.id, Layout{Root: root, Folder: root, Paths: c.paths}); err != nil {
				t.Fatal(err)
			}
			if _, err := d.OpenTorrent(context.Background(), &c.info, c.hash); err == nil {
				t.Fatal("opened")
			}
		})
	}
}

func TestSettleTellsAfterTheItems(t *testing.T) {
	r := open(t, mixed(t), newStore(), t.TempDir())
	r.fetchAll()
	told := make(chan int, 1)
	must(t, r.Settle(t.Context(), r.id, func() {
		r.store.mu.Lock()
		defer r.store.mu.Unlock()
		told <- len(r.store.items)
	}))
	if n := <-told; n != 5 {
		t.Fatalf("%d items were told of before", n)
	}
	r.wantWhole(0)
}
