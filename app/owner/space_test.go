package owner

import (
	"os"
	"path/filepath"
	"testing"
	"time"

	"matinee/app/control"
	"matinee/app/rehearsal"
	"matinee/library"
)

func stopped(b control.Bundle) bool { return b.State == library.Stopped }

// goOn lets time pass until the policy has tried a stopped bundle again and it
// is whole.
func (h *house) goOn(id library.BundleID) {
	h.t.Helper()
	for range 20 {
		h.pass(2 * retryMost)
		b, err := h.Get(h.t.Context(), string(id))
		if err != nil {
			h.t.Fatal(err)
		}
		if !stopped(b) {
			break
		}
	}
	h.awaitSeeding(id)
}

func TestQuotaPausesAndGoesOn(t *testing.T) {
	a, b := one(t, "a.mkv", 1<<20), one(t, "b.mkv", 1<<20)
	h := open(t, t.TempDir(), func(c *Config) { c.Override["disk.quota"] = "1500 Ki" })
	h.awaitSeeding(h.add(a, rehearsal.Seed(t, a, 0).Addr))
	id := h.add(b, rehearsal.Seed(t, b, 0).Addr)
	if got := h.await(id, "stopped", stopped); got.Code != library.CodeQuota {
		t.Errorf("stopped by %s", got.Code)
	}
	h.set("disk.quota", "10 Mi")
	h.goOn(id)
}

func TestEvictionMakesRoom(t *testing.T) {
	old, scarce, fresh := one(t, "old.mkv", 1<<20), one(t, "scarce.mkv", 1<<20), one(t, "fresh.mkv", 1<<20)
	h := open(t, t.TempDir(), func(c *Config) { c.Override["disk.quota"] = "2500 Ki"; c.Override["disk.evict"] = "on" })
	oldID := h.add(old, rehearsal.Seed(t, old, 0).Addr)
	scarceID := h.add(scarce, rehearsal.Seed(t, scarce, 0).Addr)
	gone, kept := h.awaitSeeding(oldID), h.awaitSeeding(scarceID)
	h.pass(40 * 24 * time.Hour)
	h.gov.mu.Lock()
	m := h.gov.recall(oldID)
	m.copies, m.copiesAt = 8, h.now() // peers that have gone since
	h.gov.mu.Unlock()
	id := h.add(fresh, rehearsal.Seed(t, fresh, 0).Addr)
	h.goOn(id)
	if _, err := os.Stat(filepath.Join(gone.Folder, "old.mkv")); err == nil {
		t.Error("what others have in plenty was kept")
	}
	same(t, filepath.Join(kept.Folder, "scarce.mkv"), scarce.Files[0].Data)
	if got, _ := h.Get(t.Context(), string(oldID)); got.State != library.Paused || got.Done != 0 {
		t.Errorf("what went is %s with %d bytes", got.State, got.Done)
	}
}

func TestVanishedMediaFolderComesBack(t *testing.T) {
	b := one(t, "unplugged.mkv", 40*piece)
	seeder := rehearsal.Seed(t, b, 200<<10)
	h := open(t, t.TempDir())
	id := h.add(b, seeder.Addr)
	h.await(id, "begun", func(b control.Bundle) bool { return b.Done > 0 })
	media := h.media()
	if err := os.Rename(media, media+".unplugged"); err != nil {
		t.Fatal(err)
	}
	if got := h.await(id, "stopped", stopped); got.Code != library.CodeFolderGone {
		t.Errorf("stopped by %s (%s)", got.Code, got.Problem)
	}
	if err := os.Rename(media+".unplugged", media); err != nil {
		t.Fatal(err)
	}
	seeder.SetRate(0)
	h.goOn(id)
}
