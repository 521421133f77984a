package owner

import (
	"context"
	"log/slog"
	"os"
	"path/filepath"
	"testing"

	"matinee/app/control"
	"matinee/app/rehearsal"
	"matinee/library"
)

// spoilt is a data directory whose library has two finished bundles, one of them
// in a folder of its own.
func spoilt(t *testing.T) (dir string, plain, elsewhere control.Bundle) {
	t.Helper()
	dir = t.TempDir()
	a, b := one(t, "plain.mkv", 5*piece), one(t, "elsewhere.mkv", 4*piece)
	h := open(t, dir)
	plain = h.awaitSeeding(h.add(a, rehearsal.Seed(t, a, 0).Addr))
	id, err := h.Add(t.Context(), control.AddRequest{
		Source: b.Torrent, Peers: []string{rehearsal.Seed(t, b, 0).Addr}, Folder: filepath.Join(t.TempDir(), "other disk"),
	})
	if err != nil {
		t.Fatal(err)
	}
	elsewhere = h.awaitSeeding(id)
	h.end()
	return dir, plain, elsewhere
}

// recovered checks that both bundles are there, whole, where they were, without
// a byte from a peer.
func recovered(t *testing.T, h *house, want ...control.Bundle) {
	t.Helper()
	for _, w := range want {
		got := h.awaitSeeding(w.ID)
		if got.Folder != w.Folder || got.Downloaded != 0 || got.Title != w.Title {
			t.Errorf("recovered %+v, want %+v", got, w)
		}
		opened, err := h.Open(t.Context(), control.OpenRequest{ID: w.ID, Item: -1})
		if err != nil || !filepath.IsAbs(opened.URL) {
			t.Errorf("to be played at %q, %v", opened.URL, err)
		}
	}
}

func TestDamagedLibraryIsRebuilt(t *testing.T) {
	dir, plain, elsewhere := spoilt(t)
	path := filepath.Join(dir, "library.db")
	if err := os.WriteFile(path, []byte("this was a database once, and is none any more"), 0o600); err != nil {
		t.Fatal(err)
	}
	h := open(t, dir)
	n := h.Notices()
	if len(n) != 1 || library.CodeOf(n[0]) != library.CodeDamagedDB {
		t.Errorf("notices %v", n)
	}
	if aside, _ := filepath.Glob(path + ".damaged-*"); len(aside) != 1 {
		t.Errorf("set aside: %v", aside)
	}
	recovered(t, h, plain, elsewhere)
	h.end()
	h = open(t, dir)
	if n := h.Notices(); len(n) != 0 {
		t.Errorf("told again: %v", n)
	}
}

func TestRebuildThatWasKilledGoesOn(t *testing.T) {
	dir, plain, elsewhere := spoilt(t)
	// What a kill leaves behind: the mark, and a new library with one of two.
	if err := os.Remove(filepath.Join(dir, "library.db")); err != nil {
		t.Fatal(err)
	}
	copyOf := filepath.Join(dir, "torrents", string(elsewhere.ID)+".torrent")
	if err := os.Rename(copyOf, copyOf+".hidden"); err != nil {
		t.Fatal(err)
	}
	h := open(t, dir) // the library is empty: what there is comes back
	recovered(t, h, plain)
	h.end()
	if err := os.Rename(copyOf+".hidden", copyOf); err != nil {
		t.Fatal(err)
	}
	h = open(t, dir)
	if len(h.Engine().Bundles()) != 1 {
		t.Fatal("a copy beside a library that is not empty came back")
	}
	h.end()
	if err := os.WriteFile(filepath.Join(dir, "rebuilding"), nil, 0o600); err != nil {
		t.Fatal(err)
	}
	h = open(t, dir)
	recovered(t, h, plain, elsewhere)
	if _, err := os.Lstat(filepath.Join(dir, "rebuilding")); err == nil {
		t.Error("the mark stays")
	}
}

func TestNoticesAreEventsToo(t *testing.T) {
	dir := t.TempDir()
	h := open(t, dir)
	h.set("seed.ratio", "2")
	h.end()
	busy := open(t, t.TempDir()) // holds a port
	h = open(t, dir, func(c *Config) {
		c.Logger = slog.New(slog.DiscardHandler)
		c.Override["net.port"] = itoa(busy.Port())
	})
	ctx, cancel := context.WithTimeout(t.Context(), patience)
	defer cancel()
	for ev := range h.Events(ctx) {
		if n, ok := ev.(library.Notice); ok {
			code(t, n.Err, library.CodePortInUse)
			break
		}
	}
	if ctx.Err() != nil {
		t.Error("the port in use was not told")
	}
	if h.Port() == 0 || h.Port() == busy.Port() {
		t.Errorf("port %d", h.Port())
	}
}
