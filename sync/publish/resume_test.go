package publish

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"slices"
	"strings"
	"testing"
	"time"

	"matinee/library"
)

// stopAt ends a job as soon as an item of that path is told of.
func stopAt(t testing.TB, job Job, path string) error {
	t.Helper()
	ctx, cancel := context.WithCancel(t.Context())
	defer cancel()
	_, err := Build(ctx, job, func(p Progress) {
		if strings.HasPrefix(string(p.Item), path) {
			cancel()
		}
	})
	return err
}

// TestGoesOn: what was finished when a job was cut off is not made again, and the
// bundle is whole.
func TestGoesOn(t *testing.T) {
	t.Parallel()
	job := newJob(t, work(t), drafted())
	if err := stopAt(t, job, "Trailer"); !errors.Is(err, context.Canceled) {
		t.Fatalf("%v", err)
	}
	sealed := filepath.Join(job.Target, "Low Tide.mp4.age")
	first, err := os.ReadFile(sealed)
	must(t, err)
	var items []string
	built, err := Build(t.Context(), job, func(p Progress) { items = append(items, string(p.Item)) })
	must(t, err)
	if slices.Contains(items, "Low Tide.mp4.age") || !slices.Contains(items, "Trailer.mp4") {
		t.Errorf("made again: %v", items)
	}
	if again, err := os.ReadFile(sealed); err != nil || !bytes.Equal(first, again) {
		t.Error("what was finished was sealed anew")
	}
	if v := libtorrent(t, built); !v.Seeding || slices.Contains(v.Pieces, false) {
		t.Errorf("%+v", v)
	}
	left, err := filepath.Glob(filepath.Join(job.Target, "*.part"))
	if err != nil || left != nil {
		t.Errorf("left behind: %v", left)
	}
}

// TestChangedItem: whatever happens to a file while it is published is noticed.
func TestChangedItem(t *testing.T) {
	t.Parallel()
	for name, change := range map[string]func(path string) error{
		"grown":    func(p string) error { return appendTo(p, "x") },
		"replaced": func(p string) error { return os.WriteFile(p, []byte("another"), 0o600) },
		"touched": func(p string) error {
			return os.Chtimes(p, time.Now().Add(time.Hour), time.Now().Add(time.Hour))
		},
		"removed": os.Remove,
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			folder := work(t)
			job := newJob(t, folder, drafted())
			done := false
			_, err := Build(t.Context(), job, func(p Progress) {
				if p.Item == "Trailer.mp4" && !done { // the film is finished by then
					done = true
					must(t, change(filepath.Join(folder, "Low Tide.mp4")))
				}
			})
			wantCode(t, err, library.CodeItemChanged)
		})
	}
}

func appendTo(path, text string) error {
	f, err := os.OpenFile(path, os.O_APPEND|os.O_WRONLY, 0)
	if err != nil {
		return err
	}
	_, err = f.WriteString(text)
	return errors.Join(err, f.Close())
}

// TestChangedWhileItIsRead: a file that grows under the pass over it is in no bundle.
func TestChangedWhileItIsRead(t *testing.T) {
	t.Parallel()
	folder, d := t.TempDir(), drafted()
	path := filepath.Join(folder, "big.srt")
	must(t, os.WriteFile(path, make([]byte, 8<<20), 0o600))
	d.Items = []library.DraftItem{{File: "big.srt", Path: "big.srt", Role: library.RoleMain, Editions: []library.EditionID{"extras"}}}
	job := newJob(t, folder, d)
	job.Gate = &Gate{}
	job.Gate.Pause()
	ended := make(chan error, 1)
	go func() {
		_, err := Build(t.Context(), job, nil)
		ended <- err
	}()
	await(t, func() bool { _, err := os.Stat(filepath.Join(job.Target, "big.srt.age.part")); return err == nil })
	must(t, appendTo(path, "more"))
	job.Gate.Resume()
	wantCode(t, <-ended, library.CodeItemChanged)
	if left := contents(t, job.Target); len(left) > 0 {
		t.Errorf("left behind: %d files", len(left))
	}
}

func await(t testing.TB, ok func() bool) {
	t.Helper()
	for deadline := time.Now().Add(time.Minute); !ok(); time.Sleep(5 * time.Millisecond) {
		if time.Now().After(deadline) {
			t.Fatal("it does not happen")
		}
	}
}

// TestChangedSinceLastTime: a finished item whose file changed since is made anew;
// one whose file was only copied about is not.
func TestChangedSinceLastTime(t *testing.T) {
	t.Parallel()
	folder := work(t)
	job := newJob(t, folder, drafted())
	_ = stopAt(t, job, "Trailer")
	film, extra := filepath.Join(folder, "Low Tide.mp4"), filepath.Join(folder, "Extras", "Making of.mkv")
	later := time.Now().Add(time.Hour)
	must(t, os.Chtimes(film, later, later))
	raw, err := os.ReadFile(extra)
	must(t, err)
	raw[len(raw)-1] ^= 1 // of the same size
	must(t, os.WriteFile(extra, raw, 0o600))
	must(t, os.Chtimes(extra, later, later))
	var items []string
	built, err := Build(t.Context(), job, func(p Progress) { items = append(items, string(p.Item)) })
	must(t, err)
	if slices.Contains(items, "Low Tide.mp4.age") || !slices.Contains(items, "Extras/Making of.mkv.age") {
		t.Errorf("made again: %v", items)
	}
	item, _ := built.Manifest.Doc.Item("Extras/Making of.mkv.age")
	if item.Plain != sumOf(t, raw) {
		t.Error("the old content is in the manifest")
	}
}

// TestPause: a paused job reads nothing; it goes on, or ends when it is canceled.
func TestPause(t *testing.T) {
	t.Parallel()
	job := newJob(t, work(t), drafted())
	job.Gate = &Gate{}
	job.Gate.Pause()
	ctx, cancel := context.WithCancel(t.Context())
	ended := make(chan error, 1)
	go func() { _, err := Build(ctx, job, nil); ended <- err }()
	await(t, func() bool { _, err := os.Stat(filepath.Join(job.Target, "Low Tide.mp4.age.part")); return err == nil })
	cancel()
	if err := <-ended; !errors.Is(err, context.Canceled) {
		t.Fatalf("%v", err)
	}
	if !job.Gate.Paused() {
		t.Error("the gate opened by itself")
	}
	go func() { _, err := Build(t.Context(), job, nil); ended <- err }()
	await(t, func() bool { _, err := os.Stat(filepath.Join(job.Target, "Low Tide.mp4.age.part")); return err == nil })
	select {
	case err := <-ended:
		t.Fatalf("a paused job ended: %v", err)
	default:
	}
	job.Gate.Resume()
	must(t, <-ended)
}

// asJob makes this test binary publish, so that there is a process to kill.
const asJob = "MATINEE_TEST_PUBLISH"

// TestKilled: a process that is killed in the middle loses nothing that it had
// finished, and the next one finishes the bundle.
func TestKilled(t *testing.T) {
	if dir := os.Getenv(asJob); dir != "" {
		publishForEver(t, dir)
		return
	}
	t.Parallel()
	folder, dir := work(t), t.TempDir()
	must(t, os.WriteFile(filepath.Join(folder, "zz.srt"), make([]byte, 128<<20), 0o600))
	job := killJob(t, folder, dir)
	for range 2 {
		cmd := exec.Command(os.Args[0], "-test.run=^TestKilled$")
		cmd.Env = append(os.Environ(), asJob+"="+dir, "MATINEE_TEST_FOLDER="+folder)
		must(t, cmd.Start())
		await(t, func() bool { _, err := os.Stat(filepath.Join(job.Target, "zz.srt.age.part")); return err == nil })
		must(t, cmd.Process.Kill())
		_ = cmd.Wait() // it was killed
	}
	var items []string
	built, err := Build(t.Context(), job, func(p Progress) { items = append(items, string(p.Item)) })
	must(t, err)
	if slices.Contains(items, "Low Tide.mp4.age") || !slices.Contains(items, "zz.srt.age") {
		t.Errorf("made again: %v", items)
	}
	if v := libtorrent(t, built); !v.Seeding || slices.Contains(v.Pieces, false) {
		t.Error("it is not whole")
	}
}

func killJob(t testing.TB, folder, dir string) Job {
	t.Helper()
	d := drafted()
	d.Items = append(d.Items, library.DraftItem{File: "zz.srt", Path: "zz.srt", Role: library.RoleExtra, Editions: []library.EditionID{"extras"}})
	job := newJob(t, folder, d)
	job.Target, job.Work = filepath.Join(dir, "Low Tide"), filepath.Join(dir, "work")
	path := filepath.Join(dir, "keys.json") // the same in every process
	if raw, err := os.ReadFile(path); err == nil {
		var kept map[library.EditionID]string
		must(t, json.Unmarshal(raw, &kept))
		for id, text := range kept {
			job.Keys[id] = EditionKeys{library.Identity(text), job.Keys[id].Premiere}
		}
		return job
	}
	kept := map[library.EditionID]string{}
	for id, k := range job.Keys {
		kept[id] = k.Identity.Reveal()
	}
	raw, err := json.Marshal(kept)
	must(t, err)
	must(t, os.WriteFile(path, raw, 0o600))
	return job
}

func publishForEver(t *testing.T, dir string) {
	job := killJob(t, os.Getenv("MATINEE_TEST_FOLDER"), dir)
	_, err := Build(t.Context(), job, nil)
	t.Logf("it ended by itself: %v", err)
}

// TestTargetOfOthers: a folder with strange files is not published into.
func TestTargetOfOthers(t *testing.T) {
	t.Parallel()
	job := newJob(t, work(t), drafted())
	must(t, os.MkdirAll(job.Target, 0o755))
	must(t, os.WriteFile(filepath.Join(job.Target, "mine.txt"), nil, 0o600))
	_, err := Build(t.Context(), job, nil)
	wantCode(t, err, library.CodeFileExists)
}

// TestNothingFromOutside: a draft that somebody else wrote cannot have other files of
// the machine published.
func TestNothingFromOutside(t *testing.T) {
	t.Parallel()
	folder := work(t)
	secret := filepath.Join(t.TempDir(), "secret.srt")
	must(t, os.WriteFile(secret, []byte("secret"), 0o600))
	must(t, os.Symlink(secret, filepath.Join(folder, "link.srt")))
	for _, file := range []string{"../secret.srt", secret, "link.srt", "Extras"} {
		d := drafted()
		d.Items = append(d.Items, library.DraftItem{File: file, Path: "x.srt", Role: library.RoleCaption})
		_, err := Build(t.Context(), newJob(t, folder, d), nil)
		if err == nil {
			t.Errorf("%s was published", file)
		}
	}
}

// TestRoomIsAskedFirst: nothing is written when there is no room for all of it.
func TestRoomIsAskedFirst(t *testing.T) {
	t.Parallel()
	job := newJob(t, work(t), drafted())
	asked := int64(0)
	job.Room = func(bytes int64) error { asked = bytes; return library.Errorf(library.CodeDiskFull, "here") }
	_, err := Build(t.Context(), job, nil)
	wantCode(t, err, library.CodeDiskFull)
	if made := contents(t, job.Target); asked < 500_000 || len(made) > 0 {
		t.Errorf("asked for %d bytes, wrote %d files", asked, len(made))
	}
}

// TestMemory: what a job holds does not grow with the size of its items.
func TestMemory(t *testing.T) {
	size := int64(256 << 20)
	if os.Getenv("MATINEE_LONG") != "" {
		size = 4 << 30
	}
	folder, d := t.TempDir(), drafted()
	path := filepath.Join(folder, "big.srt")
	must(t, os.WriteFile(path, []byte("x"), 0o600))
	must(t, os.Truncate(path, size))
	d.Items = []library.DraftItem{{File: "big.srt", Path: "big.srt", Role: library.RoleMain, Editions: []library.EditionID{"extras"}}}
	var most uint64
	_, err := Build(t.Context(), newJob(t, folder, d), func(Progress) {
		var m runtime.MemStats
		runtime.ReadMemStats(&m)
		most = max(most, m.HeapInuse+m.StackInuse)
	})
	must(t, err)
	if most == 0 || most > 64<<20 {
		t.Errorf("it held %s", library.Bytes(int64(most)))
	}
}
