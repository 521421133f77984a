package disk

import (
	"context"
	"os"
	"path/filepath"
	"slices"
	"testing"

	"golang.org/x/sys/unix"

	"matinee/library"
)

// small mounts a file system of its own, of that size in bytes.
func small(t *testing.T, size string) string {
	t.Helper()
	dir := t.TempDir()
	if err := unix.Mount("tmpfs", dir, "tmpfs", 0, "size="+size); err != nil {
		t.Skipf("mounting a tmpfs is not permitted here: %v", err)
	}
	t.Cleanup(func() {
		if err := unix.Unmount(dir, unix.MNT_DETACH); err != nil {
			t.Error(err)
		}
	})
	return dir
}

func TestFullDisk(t *testing.T) {
	dir := small(t, "300k")
	c, s := plain(t), newStore()
	r := open(t, c, s, dir)
	r.fetch(0, 1, 2)
	var err error
	for p := 3; err == nil; p++ {
		err = r.write(p)
	}
	wantCode(t, err, library.CodeDiskFull)
	r.settle()
	r.wantStates("###....")
	if got := s.codes(); !slices.Equal(got, []library.Code{library.CodeDiskFull}) {
		t.Fatalf("heard %v", got)
	}
	must(t, unix.Mount("", dir, "", unix.MS_REMOUNT, "size=2m"))
	r.repair()
}

func TestReadOnlyDisk(t *testing.T) {
	dir := small(t, "4m")
	c, s := plain(t), newStore()
	half(t, c, s, dir)
	must(t, unix.Mount("", dir, "", unix.MS_REMOUNT|unix.MS_RDONLY, ""))
	r := open(t, c, s, dir)
	r.wantStates("####.#.")
	if !r.hash1(0) || !r.hash1(5) {
		t.Fatal("what is there can be read")
	}
	wantCode(t, r.write(4), library.CodeReadOnly)
	must(t, unix.Mount("", dir, "", unix.MS_REMOUNT, ""))
	r.repair()
}

func TestUnmounted(t *testing.T) {
	dir := small(t, "4m")
	c, s := plain(t), newStore()
	half(t, c, s, dir)
	r := open(t, c, s, dir)
	must(t, unix.Unmount(dir, unix.MNT_DETACH))
	wantCode(t, r.write(4), library.CodeFolderGone)
	_, err := r.at(0).ReadAt(make([]byte, 9), 0)
	wantCode(t, err, library.CodeFolderGone)
	if left, _ := os.ReadDir(dir); len(left) > 0 {
		t.Fatalf("made %v on the wrong disk", left)
	}
	must(t, unix.Mount("tmpfs", dir, "tmpfs", 0, "")) // for the clean-up
}

func TestMoveAcrossDevices(t *testing.T) {
	c, s := plain(t), newStore()
	r := open(t, c, s, t.TempDir())
	r.fetch(0, 1, 2, 3, 5)
	to := small(t, "4m")
	var last, total int64
	must(t, r.Move(context.Background(), c.id, to, filepath.Join(to, "new"), func(done, all int64) { last, total = done, all }))
	if last != total || total == 0 {
		t.Fatalf("progress ended at %d of %d", last, total)
	}
	if _, err := os.Stat(r.dir); err == nil {
		t.Fatal("the old folder is still there")
	}
	r.dir = filepath.Join(to, "new")
	r.wantStates("####.#.")
	r.wantTrue(s.all()[c.id])
	r.shut()
	d := openAt(t, c, s, to, r.dir)
	d.wantStates("####.#.")
	d.repair()
}

func TestMoveToFullDiskLeavesTheOldPlace(t *testing.T) {
	c := plain(t)
	r := open(t, c, newStore(), t.TempDir())
	r.fetchAll()
	to := small(t, "300k")
	err := r.Move(context.Background(), c.id, to, filepath.Join(to, "new"), nil)
	wantCode(t, err, library.CodeDiskFull)
	if left, _ := os.ReadDir(to); len(left) > 0 {
		t.Fatalf("left %v behind", left)
	}
	r.wantWhole(0)
	r.wantWhole(1)
	r.wantTrue(r.store.all()[c.id])
}
