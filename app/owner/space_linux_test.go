package owner

import (
	"os"
	"path/filepath"
	"testing"

	"golang.org/x/sys/unix"

	"matinee/app/control"
	"matinee/app/rehearsal"
	"matinee/library"
)

// smallDisk mounts a file system of that many bytes for the test.
func smallDisk(t *testing.T, size int) string {
	t.Helper()
	dir := t.TempDir()
	if err := unix.Mount("tmpfs", dir, "tmpfs", 0, "size="+itoa(size)); err != nil {
		t.Skip("mounting needs root: ", err)
	}
	t.Cleanup(func() {
		if err := unix.Unmount(dir, unix.MNT_DETACH); err != nil {
			t.Error(err)
		}
	})
	return dir
}

func TestFullDiskPausesAndGoesOn(t *testing.T) {
	disk := smallDisk(t, 4<<20)
	ballast := filepath.Join(disk, "ballast")
	if err := os.WriteFile(ballast, make([]byte, 3<<20), 0o644); err != nil {
		t.Fatal(err)
	}
	b := one(t, "big.mkv", 2<<20)
	seeder := rehearsal.Seed(t, b, 0)
	h := open(t, t.TempDir(), func(c *Config) { c.MediaDir = disk })
	id := h.add(b, seeder.Addr)
	full := h.await(id, "stopped", stopped)
	if full.Code != library.CodeDiskFull || full.Problem == "" {
		t.Errorf("stopped by %s: %s", full.Code, full.Problem)
	}
	h.pass(2 * retryMost)
	if again, _ := h.Get(t.Context(), string(id)); !stopped(again) {
		t.Errorf("it is %s though nothing was freed", again.State)
	}
	if err := os.Remove(ballast); err != nil {
		t.Fatal(err)
	}
	h.goOn(id)
	same(t, filepath.Join(full.Folder, "big.mkv"), b.Files[0].Data)
}

func TestFloorIsLeftFree(t *testing.T) {
	disk := smallDisk(t, 4<<20)
	b := one(t, "floor.mkv", 2<<20)
	seeder := rehearsal.Seed(t, b, 0)
	h := open(t, t.TempDir(), func(c *Config) { c.MediaDir, c.Override["disk.floor"] = disk, "3 MiB" })
	id := h.add(b, seeder.Addr)
	if got := h.await(id, "stopped", stopped); got.Code != library.CodeDiskFull {
		t.Errorf("stopped by %s", got.Code)
	}
	if free, err := freeSpace(disk); err != nil || free < 3<<20 {
		t.Errorf("%d bytes free, %v", free, err)
	}
	h.set("disk.floor", "0")
	h.goOn(id)
}

// TestAnotherDisk: a bundle that lies outside the media folder has the floor of its
// own disk, and does not count against the media folder's quota.
func TestAnotherDisk(t *testing.T) {
	disk := smallDisk(t, 4<<20)
	b := one(t, "away.mkv", 2<<20)
	seeder := rehearsal.Seed(t, b, 0)
	h := open(t, t.TempDir(), func(c *Config) { c.Override["disk.floor"], c.Override["disk.quota"] = "3 MiB", "1 MiB" })
	id, err := h.Add(t.Context(), control.AddRequest{
		Source: b.Torrent, Peers: []string{seeder.Addr}, Folder: filepath.Join(disk, "Away"),
	})
	if err != nil {
		t.Fatal(err)
	}
	if got := h.await(id, "stopped", stopped); got.Code != library.CodeDiskFull {
		t.Errorf("stopped by %s", got.Code)
	}
	h.set("disk.floor", "0")
	h.goOn(id)
	h.pass(0)
	if used := h.space.used.Load(); used != 0 {
		t.Errorf("%d bytes count as the media folder's", used)
	}
}
