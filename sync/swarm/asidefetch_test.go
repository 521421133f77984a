package swarm

import (
	"bytes"
	"os"
	"path/filepath"
	"testing"
	"time"

	"matinee/library"
)

// TestAsideFetches one file of a hybrid torrent to where it belongs without the others, and
// gives up when nothing comes.
func TestAsideFetches(t *testing.T) {
	t.Parallel()
	c := several("Films", 144, 300_000, "one", "two", "three")
	file, folder := hybrid(t, c)
	raw, err := os.ReadFile(file)
	must(t, err)
	id := c.id
	has, wants := newRig(t), newRig(t)
	to := t.TempDir()
	a, err := wants.OpenAside(t.Context(), id, AsideOptions{Torrent: raw, Folder: to, Path: anywhere, Most: 1 << 20})
	must(t, err)
	if sizes := a.Files(); len(sizes) != 3 || sizes["two"] != 300_000 {
		t.Errorf("its files: %v", sizes)
	}
	if err := a.Fetch(t.Context(), "two", 100*time.Millisecond, patience); library.CodeOf(err) != library.CodeNoPeers {
		t.Errorf("of nobody: %v", err)
	}
	if err := a.Fetch(t.Context(), "two", patience, 100*time.Millisecond); library.CodeOf(err) != library.CodeNoPeers {
		t.Errorf("in more time than there is: %v", err)
	}
	if err := a.Fetch(t.Context(), "four", time.Second, time.Second); library.CodeOf(err) != library.CodeItemNotFound {
		t.Errorf("what is not there: %v", err)
	}
	seed, err := has.OpenAside(t.Context(), id, AsideOptions{
		Torrent: raw, Peers: []string{wants.addr()}, Folder: filepath.Join(folder, c.name), Path: anywhere, Most: 1 << 20,
	})
	must(t, err)
	defer seed.Close()
	must(t, a.Fetch(t.Context(), "two", patience, patience))
	if got, err := os.ReadFile(filepath.Join(to, "two")); err != nil || !bytes.Equal(got, c.files["two"]) {
		t.Errorf("%d other bytes: %v", len(got), err)
	}
	if left, err := os.ReadDir(to); err != nil || len(left) != 1 {
		t.Errorf("of the others came %v, %v", left, err)
	}
	a.Close()
	<-a.Gone()
	if err := a.Fetch(t.Context(), "one", patience, patience); library.CodeOf(err) != library.CodeNotRunning {
		t.Errorf("after its end: %v", err)
	}
}
