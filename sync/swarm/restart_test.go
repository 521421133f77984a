package swarm

import (
	"os"
	"path/filepath"
	"testing"
	"time"

	"matinee/library"
)

// alter overwrites a byte of a file; with keep its time stays what it was.
func alter(t testing.TB, path string, at int64, keep bool) {
	t.Helper()
	st, err := os.Stat(path)
	must(t, err)
	f, err := os.OpenFile(path, os.O_RDWR, 0)
	must(t, err)
	var old [1]byte
	_, err = f.ReadAt(old[:], at)
	must(t, err)
	_, err = f.WriteAt([]byte{^old[0]}, at)
	must(t, err)
	must(t, f.Close())
	when := st.ModTime()
	if !keep {
		when = when.Add(time.Hour)
	}
	must(t, os.Chtimes(path, when, when))
}

// whole is a rig with a complete bundle that does not run, and where it came from.
func whole(t *testing.T, c *content) (*rig, string) {
	t.Helper()
	_, addr := seedIn(t, c)
	r := newRig(t)
	id := r.start(t, c, addr)
	r.completed(t, id)
	return r, addr
}

// TestRestartHashesNothing: what is altered without a trace in the file's size
// and time can be found by reading only, and a start reads nothing.
func TestRestartHashesNothing(t *testing.T) {
	t.Parallel()
	c := single("film.mkv", 30, 20*piece)
	r, _ := whole(t, c)
	b, err := r.Bundle(c.id)
	must(t, err)
	r.shut(t)
	alter(t, filepath.Join(b.Folder, "film.mkv"), 5*piece, true)
	r.open(t)
	must(t, r.Run(t.Context(), c.id))
	if tr := r.state(t, c.id, library.Seeding); tr.Done != 20*piece {
		t.Errorf("after the restart %d bytes are done: something was hashed", tr.Done)
	}
	for _, ev := range r.told() {
		if s, ok := ev.(library.StateChanged); ok && s.To == library.Checking && s.From != library.Queued {
			t.Errorf("it went to %s", s.To)
		}
	}
	// Asked to, it reads and finds out.
	must(t, r.Recheck(t.Context(), c.id))
	r.until(t, c.id, "the altered piece to be missed", func(tr library.Transfer) bool {
		return tr.State == library.Downloading && tr.Done == 19*piece
	})
}

// TestHashedJustNow: what somebody else hashed is not hashed again, unless it was changed
// since; and that outlives a restart.
func TestHashedJustNow(t *testing.T) {
	t.Parallel()
	for _, changed := range []bool{false, true} {
		c := single("film.mkv", 36, 20*piece)
		r := newRig(t)
		folder := c.lay(t)
		path := c.path(folder, "")
		info, err := os.Stat(path)
		must(t, err)
		hashed := map[string]library.FileStamp{"film.mkv": {Size: info.Size(), MTime: info.ModTime().UnixNano()}}
		alter(t, path, 5*piece, !changed) // its time tells of a change, or nothing does
		id, err := r.AddTorrent(t.Context(), c.torrent(), AddOptions{Folder: folder, Hashed: hashed})
		must(t, err)
		must(t, r.Run(t.Context(), id))
		if changed {
			r.until(t, id, "the altered piece to be missed", func(tr library.Transfer) bool { return tr.Done == 19*piece })
			continue
		}
		if tr := r.state(t, id, library.Seeding); tr.Done != 20*piece {
			t.Errorf("%d bytes are done: something was hashed", tr.Done)
		}
		r.shut(t)
		r.open(t)
		must(t, r.Run(t.Context(), id))
		if tr := r.state(t, id, library.Seeding); tr.Done != 20*piece {
			t.Errorf("after a restart %d bytes are done: something was hashed", tr.Done)
		}
	}
}

// TestChangedFiles: what is done to files behind our back is found at the next
// start, and what is missing is fetched again.
func TestChangedFiles(t *testing.T) {
	t.Parallel()
	for name, change := range map[string]func(t *testing.T, path string){
		"altered":   func(t *testing.T, path string) { alter(t, path, 5*piece, false) },
		"deleted":   func(t *testing.T, path string) { must(t, os.Remove(path)) },
		"truncated": func(t *testing.T, path string) { must(t, os.Truncate(path, 7*piece)) },
		"longer":    func(t *testing.T, path string) { must(t, os.Truncate(path, 90*piece)) },
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			c := single("film.mkv", 31, 20*piece)
			r, addr := whole(t, c)
			b, err := r.Bundle(c.id)
			must(t, err)
			r.shut(t)
			change(t, filepath.Join(b.Folder, "film.mkv"))
			r.open(t)
			_, err = r.AddTorrent(t.Context(), c.torrent(), AddOptions{Peers: []string{addr}})
			must(t, err)
			must(t, r.Run(t.Context(), c.id))
			r.until(t, c.id, "the whole bundle", func(tr library.Transfer) bool { return tr.State == library.Seeding })
			r.shut(t)
			r.open(t)
			c.check(t, r)
		})
	}
}

// TestDeletedWhilePaused: nobody runs the bundle, and still a missing file does
// not read as complete after a start.
func TestDeletedWhilePaused(t *testing.T) {
	t.Parallel()
	c := several("Show", 35, 4*piece, "a.mkv", "b.mkv")
	r, _ := whole(t, c)
	must(t, r.Hold(c.id, library.Paused))
	b, err := r.Bundle(c.id)
	must(t, err)
	r.shut(t)
	must(t, os.Remove(filepath.Join(b.Folder, "a.mkv")))
	r.open(t)
	tr, err := r.Transfer(c.id)
	must(t, err)
	if tr.Complete() || tr.Done != 4*piece || tr.Items[0].Done != 0 {
		t.Errorf("it shows %+v", tr)
	}
}

// TestDeletedWhileSeeding: a file removed under a running bundle stops it with
// that problem; when it runs again, the file is fetched again.
func TestDeletedWhileSeeding(t *testing.T) {
	t.Parallel()
	c := single("film.mkv", 32, 8*piece)
	r, _ := whole(t, c)
	b, err := r.Bundle(c.id)
	must(t, err)
	must(t, os.Remove(filepath.Join(b.Folder, "film.mkv")))
	reader := newRig(t) // somebody who asks for it
	reader.start(t, c, r.addr())
	r.failed(t, library.CodeFilesChanged)
	tr := r.state(t, c.id, library.Stopped)
	if tr.Complete() {
		t.Error("a missing file reads as complete")
	}
	_, addr := seedIn(t, c)
	_, err = r.AddTorrent(t.Context(), c.torrent(), AddOptions{Peers: []string{addr}})
	must(t, err)
	r.forget()
	must(t, r.Run(t.Context(), c.id))
	r.until(t, c.id, "the whole bundle", func(tr library.Transfer) bool { return tr.State == library.Seeding })
	reader.completed(t, c.id)
	r.again(t)
	c.check(t, r)
}

// TestTotalsLast: what was carried survives pauses and restarts.
func TestTotalsLast(t *testing.T) {
	t.Parallel()
	c := single("film.mkv", 33, 20*piece)
	seed, addr := seedIn(t, c)
	r := newRig(t)
	id := r.start(t, c, addr)
	r.completed(t, id)
	must(t, r.Hold(id, library.Paused))
	must(t, r.Run(t.Context(), id))
	r.state(t, id, library.Seeding)
	r.again(t)
	b, err := r.Bundle(id)
	must(t, err)
	if b.Downloaded != 20*piece {
		t.Errorf("downloaded %d, want %d", b.Downloaded, 20*piece)
	}
	seed.again(t)
	b, err = seed.Bundle(id)
	must(t, err)
	if b.Uploaded < 20*piece || b.SeedTime <= 0 || b.Ratio() < 1 {
		t.Errorf("uploaded %d, seeded for %v, ratio %v", b.Uploaded, b.SeedTime, b.Ratio())
	}
}

// TestRebuild: a lost database is made anew from the .torrent copies and the media.
func TestRebuild(t *testing.T) {
	t.Parallel()
	c := single("film.mkv", 34, 8*piece)
	r, _ := whole(t, c)
	must(t, r.Change(t.Context(), c.id, func(b *library.Bundle) { b.Title = "The Film" }))
	r.shut(t)
	for _, end := range []string{"", "-wal", "-shm"} {
		must(t, removeIfThere(filepath.Join(r.dir, "library.db"+end)))
	}
	r.open(t)
	n, err := r.Rebuild(t.Context())
	must(t, err)
	if n != 1 {
		t.Fatalf("%d bundles were rebuilt", n)
	}
	must(t, r.Run(t.Context(), c.id))
	r.state(t, c.id, library.Seeding) // without a peer: all of it was hashed
	if b, err := r.Bundle(c.id); err != nil || b.Title != "The Film" {
		t.Errorf("its title is %q, %v", b.Title, err)
	}
	c.check(t, r)
}
