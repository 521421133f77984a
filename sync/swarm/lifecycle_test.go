package swarm

import (
	"os"
	"path/filepath"
	"sync"
	"testing"

	"matinee/library"
)

func TestPauseAndResume(t *testing.T) {
	t.Parallel()
	c := single("film.mkv", 40, 40*piece)
	_, addr := seedIn(t, c)
	r := newRig(t)
	id, err := r.AddTorrent(t.Context(), c.torrent(), AddOptions{Peers: []string{addr}})
	must(t, err)
	must(t, r.SetLimits(t.Context(), id, library.Limits{Down: 256 << 10}))
	must(t, r.Run(t.Context(), id))
	r.until(t, id, "some pieces", func(tr library.Transfer) bool { return tr.Done > 0 })
	must(t, r.Hold(id, library.Paused))
	tr := r.state(t, id, library.Paused)
	if tr.Peers != 0 || tr.DownRate != 0 || tr.Done == 0 || tr.Complete() {
		t.Errorf("paused, it shows %+v", tr)
	}
	must(t, r.SetLimits(t.Context(), id, library.Limits{}))
	must(t, r.Run(t.Context(), id))
	r.completed(t, id)
	c.check(t, r)
	b, err := r.Bundle(id)
	must(t, err)
	if extra := b.Downloaded - 40*piece; extra < 0 || extra > 6*piece { // unfinished pieces
		t.Errorf("%d bytes were downloaded for %d", b.Downloaded, 40*piece)
	}
}

// TestStillBundlesTell: what a bundle waits for is told even while nothing of it
// runs.
func TestStillBundlesTell(t *testing.T) {
	t.Parallel()
	r := newRig(t)
	id, err := r.AddTorrent(t.Context(), single("film.mkv", 43, piece).torrent(), AddOptions{})
	must(t, err)
	for _, want := range []library.State{library.Paused, library.Queued} {
		must(t, r.Hold(id, want))
		r.await(t, "the state "+string(want), func(ev library.Event) bool {
			s, ok := ev.(library.StateChanged)
			return ok && s.ID == id && s.To == want
		})
	}
}

// TestRecheck: running or paused, all of it is hashed, and the state before
// comes back.
func TestRecheck(t *testing.T) {
	t.Parallel()
	c := single("film.mkv", 41, 20*piece)
	r, _ := whole(t, c)
	must(t, r.Recheck(t.Context(), c.id))
	if tr := r.state(t, c.id, library.Seeding); tr.Done != 20*piece {
		t.Errorf("after a re-check %d bytes are done", tr.Done)
	}
	must(t, r.Hold(c.id, library.Paused))
	b, err := r.Bundle(c.id)
	must(t, err)
	alter(t, filepath.Join(b.Folder, "film.mkv"), 3*piece, true)
	r.forget()
	must(t, r.Recheck(t.Context(), c.id))
	r.await(t, "the check", func(ev library.Event) bool {
		s, ok := ev.(library.StateChanged)
		return ok && s.To == library.Checking
	})
	if tr := r.state(t, c.id, library.Paused); tr.Done != 19*piece || tr.Peers != 0 {
		t.Errorf("re-checked while paused, it shows %+v", tr)
	}
	if r.attachedNow(c.id) {
		t.Error("a paused bundle stayed in the client after its check")
	}
}

// attachedNow reports whether the bundle is in the client.
func (r *rig) attachedNow(id library.BundleID) bool {
	r.Engine.mu.Lock()
	defer r.Engine.mu.Unlock()
	return r.entries[id].t != nil
}

// otherDevice is a folder on another file system than the temporary one.
func otherDevice(t *testing.T) string {
	t.Helper()
	dir, err := os.MkdirTemp("/dev/shm", "matinee-test-*") //nolint:usetesting // it must not be below the test's own folder
	if err != nil {
		t.Skip("there is no second file system")
	}
	t.Cleanup(func() { must(t, os.RemoveAll(dir)) })
	return dir
}

func TestMove(t *testing.T) {
	t.Parallel()
	for name, target := range map[string]func(*testing.T) string{
		"same device":  func(t *testing.T) string { return t.TempDir() },
		"other device": otherDevice,
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			c := several("Show", 42, 20*piece, "a.mkv", "b.mkv")
			_, addr := seedIn(t, c)
			r := newRig(t)
			id, err := r.AddTorrent(t.Context(), c.torrent(), AddOptions{Peers: []string{addr}})
			must(t, err)
			must(t, r.SetLimits(t.Context(), id, library.Limits{Down: 512 << 10}))
			must(t, r.Run(t.Context(), id))
			r.until(t, id, "some pieces", func(tr library.Transfer) bool { return tr.Done > 0 })
			old, err := r.Bundle(id)
			must(t, err)
			folder := filepath.Join(target(t), "Moved")
			var last, total int64
			must(t, r.Move(t.Context(), id, folder, func(done, all int64) { last, total = done, all }))
			if last != total || total == 0 {
				t.Errorf("the progress ended at %d of %d", last, total)
			}
			must(t, r.SetLimits(t.Context(), id, library.Limits{}))
			r.completed(t, id) // it went on by itself
			if b, err := r.Bundle(id); err != nil || b.Folder != folder {
				t.Fatalf("it lies in %s, %v", b.Folder, err)
			}
			c.check(t, r)
			if _, err := os.Stat(old.Folder); !os.IsNotExist(err) {
				t.Errorf("the old folder is still there: %v", err)
			}
			r.again(t)
			must(t, r.Run(t.Context(), id))
			r.state(t, id, library.Seeding)
		})
	}
}

// TestMoveRefused: a file in the way is never written over, and the bundle goes
// on where it was.
func TestMoveRefused(t *testing.T) {
	t.Parallel()
	c := single("film.mkv", 43, 4*piece)
	r, _ := whole(t, c)
	folder := t.TempDir()
	mine := filepath.Join(folder, "film.mkv")
	must(t, os.WriteFile(mine, []byte("mine"), 0o600))
	if err := r.Move(t.Context(), c.id, folder, nil); library.CodeOf(err) != library.CodeFileExists {
		t.Errorf("moving over a file gives %v", err)
	}
	if err := r.Move(t.Context(), c.id, "relative", nil); err == nil {
		t.Error("a relative folder was taken")
	}
	if got, err := os.ReadFile(mine); err != nil || string(got) != "mine" {
		t.Errorf("the file in the way is %q, %v", got, err)
	}
	r.state(t, c.id, library.Seeding)
	c.check(t, r)
}

// TestInterruptedMove: a note of a move tells a start where files are that were
// being moved when the program was killed.
func TestInterruptedMove(t *testing.T) {
	t.Parallel()
	for name, moved := range map[string][]string{
		"not begun": nil, "half": {"a.mkv"}, "done": {"a.mkv", "b.mkv"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			c := several("Show", 44, 4*piece, "a.mkv", "b.mkv")
			r, _ := whole(t, c)
			b, err := r.Bundle(c.id)
			must(t, err)
			to := filepath.Join(t.TempDir(), "Moved")
			must(t, os.Mkdir(to, 0o755))
			must(t, r.noteMove(c.id, to))
			r.shut(t)
			for _, n := range moved {
				must(t, os.Rename(filepath.Join(b.Folder, n), filepath.Join(to, n)))
			}
			r.open(t)
			must(t, r.Run(t.Context(), c.id))
			r.state(t, c.id, library.Seeding) // nobody to fetch from: nothing was lost
			c.check(t, r)
			if notes, _ := filepath.Glob(filepath.Join(r.cfg.TorrentDir, "*"+moveNote)); len(notes) != 0 {
				t.Errorf("notes are left: %v", notes)
			}
		})
	}
}

func TestRemove(t *testing.T) {
	t.Parallel()
	for _, withFiles := range []bool{false, true} {
		c := several("Show", 45, 4*piece, "a.mkv", "b.mkv")
		r, _ := whole(t, c)
		b, err := r.Bundle(c.id)
		must(t, err)
		other := filepath.Join(b.Folder, "notes.txt")
		must(t, os.WriteFile(other, []byte("mine"), 0o600))
		must(t, r.Remove(t.Context(), c.id, withFiles))
		r.await(t, "Removed", func(ev library.Event) bool { _, ok := ev.(library.Removed); return ok })
		if _, err := os.Stat(other); err != nil {
			t.Errorf("a file that is not the bundle's: %v", err)
		}
		_, err = os.Stat(filepath.Join(b.Folder, "a.mkv"))
		if gone := os.IsNotExist(err); gone != withFiles {
			t.Errorf("with files %v: its file is gone: %v", withFiles, gone)
		}
		if left, _ := filepath.Glob(filepath.Join(r.cfg.TorrentDir, "*")); len(left) != 0 {
			t.Errorf("beside the library there is still %v", left)
		}
		r.again(t)
		if r.Knows(c.id) {
			t.Error("it came back")
		}
	}
}

func TestRemoveMagnet(t *testing.T) {
	t.Parallel()
	r := newRig(t)
	id, err := r.Add(t.Context(), "magnet:?xt=urn:btih:0123456789012345678901234567890123456789", AddOptions{})
	must(t, err)
	must(t, r.Run(t.Context(), id))
	r.state(t, id, library.FindingInfo)
	must(t, r.Remove(t.Context(), id, true))
	if r.Knows(id) {
		t.Error("it is still there")
	}
}

func TestEvict(t *testing.T) {
	t.Parallel()
	c := single("film.mkv", 46, 4*piece)
	r, addr := whole(t, c)
	must(t, r.Evict(t.Context(), c.id))
	ev := r.await(t, "Evicted", func(ev library.Event) bool { _, ok := ev.(library.Evicted); return ok })
	if freed := ev.(library.Evicted).Freed; freed != 4*piece {
		t.Errorf("it freed %d bytes", freed)
	}
	for range 2 {
		tr, err := r.Transfer(c.id)
		must(t, err)
		if tr.Done != 0 || tr.State != library.Paused {
			t.Errorf("evicted, it shows %+v", tr)
		}
		r.again(t)
	}
	_, err := r.AddTorrent(t.Context(), c.torrent(), AddOptions{Peers: []string{addr}})
	must(t, err)
	must(t, r.Run(t.Context(), c.id))
	r.completed(t, c.id)
	c.check(t, r)
}

// TestManyHandsAtOnce calls everything at the same time on one bundle; in the
// end it does what the last calls wanted, and is whole.
func TestManyHandsAtOnce(t *testing.T) {
	t.Parallel()
	c := single("film.mkv", 47, 60*piece)
	_, addr := seedIn(t, c)
	r := newRig(t)
	id := r.start(t, c, addr)
	folders := []string{filepath.Join(t.TempDir(), "x"), filepath.Join(t.TempDir(), "y")}
	var all sync.WaitGroup
	hand := func(f func(i int) error) {
		all.Go(func() {
			for i := range 8 {
				if err := f(i); err != nil {
					t.Error(err)
				}
			}
		})
	}
	hand(func(int) error { return r.Run(t.Context(), id) })
	hand(func(int) error { return r.Hold(id, library.Paused) })
	hand(func(int) error { return r.Recheck(t.Context(), id) })
	hand(func(i int) error { return r.Move(t.Context(), id, folders[i%2], nil) })
	hand(func(int) error { _, err := r.Detail(id); return err })
	hand(func(i int) error { return r.SetPriority(t.Context(), id, 0, library.Priority(1+i%2)) })
	hand(func(i int) error {
		s := r.settings()
		s.ConnsPerBundle = 40 + i
		return r.Apply(t.Context(), s)
	})
	all.Wait()
	must(t, r.Hold(id, library.Paused))
	r.state(t, id, library.Paused)
	must(t, r.Run(t.Context(), id))
	r.until(t, id, "the whole bundle", func(tr library.Transfer) bool { return tr.State == library.Seeding })
	must(t, r.Hold(id, library.Paused))
	if r.state(t, id, library.Paused); r.attachedNow(id) {
		t.Error("paused, it is still in the client")
	}
	r.shut(t)
	r.open(t)
	c.check(t, r)
}
