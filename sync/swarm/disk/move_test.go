package disk

import (
	"context"
	"os"
	"path/filepath"
	"testing"

	"matinee/library"
)

func TestMoveOnOneDevice(t *testing.T) {
	c, s, root := plain(t), newStore(), t.TempDir()
	r := open(t, c, s, root)
	r.fetch(0, 1, 2, 3, 5)
	must(t, os.WriteFile(filepath.Join(r.dir, "notes.txt"), nil, 0o644))
	old := r.dir
	r.dir = filepath.Join(root, "shelf", "bundle")
	must(t, r.Move(context.Background(), c.id, root, r.dir, nil))
	r.wantStates("####.#.")
	r.wantTrue(s.all()[c.id])
	if left, err := os.ReadDir(old); err != nil || len(left) != 1 {
		t.Fatalf("old folder: %v, %v", left, err)
	}
	r.repair()
	r.shut()
	r = openAt(t, c, s, root, r.dir)
	r.wantStates("#######")
}

// openAt is open with the bundle in a folder of its own.
func openAt(t *testing.T, c *content, s *store, root, dir string) *rig {
	t.Helper()
	r := &rig{TB: t, content: c, Disk: New(s.config()), store: s, root: root, dir: dir}
	t.Cleanup(func() { _ = r.Close(context.Background()) })
	must(t, r.Place(c.id, Layout{Root: root, Folder: dir, Paths: c.paths}))
	r.reopen()
	return r
}

func TestMoveOfAClosedBundle(t *testing.T) {
	c, s, root := plain(t), newStore(), t.TempDir()
	half(t, c, s, root)
	d := New(s.config())
	must(t, d.Place(c.id, Layout{Root: root, Folder: filepath.Join(root, "bundle"), Paths: c.paths}))
	to := filepath.Join(root, "elsewhere")
	must(t, d.Move(context.Background(), c.id, root, to, nil))
	must(t, d.Close(context.Background()))
	openAt(t, c, s, root, to).wantStates("####.#.")
}

func TestMoveNeverWritesOver(t *testing.T) {
	c, s, root := plain(t), newStore(), t.TempDir()
	r := open(t, c, s, root)
	r.fetch(0, 1, 2, 3, 5)
	r.settle()
	inTheWay := filepath.Join(root, "new", "dir", "b.mkv.part")
	must(t, os.MkdirAll(filepath.Dir(inTheWay), 0o755))
	must(t, os.WriteFile(inTheWay, []byte("mine"), 0o644))
	if err := r.Move(context.Background(), c.id, root, filepath.Join(root, "new"), nil); err == nil {
		t.Fatal("no error")
	}
	if got, _ := os.ReadFile(inTheWay); string(got) != "mine" {
		t.Fatalf("wrote over a stranger's file: %q", got)
	}
	r.wantWhole(0) // it was moved first and came back
	r.wantTrue(s.all()[c.id])
}

func TestMoveCanceled(t *testing.T) {
	c, root := plain(t), t.TempDir()
	r := open(t, c, newStore(), root)
	r.fetchAll()
	ctx, cancel := context.WithCancel(context.Background())
	err := r.Move(ctx, c.id, root, filepath.Join(root, "new"), func(int64, int64) { cancel() })
	wantCode(t, err, library.CodeCanceled)
	r.wantWhole(0)
	r.wantWhole(1)
	if _, err := os.Stat(filepath.Join(root, "new")); err == nil {
		t.Fatal("left a folder behind")
	}
}

func TestMoveWhereThereIsNoFolder(t *testing.T) {
	r := open(t, plain(t), newStore(), t.TempDir())
	err := r.Move(context.Background(), r.id, filepath.Join(r.root, "gone"), filepath.Join(r.root, "gone", "x"), nil)
	wantCode(t, err, library.CodeFolderGone)
	if err := r.Move(context.Background(), r.id, r.root, filepath.Dir(r.root), nil); err == nil {
		t.Fatal("moved out of the root")
	}
}

func TestDeleteRemovesOnlyItsFiles(t *testing.T) {
	c, s, root := mixed(t), newStore(), t.TempDir()
	r := open(t, c, s, root)
	r.fetch(0, 1, 2, 3)
	r.settle()
	mine := filepath.Join(r.dir, "subs", "mine.srt")
	must(t, os.WriteFile(mine, nil, 0o644))
	must(t, r.Delete(context.Background(), c.id))
	if _, err := os.Stat(mine); err != nil {
		t.Fatal(err)
	}
	for _, gone := range []string{r.file(0), r.file(5) + partSuffix, filepath.Join(r.dir, "extra")} {
		if _, err := os.Stat(gone); err == nil {
			t.Fatalf("%s is still there", gone)
		}
	}
	if err := r.write(0); err == nil {
		t.Fatal("a deleted bundle took data")
	}
	must(t, r.impl.Close())
	if r.Have(c.id) != nil {
		t.Fatal("still known")
	}
	if _, err := os.Stat(root); err != nil {
		t.Fatal("the media folder was removed")
	}
}

func TestDeleteLeavesNoFolder(t *testing.T) {
	c, root := mixed(t), t.TempDir()
	r := open(t, c, newStore(), root)
	r.fetchAll()
	must(t, r.Delete(context.Background(), c.id))
	if left, _ := os.ReadDir(root); len(left) > 0 {
		t.Fatalf("left %v", left)
	}
	must(t, r.Place(c.id, Layout{Root: root, Folder: r.dir, Paths: c.paths})) // it may come again
	r.reopen()
	r.wantStates("......")
}

func TestDropLeavesTheFiles(t *testing.T) {
	c, s, root := plain(t), newStore(), t.TempDir()
	half(t, c, s, root)
	r := open(t, c, s, root)
	must(t, r.impl.Close())
	r.Drop(c.id)
	r.wantWhole(0)
	must(t, r.Place(c.id, Layout{Root: root, Folder: r.dir, Paths: c.paths}))
	r.reopen()
	r.wantStates("????.?.") // added anew, it is found and hashed
	if n := r.Unknown(c.id); n != 5 {
		t.Fatalf("%d unknown", n)
	}
}
