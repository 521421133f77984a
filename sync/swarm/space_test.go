package swarm

import (
	"os"
	"path/filepath"
	"sync/atomic"
	"testing"

	"matinee/library"
)

// TestNoSpace: a bundle for which there is no room stops with that problem before
// anything is written, the others go on, and with room it ends.
func TestNoSpace(t *testing.T) {
	t.Parallel()
	c := single("film.mkv", 140, 20*piece)
	_, addr := seedIn(t, c)
	var full atomic.Bool
	full.Store(true)
	r := newRig(t, func(cfg *Config) {
		cfg.Reserve = func(_ string, n int64) error {
			if full.Load() {
				return library.Errorf(library.CodeQuota, "%d more bytes", n)
			}
			return nil
		}
	})
	id := r.start(t, c, addr)
	r.failed(t, library.CodeQuota)
	tr := r.state(t, id, library.Stopped)
	if library.CodeOf(tr.Problem) != library.CodeQuota || tr.Done != 0 || tr.Peers != 0 {
		t.Errorf("it shows %+v", tr)
	}
	full.Store(false)
	must(t, r.Run(t.Context(), id))
	r.completed(t, id)
	c.check(t, r)
}

// TestFolderGone: a media folder that was taken away is said so and not made
// anew; when it is back the bundle goes on, and nothing was lost.
func TestFolderGone(t *testing.T) {
	t.Parallel()
	c := single("film.mkv", 141, 8*piece)
	r, _ := whole(t, c)
	away := filepath.Join(r.dir, "unplugged")
	must(t, r.Hold(c.id, library.Paused))
	must(t, os.Rename(r.media, away))
	must(t, r.Run(t.Context(), c.id))
	r.failed(t, library.CodeFolderGone)
	if tr := r.state(t, c.id, library.Stopped); tr.Complete() {
		t.Error("what is not there reads as complete")
	}
	if err := r.Recheck(t.Context(), c.id); library.CodeOf(err) != library.CodeFolderGone {
		t.Errorf("a re-check gives %v", err)
	}
	if _, err := os.Stat(r.media); !os.IsNotExist(err) {
		t.Errorf("the folder was made anew: %v", err)
	}
	must(t, os.Rename(away, r.media))
	must(t, r.Run(t.Context(), c.id))
	if tr := r.state(t, c.id, library.Seeding); tr.Downloaded != 8*piece {
		t.Errorf("something was downloaded again: %+v", tr)
	}
}
