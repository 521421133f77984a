package app

import (
	"bytes"
	"encoding/json"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"matinee/library"
)

// reel is a folder with a film of two seconds.
func reel(t testing.TB) string {
	t.Helper()
	ffmpeg, err := exec.LookPath("ffmpeg")
	if err != nil {
		t.Skip("ffmpeg is not installed")
	}
	dir := filepath.Join(t.TempDir(), "Low Tide")
	if err := os.Mkdir(dir, 0o755); err != nil {
		t.Fatal(err)
	}
	out, err := exec.CommandContext(t.Context(), ffmpeg, "-nostdin", "-v", "error", "-f", "lavfi", "-t", "2", "-i", "testsrc2=size=320x180:rate=25",
		"-f", "lavfi", "-t", "2", "-i", "sine=frequency=330", "-c:v", "libx264", "-preset", "ultrafast", "-g", "25", "-c:a", "aac",
		"-movflags", "+faststart", filepath.Join(dir, "Low Tide.mp4")).CombinedOutput()
	if err != nil {
		t.Fatalf("ffmpeg: %v\n%s", err, out)
	}
	return dir
}

// TestPublishThroughTheOwner: a folder is published by a command while another
// process owns the library; that one seeds it at once from where it was made, and a
// second program gets it byte for byte.
func TestPublishThroughTheOwner(t *testing.T) {
	dir, folder := t.TempDir(), reel(t)
	owner := seeding(t, dir)
	complains(t, ran(t, dir, "publish", folder, "--no-check", "--creator", "Ann"), 1, library.Explain(&library.Error{Code: library.CodeNoChannel}).What)
	must(t, dir, "channel", "new", "Ann's films")
	refused := ran(t, dir, "publish", folder, "--price", "4.95EUR", "--creator", "Ann")
	if code := refused.ProcessState.ExitCode(); code != 1 || !strings.Contains(refused.err.String(), "Nothing says who holds the rights") {
		t.Errorf("without rights: %d, %s", code, refused.err.String())
	}
	p := parsed[library.Production](t, dir, "publish", folder, "--rights", "© 2026 Ann")
	if p.State != library.ProductionPublished || p.Folder != filepath.Join(dir, "media", "Low Tide") {
		t.Errorf("%+v", p)
	}
	torrent := filepath.Join(dir, "studio", string(p.ID), "bundle.torrent")
	got := parsed[bundle](t, t.TempDir(), "add", torrent, "--peer", owner.out.String(), "--wait")
	if got.ID != string(p.Bundle) || !got.OnDisk {
		t.Errorf("%+v", got)
	}
	for _, name := range []string{"Low Tide.mp4.age", "bundle.json", "poster.jpg"} {
		want, err := os.ReadFile(filepath.Join(p.Folder, name))
		have, err2 := os.ReadFile(filepath.Join(got.Folder, name))
		if err != nil || err2 != nil || !bytes.Equal(want, have) || len(want) == 0 {
			t.Errorf("%s: %v, %v", name, err, err2)
		}
	}
	fan := filepath.Dir(filepath.Dir(got.Folder))
	device := strings.TrimSpace(must(t, fan, "licence", "device"))
	licence := filepath.Join(t.TempDir(), "a.licence")
	must(t, dir, "licence", "issue", "Low Tide", device, "-o", licence)
	if text := must(t, fan, "licence", "import", licence); text != "The edition standard may be watched on this machine.\n" {
		t.Errorf("%q", text)
	}
	complains(t, ran(t, dir, "licence", "import", licence), 1, "This license is for another device")
	for _, who := range []string{dir, fan} { // its maker needs no license
		if shown := parsed[played](t, who, "play", got.ID, "--headless", "--until", "end"); shown.FirstFrame <= 0 || shown.Position < 1 {
			t.Errorf("%s shows no picture: %+v", who, shown)
		}
	}
	must(t, dir, "terms", "Low Tide", "--price", "2.95EUR")
	complains(t, ran(t, dir, "publish", folder, "--no-check"), 1, "There is a file of that name already (Low Tide is published")
	must(t, dir, "withdraw", "Low Tide", "--why", "a mistake")
	if all := parsed[[]library.Production](t, dir, "studio"); len(all) != 1 || all[0].State != library.ProductionWithdrawn || all[0].Terms != 2 {
		t.Errorf("%+v", all)
	}
}

// TestKilledWhilePublishing: kill -9 in the middle costs the item that was under way,
// and nothing else.
func TestKilledWhilePublishing(t *testing.T) {
	dir, folder := t.TempDir(), reel(t)
	big := filepath.Join(folder, "Low Tide.en.srt")
	if err := os.WriteFile(big, nil, 0o600); err != nil {
		t.Fatal(err)
	}
	if err := os.Truncate(big, 256<<20); err != nil {
		t.Fatal(err)
	}
	must(t, dir, "channel", "new", "Ann")
	about := []string{"publish", folder, "--no-check", "--price", "4.95EUR", "--rights", "© Ann", "--creator", "Ann"}
	film := filepath.Join(dir, "media", "Low Tide", "Low Tide.mp4.age")
	p := begin(t, dir, about...).launch()
	under := filepath.Join(dir, "media", "Low Tide", "Low Tide.en.srt.part")
	for deadline := time.Now().Add(patience); ; {
		if _, err := os.Stat(under); err == nil {
			break
		}
		if time.Now().After(deadline) {
			t.Fatalf("it does not begin: %s", p.err.String())
		}
		time.Sleep(time.Millisecond)
	}
	_ = p.Process.Kill() // when it has ended by itself, what follows says so
	<-p.done
	first, err := os.Stat(film)
	if err != nil {
		t.Fatal(err)
	}
	all := parsed[[]library.Production](t, dir, "studio")
	if len(all) != 1 || all[0].State != library.ProductionBegun {
		t.Fatalf("%+v", all)
	}
	done := parsed[library.Production](t, dir, about...)
	if again, err := os.Stat(film); err != nil || !again.ModTime().Equal(first.ModTime()) || done.ID != all[0].ID || done.State != library.ProductionPublished {
		t.Errorf("%+v, %v: the film was sealed anew", done, err)
	}
	if info, err := os.Stat(strings.TrimSuffix(under, ".part")); err != nil || info.Size() != 256<<20 {
		t.Errorf("%v, %v", info, err)
	}
}

// TestSecretsAreNotLogged: what is written to the log while publishing and licensing
// tells no key.
func TestSecretsAreNotLogged(t *testing.T) {
	dir, folder := t.TempDir(), reel(t)
	log := filepath.Join(t.TempDir(), "log")
	must(t, dir, "channel", "new", "Ann")
	p := parsed[library.Production](t, dir, "publish", folder, "--no-check", "--price", "4.95EUR", "--rights", "© Ann", "--creator", "Ann", "--log", log)
	raw, err := os.ReadFile(filepath.Join(dir, "studio", string(p.ID), "keys.json"))
	if err != nil {
		t.Fatal(err)
	}
	var keys map[string]struct{ Identity string }
	if err := json.Unmarshal(raw, &keys); err != nil || len(keys["standard"].Identity) < 60 {
		t.Fatalf("%v, %d keys", err, len(keys))
	}
	device := "age1f6kuyuwf5vw2sxwfmep05a4sy8w0rfsj9zv97qtu8ngejsvkf9xs38mxjm"
	licence := must(t, dir, "licence", "issue", "Low Tide", device, "--log", log)
	text, err := os.ReadFile(log)
	if err != nil {
		t.Fatal(err)
	}
	if strings.Contains(string(text)+licence, keys["standard"].Identity) || strings.Contains(string(text), "AGE-SECRET") {
		t.Error("a key was told")
	}
}
