package owner

import (
	"bytes"
	"context"
	"log/slog"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"matinee/app/control"
	"matinee/app/rehearsal"
	"matinee/library"
)

func TestAddFetchSeedAndRemove(t *testing.T) {
	b := rehearsal.Make(t, "Season", piece,
		rehearsal.File{Path: "E1.mkv", Data: rehearsal.Random(1, 5*piece+7)},
		rehearsal.File{Path: "extras/E2.mkv", Data: rehearsal.Random(2, 3*piece)})
	seeder := rehearsal.Seed(t, b, 0)
	h := open(t, t.TempDir())
	id := h.add(b, seeder.Addr)
	got := h.awaitSeeding(id)
	for _, f := range b.Files {
		same(t, filepath.Join(got.Folder, filepath.FromSlash(f.Path)), f.Data)
	}
	if got.Finished == nil || got.Title != "Season" || len(got.Items) != 2 || got.Progress != 1 {
		t.Errorf("finished as %+v", got)
	}
	mine := filepath.Join(got.Folder, "my notes.txt")
	if err := os.WriteFile(mine, []byte("keep"), 0o644); err != nil {
		t.Fatal(err)
	}
	if err := h.Remove(t.Context(), id, true); err != nil {
		t.Fatal(err)
	}
	same(t, mine, []byte("keep"))
	if _, err := os.Lstat(filepath.Join(got.Folder, "E1.mkv")); err == nil {
		t.Error("its file is still there")
	}
	_, err := h.Get(t.Context(), string(id))
	code(t, err, library.CodeNotFound)
}

func TestRemoveWithoutFilesAndAddAgain(t *testing.T) {
	b := one(t, "again.mkv", 6*piece)
	seeder := rehearsal.Seed(t, b, 0)
	h := open(t, t.TempDir())
	got := h.awaitSeeding(h.add(b, seeder.Addr))
	if err := h.Remove(t.Context(), got.ID, false); err != nil {
		t.Fatal(err)
	}
	seeder.End()
	again := h.awaitSeeding(h.add(b)) // from what lies there
	if again.Folder != got.Folder || again.Downloaded != 0 {
		t.Errorf("added again: %+v", again)
	}
}

func TestNames(t *testing.T) {
	h := open(t, t.TempDir())
	b := one(t, "a film.mkv", piece)
	id := h.add(b)
	for name, want := range map[string]library.Code{
		string(id): "", strings.ToUpper(string(id)): "", string(id[:4]): "", "a film": "",
		string(id[:3]): library.CodeNotFound, "film": library.CodeNotFound, "": library.CodeNotFound,
		strings.Repeat("f", 40): library.CodeNotFound,
	} {
		got, err := h.Get(t.Context(), name)
		if want != "" {
			code(t, err, want)
		} else if err != nil || got.ID != id {
			t.Errorf("%q: %v, %v", name, got.ID, err)
		}
	}
}

func TestPauseAndResume(t *testing.T) {
	b := one(t, "pause.mkv", 40*piece)
	seeder := rehearsal.Seed(t, b, 200<<10)
	h := open(t, t.TempDir())
	id := h.add(b, seeder.Addr)
	h.await(id, "begun", func(b control.Bundle) bool { return b.Done > 0 })
	if err := h.SetPaused(t.Context(), id, true); err != nil {
		t.Fatal(err)
	}
	h.govern(t.Context())
	paused := h.await(id, "paused", func(b control.Bundle) bool { return b.State == library.Paused })
	seeder.SetRate(0)
	if err := h.SetPaused(t.Context(), id, false); err != nil {
		t.Fatal(err)
	}
	if got := h.awaitSeeding(id); paused.Done >= got.Done {
		t.Errorf("%d bytes when paused, %d in the end", paused.Done, got.Done)
	}
}

func TestPauseAndResumeAll(t *testing.T) {
	h := open(t, t.TempDir())
	var ids []library.BundleID
	for _, title := range []string{"one.mkv", "two.mkv"} {
		b := one(t, title, 2*piece)
		ids = append(ids, h.add(b, rehearsal.Seed(t, b, 0).Addr))
	}
	for _, id := range ids {
		h.awaitSeeding(id)
	}
	for range 2 { // the second time changes nothing
		if err := h.SetAllPaused(t.Context(), true); err != nil {
			t.Fatal(err)
		}
	}
	for _, id := range ids {
		h.await(id, "paused", func(b control.Bundle) bool { return b.State == library.Paused })
	}
	if err := h.SetAllPaused(t.Context(), false); err != nil {
		t.Fatal(err)
	}
	for _, id := range ids {
		h.awaitSeeding(id)
	}
}

// TestClockSetBack: a day is taken away in the middle of a download, which goes
// on, and of a rest before a new try, which ends.
func TestClockSetBack(t *testing.T) {
	b := one(t, "clock.mkv", 40*piece)
	seeder := rehearsal.Seed(t, b, 300<<10)
	h := open(t, t.TempDir())
	id := h.add(b, seeder.Addr)
	h.await(id, "begun", func(b control.Bundle) bool { return b.Done > 0 })
	h.pass(-24 * time.Hour)
	seeder.SetRate(0)
	h.awaitSeeding(id)
	now := time.Now()
	for _, c := range []struct {
		since time.Time
		want  bool
	}{{now.Add(-time.Minute), true}, {now.Add(-time.Second), false}, {now.Add(time.Hour), true}, {time.Time{}, true}} {
		if got := passed(now, c.since, 10*time.Second); got != c.want {
			t.Errorf("passed since %v: %v", c.since.Sub(now), got)
		}
	}
}

func TestRaise(t *testing.T) {
	h := open(t, t.TempDir())
	code(t, h.Raise(t.Context(), control.RaiseRequest{}), library.CodeNoDisplay)
	h.end()
	b := one(t, "raise.mkv", piece)
	var got control.RaiseRequest
	h = open(t, h.dir, func(c *Config) {
		c.Raise = func(_ context.Context, req control.RaiseRequest) error { got = req; return nil }
	})
	find := control.AddRequest{Source: b.Torrent}
	err := h.Raise(t.Context(), control.RaiseRequest{Play: &control.PlayRequest{Find: &find, Item: -1, Percent: 20}})
	if err != nil || got.Play == nil || string(got.Play.ID) != b.ID || got.Play.Find != nil || got.Play.Percent != 20 {
		t.Errorf("raised with %+v, %v", got.Play, err)
	}
	find.Source = "no such thing"
	code(t, h.Raise(t.Context(), control.RaiseRequest{Play: &control.PlayRequest{Find: &find}}), library.CodeBadSource)
}

func TestSettingsAndTheSecret(t *testing.T) {
	var log bytes.Buffer
	h := open(t, t.TempDir(), func(c *Config) {
		c.Logger = slog.New(slog.NewTextHandler(&log, &slog.HandlerOptions{Level: slog.LevelDebug}))
		delete(c.Override, "net.bind")
	})
	code(t, h.SetSetting(t.Context(), "net.port", "70000"), library.CodeBadSetting)
	code(t, h.SetSetting(t.Context(), "no.such", "1"), library.CodeBadSetting)
	h.set("seed.ratio", "1.5")
	h.set("net.proxy", "socks5://me:hush%21@127.0.0.1:9")
	b := one(t, "secret.mkv", 2*piece)
	h.add(b, "127.0.0.1:9")
	all, err := h.Settings(t.Context())
	if err != nil || all["seed.ratio"] != "1.5" || all["net.proxy"] != "socks5://me:…@127.0.0.1:9" {
		t.Errorf("settings %v, %v", all, err)
	}
	list, err := h.List(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	h.set("net.proxy", "")
	h.end()
	for _, text := range []string{log.String(), list[0].Problem} {
		if strings.Contains(text, "hush") {
			t.Errorf("the password is told: %s", text)
		}
	}
	h = open(t, h.dir)
	if got := h.CurrentSettings().SeedRatio; got != 1.5 {
		t.Errorf("after a restart: ratio %v", got)
	}
}

func TestMediaFolderSetting(t *testing.T) {
	h := open(t, t.TempDir())
	films := filepath.Join(t.TempDir(), "my", "films")
	h.set("media.folder", films)
	id := h.add(one(t, "there.mkv", piece))
	if got, _ := h.Get(t.Context(), string(id)); filepath.Dir(got.Folder) != films {
		t.Errorf("it goes to %s", got.Folder)
	}
	if h.media() != films {
		t.Errorf("space is looked at in %s", h.media())
	}
	h.end()
	if err := os.RemoveAll(filepath.Dir(films)); err != nil { // the disk is unplugged
		t.Fatal(err)
	}
	h = open(t, h.dir)
	if n := h.Notices(); len(n) != 1 || library.CodeOf(n[0]) != library.CodeFolderGone {
		t.Errorf("notices %v", n)
	}
	if _, err := os.Stat(films); err == nil {
		t.Error("a folder was made where the disk should be")
	}
	if err := h.SetSetting(t.Context(), "media.folder", "/proc/nowhere"); library.CodeOf(err) != library.CodeReadOnly {
		t.Errorf("a folder that cannot be: %v", err)
	}
}
