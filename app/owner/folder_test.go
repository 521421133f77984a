package owner

import (
	"context"
	"os"
	"path/filepath"
	"strconv"
	"testing"
	"time"

	"matinee/library"
)

func itoa(n int) string { return strconv.Itoa(n) }

func TestWatchFolder(t *testing.T) {
	h := open(t, t.TempDir())
	folder := t.TempDir()
	w := &watcher{o: h.Owner, seen: map[string]sighting{}}
	put := func(name string, data []byte, age time.Duration) string {
		path := filepath.Join(folder, name)
		if err := os.WriteFile(path, data, 0o644); err != nil {
			t.Fatal(err)
		}
		if err := os.Chtimes(path, time.Time{}, time.Now().Add(-age)); err != nil {
			t.Fatal(err)
		}
		return path
	}
	count := func(want int) {
		t.Helper()
		w.look(t.Context(), folder)
		if got := len(h.Engine().Bundles()); got != want {
			t.Fatalf("%d bundles, want %d", got, want)
		}
	}
	torrent := func(title string) []byte {
		raw, err := os.ReadFile(one(t, title, piece).Torrent)
		if err != nil {
			t.Fatal(err)
		}
		return raw
	}
	old, young, late := torrent("old.mkv"), torrent("young.mkv"), torrent("late.mkv")

	put("old.torrent", old, time.Hour)
	count(1)
	if _, err := os.Stat(filepath.Join(folder, "old.torrent.added")); err != nil {
		t.Error(err)
	}
	if err := h.Remove(t.Context(), h.Engine().Bundles()[0].ID, false); err != nil {
		t.Fatal(err)
	}
	count(0) // it does not come back

	put("young.TORRENT", young[:len(young)/2], 0)
	count(0) // it may still be being written
	put("young.TORRENT", young, 0)
	count(0) // it grew
	count(1)
	put("later.torrent", late, -time.Hour) // the clock was set back
	count(1)
	count(2)

	put("film.mkv", []byte("not a torrent"), time.Hour)
	bad := put("bad.torrent", []byte("d4:infoi1ee"), time.Hour)
	if err := os.Mkdir(filepath.Join(folder, "dir.torrent"), 0o755); err != nil {
		t.Fatal(err)
	}
	count(2)
	count(2)
	if n := h.Notices(); len(n) != 1 || library.CodeOf(n[0]) != library.CodeBadTorrent {
		t.Errorf("told of the bad one: %v", n)
	}
	put(filepath.Base(bad), old, time.Hour) // it is replaced by a good one
	count(3)
	w.look(t.Context(), filepath.Join(folder, "not there"))
}

// TestWatchFolderBySetting goes the whole way.
func TestWatchFolderBySetting(t *testing.T) {
	h := open(t, t.TempDir())
	folder := t.TempDir()
	b := one(t, "watched.mkv", piece)
	raw, err := os.ReadFile(b.Torrent)
	if err != nil {
		t.Fatal(err)
	}
	path := filepath.Join(folder, "w.torrent")
	if err := os.WriteFile(path, raw, 0o644); err != nil {
		t.Fatal(err)
	}
	if err := os.Chtimes(path, time.Time{}, time.Now().Add(-time.Hour)); err != nil {
		t.Fatal(err)
	}
	h.end()
	h = open(t, h.dir, func(c *Config) { c.Override["watch.folder"] = folder })
	ctx, cancel := context.WithTimeout(t.Context(), patience)
	defer cancel()
	events := h.Events(ctx)
	for len(h.Engine().Bundles()) == 0 && ctx.Err() == nil {
		<-events
	}
	if _, err := h.Get(ctx, b.ID); err != nil {
		t.Error(err)
	}
}
