package disk

import (
	"context"
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"syscall"
	"testing"
	"time"

	"matinee/library"
)

func wantCode(t testing.TB, err error, code library.Code) {
	t.Helper()
	if library.CodeOf(err) != code || err == nil {
		t.Fatalf("error %v (%s), want %s", err, library.CodeOf(err), code)
	}
}

func TestReserveIsAskedInSteps(t *testing.T) {
	var asked []int64
	var refuse error
	c := makeContent(t, 64*kib, spec{"a.mkv", 40 << 20, ""}, spec{"b.srt", 100, ""})
	r := open(t, c, newStore(), t.TempDir(), func(cfg *Config) {
		cfg.Reserve = func(_ string, n int64) error {
			asked = append(asked, n)
			return refuse
		}
	})
	r.fetch(0, 1, 639)
	r.fetch(640)
	if want := []int64{reserveStep, 100}; !slices.Equal(asked, want) {
		t.Fatalf("asked %v, want %v", asked, want)
	}
	for p := 2; len(asked) < 3; p++ {
		r.fetch(p)
	}
	refuse = library.Errorf(library.CodeQuota, "no")
	var err error
	for p := 300; err == nil; p++ {
		err = r.write(p)
	}
	wantCode(t, err, library.CodeQuota)
	wantCode(t, r.write(639), library.CodeQuota)
	r.notices.wait()
	if got := r.store.codes(); !slices.Equal(got, []library.Code{library.CodeQuota}) {
		t.Fatalf("reported %v", got)
	}
	refuse = nil
	r.fetch(638)
}

func TestDeletedWhileOpen(t *testing.T) {
	c := plain(t)
	r := open(t, c, newStore(), t.TempDir())
	r.fetch(0, 1, 2, 3, 4)
	r.settle()
	must(t, os.Remove(r.file(0)))
	_, err := r.at(1).ReadAt(make([]byte, 10), 0)
	wantCode(t, err, library.CodeFilesChanged)
	r.wantStates("....#..")
	must(t, os.Remove(r.file(1)+partSuffix))
	r.write(5) // into a file without a name, which nobody may count on
	r.hash1(5)
	_ = r.Flush(context.Background())
	r.wantStates(".......")
	r.settle()
	if rec := r.store.all()[c.id]; bitmap(rec.Done).count() != 0 {
		t.Fatalf("record %+v", rec)
	}
	r.repair()
	if got := r.store.codes(); !slices.Contains(got, library.CodeFilesChanged) || len(r.store.changes) == 0 {
		t.Fatalf("heard %v and %v", got, r.store.changes)
	}
}

func TestCutWhileOpen(t *testing.T) {
	r := open(t, plain(t), newStore(), t.TempDir())
	r.fetch(0, 1, 2, 3)
	r.settle()
	if _, err := r.at(0).ReadAt(make([]byte, 10), 0); err != nil {
		t.Fatal(err)
	}
	must(t, os.Truncate(r.file(0), 100*kib))
	_, err := r.at(2).ReadAt(make([]byte, 10), 0)
	wantCode(t, err, library.CodeFilesChanged)
	if r.states()[2] == '#' {
		t.Fatal("what was cut off still counts")
	}
	r.repair()
}

func TestCutAndGrownAgain(t *testing.T) {
	r := open(t, plain(t), newStore(), t.TempDir())
	r.fetch(0, 1, 2)
	must(t, os.Truncate(r.file(0)+partSuffix, 70*kib))
	r.fetch(3) // the size is right again, the middle is a hole
	r.settle()
	r.wantStates("#??#...")
	if r.hash1(1) || r.hash1(2) {
		t.Fatal("a hole verifies")
	}
	r.repair()
}

func TestAlteredWhileIdle(t *testing.T) {
	r := open(t, plain(t), newStore(), t.TempDir(), func(cfg *Config) { cfg.Idle = 2 * time.Millisecond })
	r.fetch(0, 1, 2, 3)
	r.settle()
	awaitIdle(t, r)
	poke(t, r.file(0), 9)
	_, err := r.at(0).ReadAt(make([]byte, 10), 0)
	wantCode(t, err, library.CodeFilesChanged)
	r.wantStates("????...")
	r.repair()
}

// awaitIdle waits until every descriptor closed itself.
func awaitIdle(t *testing.T, r *rig) {
	t.Helper()
	for end := time.Now().Add(10 * time.Second); r.handles.count() > 0; {
		if time.Now().After(end) {
			t.Fatal("descriptors stay open")
		}
		r.handles.sweeps.Wait()
	}
}

func TestAlteredWhileInUseIsNoticed(t *testing.T) {
	r := open(t, plain(t), newStore(), t.TempDir())
	r.fetch(0, 1, 2, 3)
	r.settle()
	_, err := r.at(0).ReadAt(make([]byte, 10), 0)
	must(t, err)
	poke(t, r.file(0), 9)
	r.handles.sweep() // due by itself every five seconds
	r.wantStates("????...")
	r.notices.wait()
	if want := []library.Code{library.CodeFilesChanged}; !slices.Equal(r.store.codes(), want) {
		t.Fatalf("heard %v", r.store.codes())
	}
}

func TestMediaFolderGone(t *testing.T) {
	root := filepath.Join(t.TempDir(), "usb")
	must(t, os.Mkdir(root, 0o755))
	c, s := plain(t), newStore()
	r := open(t, c, s, root)
	r.fetch(0, 1, 2, 3)
	r.settle()
	r.fetch(4)
	must(t, os.Rename(root, root+"-unplugged"))
	must(t, os.Mkdir(root, 0o755)) // the empty mount point
	_ = r.Flush(context.Background())
	_, err := r.at(0).ReadAt(make([]byte, 10), 0)
	wantCode(t, err, library.CodeFolderGone)
	wantCode(t, r.write(5), library.CodeFolderGone)
	r.wantStates(".......")
	_ = r.at(0).MarkNotComplete() // what a client does after a failed read
	if left, _ := os.ReadDir(root); len(left) > 0 {
		t.Fatalf("made %v in a folder that is not ours", left)
	}
	must(t, os.Remove(root))
	wantCode(t, r.Refresh(context.Background(), c.id), library.CodeFolderGone)
	if _, err := os.Stat(root); err == nil {
		t.Fatal("the media folder was made anew")
	}
	must(t, os.Rename(root+"-unplugged", root))
	must(t, r.Refresh(context.Background(), c.id))
	r.wantStates("####?..")
	r.repair()
	r.notices.wait()
	for _, code := range s.codes() {
		if code != library.CodeFolderGone {
			t.Fatalf("heard %v", s.codes())
		}
	}
}

func TestStartWithoutMediaFolder(t *testing.T) {
	root := filepath.Join(t.TempDir(), "usb")
	must(t, os.Mkdir(root, 0o755))
	c, s := plain(t), newStore()
	half(t, c, s, root)
	must(t, os.Rename(root, root+"-away"))
	r := open(t, c, s, root)
	r.wantStates(".......")
	r.shut()
	if len(r.store.errs) != 1 || bitmap(s.records[c.id].Done).count() != 5 {
		t.Fatalf("heard %v, record %+v", r.store.errs, s.records[c.id])
	}
	must(t, os.Rename(root+"-away", root))
	r = open(t, c, s, root)
	r.wantStates("####.#.")
}

// brokenFS fails where a test wants it to.
type brokenFS struct {
	osFS
	write, sync error
}

type brokenFile struct {
	File
	b *brokenFS
}

func (b *brokenFS) OpenFile(name string, flag int, perm fs.FileMode) (File, error) {
	f, err := b.osFS.OpenFile(name, flag, perm)
	return brokenFile{f, b}, err
}

func (f brokenFile) WriteAt(p []byte, off int64) (int, error) {
	if f.b.write != nil {
		return 0, f.b.write
	}
	return f.File.WriteAt(p, off)
}

func (f brokenFile) Datasync() error { return errors.Join(f.b.sync, f.File.Datasync()) }

func TestErrorsGetTheirKind(t *testing.T) {
	for err, want := range map[error]library.Code{
		syscall.ENOSPC: library.CodeDiskFull, syscall.EDQUOT: library.CodeDiskFull,
		syscall.EROFS: library.CodeReadOnly, syscall.EACCES: library.CodeReadOnly, syscall.EPERM: library.CodeReadOnly,
		syscall.EIO: library.CodeInternal,
	} {
		broken := &brokenFS{write: &fs.PathError{Op: "write", Path: "x", Err: err}}
		r := open(t, plain(t), newStore(), t.TempDir(), func(cfg *Config) { cfg.FS = broken })
		wantCode(t, r.write(0), want)
		wantCode(t, r.write(1), want)
		r.notices.wait()
		if got := r.store.codes(); !slices.Equal(got, []library.Code{want}) {
			t.Errorf("%v reported as %v", err, got)
		}
		broken.write = nil
		r.fetch(0)
	}
}

func TestFailedSyncTakesPiecesBack(t *testing.T) {
	broken := &brokenFS{}
	r := open(t, plain(t), newStore(), t.TempDir(), func(cfg *Config) { cfg.FS = broken })
	r.fetch(0)
	r.settle()
	r.fetch(1, 5)
	broken.sync = syscall.EIO
	_ = r.Flush(context.Background())
	r.wantStates("#......")
	broken.sync = nil
	r.notices.wait()
	if len(r.store.errs) != 1 || len(r.store.changes) != 2 {
		t.Fatalf("heard %v, %v", r.store.errs, r.store.changes)
	}
	r.repair()
}
