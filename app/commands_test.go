package app

import (
	"bytes"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"syscall"
	"testing"
	"time"

	"matinee/app/rehearsal"
)

func itoa(n int) string { return strconv.Itoa(n) }

func TestAddAndWait(t *testing.T) {
	b := one(t, "film.mkv", 1<<20)
	dir := t.TempDir()
	got := parsed[bundle](t, dir, "add", b.Torrent, "--peer", rehearsal.Seed(t, b, 0).Addr, "--wait")
	if got.ID != b.ID || got.State != "seeding" || !got.OnDisk || got.Downloaded < 1<<20 {
		t.Errorf("%+v", got)
	}
	if got.Folder != filepath.Join(dir, "media", "film") {
		t.Errorf("it lies in %s", got.Folder)
	}
	same(t, got, b)
	if list := parsed[[]bundle](t, dir, "list"); len(list) != 1 || list[0].Done != list[0].Wanted {
		t.Errorf("a quiet look finds %+v", list)
	}
	if again := parsed[bundle](t, dir, "recheck", "film"); again.Done != 1<<20 {
		t.Errorf("checked again: %+v", again)
	}
}

// TestManyAtOnce: whoever comes first owns the library and may end while it
// serves the others.
func TestManyAtOnce(t *testing.T) {
	dir := t.TempDir()
	var procs []*process
	var bundles []rehearsal.Bundle
	for _, title := range []string{"a.mkv", "b.mkv", "c.mkv"} {
		b := one(t, title, 512<<10)
		bundles = append(bundles, b)
		seeder := rehearsal.Seed(t, b, 400<<10)
		procs = append(procs, begin(t, dir, "add", b.Torrent, "--peer", seeder.Addr, "--wait").launch())
	}
	for i, p := range procs {
		if code := p.end(); code != 0 {
			t.Errorf("%s: exit %d: %s", bundles[i].Title, code, p.err.String())
		}
	}
	for i, got := range parsed[[]bundle](t, dir, "list") {
		if got.Done != got.Wanted {
			t.Errorf("%d: %+v", i, got)
		}
	}
}

func TestCommandsWhileItSeeds(t *testing.T) {
	b := one(t, "film.mkv", 1<<20)
	dir := t.TempDir()
	seed := seeding(t, dir)
	complains(t, ran(t, dir, "seed"), 1, "Matinee is already running on this data folder")
	got := parsed[bundle](t, dir, "add", b.Torrent, "--peer", rehearsal.Seed(t, b, 0).Addr, "--wait")
	same(t, got, b) // at this moment, not when the owner ends
	must(t, dir, "pause", b.ID[:6])
	if list := parsed[[]bundle](t, dir, "list"); list[0].State != "paused" {
		t.Errorf("%+v", list)
	}
	must(t, dir, "resume", "film")
	must(t, dir, "settings", "rate.up", "3 MB")
	if up := must(t, dir, "settings", "rate.up"); up != "3000000\n" {
		t.Errorf("rate.up = %q", up)
	}
	complains(t, ran(t, dir, "settings", "rate.up", "fast"), 1, "This setting cannot have that value")
	complains(t, ran(t, dir, "play", "film"), 1, "There is no screen")
	must(t, dir, "remove", "film", "--files")
	if _, err := os.Stat(got.Folder); err == nil {
		t.Error("its folder is still there")
	}
	if err := seed.Process.Signal(syscall.SIGTERM); err != nil {
		t.Fatal(err)
	}
	if code := seed.end(); code != 0 || seed.err.Len() > 0 {
		t.Errorf("seed: exit %d, stderr %s", code, seed.err.String())
	}
	if left, _ := filepath.Glob(filepath.Join(dir, "*.sock")); left != nil {
		t.Errorf("left behind: %v", left)
	}
}

func TestTwoStartsAtOnce(t *testing.T) {
	dir := t.TempDir()
	a, b := begin(t, dir, "seed").launch(), begin(t, dir, "seed").launch()
	var loser, winner *process
	select {
	case <-a.done:
		loser, winner = a, b
	case <-b.done:
		loser, winner = b, a
	case <-time.After(patience):
		t.Fatal("both run on one library")
	}
	complains(t, loser, 1, "Matinee is already running")
	if must(t, dir, "list") == "" {
		t.Error("the one that runs does not answer")
	}
	if err := winner.Process.Signal(os.Interrupt); err != nil {
		t.Fatal(err)
	}
	if code := winner.end(); code != 0 {
		t.Errorf("exit %d: %s", code, winner.err.String())
	}
}

func TestFailuresInOneSentence(t *testing.T) {
	dir := t.TempDir()
	file := filepath.Join(dir, "x.torrent")
	if err := os.WriteFile(file, []byte("not bencode"), 0o644); err != nil {
		t.Fatal(err)
	}
	for _, c := range []struct {
		code int
		want string
		args []string
	}{
		{1, "This torrent is damaged or unsafe", []string{"add", file}},
		{1, "This is not a torrent", []string{"add", "rubbish"}},
		{1, "This is not a torrent", []string{"add", filepath.Join(dir, "none.torrent")}},
		{1, "This bundle is not in the library (1234)", []string{"pause", "1234"}},
		{1, "There is no screen", nil},
		{1, "There is no screen", []string{"play", file}},
		{1, "This setting cannot have that value", []string{"settings", "no.such", "1"}},
		{1, "Something went wrong", []string{"--log", dir, "list"}},
		{2, "matinee: ", []string{"--frob"}},
		{2, "matinee: ", []string{"frob"}},
	} {
		complains(t, ran(t, dir, c.args...), c.code, c.want)
	}
	complains(t, ran(t, file, "list"), 1, "Matinee's own data folder cannot be written")
	if list := parsed[[]bundle](t, dir, "list"); len(list) != 0 {
		t.Errorf("something was added: %+v", list)
	}
}

func TestDeadDisplayIsNoDisplay(t *testing.T) {
	p := begin(t, t.TempDir())
	p.Env = append(p.Env, "DISPLAY=:4711", "WAYLAND_DISPLAY=wayland-4711", "XDG_RUNTIME_DIR="+t.TempDir())
	p.launch().end()
	complains(t, p, 1, "There is no screen to open a window on")
}

func TestMagnetWithoutPeersCanBeCanceled(t *testing.T) {
	dir := t.TempDir()
	magnet := "magnet:?xt=urn:btih:0123456789012345678901234567890123456789&dn=Nobody"
	p := begin(t, dir, "add", magnet, "--wait").launch()
	deadline := time.Now().Add(patience)
	for { // until it serves, it has not added
		if list := parsed[[]bundle](t, dir, "list"); len(list) == 1 && list[0].State == "finding" {
			break
		}
		if time.Now().After(deadline) {
			t.Fatal("it does not look for anybody")
		}
	}
	if err := p.Process.Signal(os.Interrupt); err != nil {
		t.Fatal(err)
	}
	p.end()
	complains(t, p, 1, "Canceled.")
	if list := parsed[[]bundle](t, dir, "list"); len(list) != 1 || list[0].Title != "Nobody" {
		t.Errorf("afterwards %+v", list)
	}
}

func TestSecretStaysSecret(t *testing.T) {
	dir, log := t.TempDir(), filepath.Join(t.TempDir(), "log")
	p := begin(t, dir, "--log", log, "settings", "net.proxy", "-")
	p.Stdin = strings.NewReader("socks5://me:hush@127.0.0.1:9\n")
	if p.launch(); p.end() != 0 {
		t.Fatal(p.err.String())
	}
	b := one(t, "film.mkv", piece)
	p = begin(t, dir, "--set", "net.bind=", "--log", log, "add", b.Torrent, "--peer", "127.0.0.1:9", "--wait").launch()
	for parsed[[]bundle](t, dir, "list") == nil || len(parsed[[]bundle](t, dir, "list")) == 0 {
		continue
	}
	if err := p.Process.Signal(os.Interrupt); err != nil {
		t.Fatal(err)
	}
	p.end()
	text, err := os.ReadFile(log)
	if err != nil {
		t.Fatal(err)
	}
	for _, said := range []string{string(text), p.out.String(), p.err.String(), must(t, dir, "settings"), must(t, dir, "list", "--json")} {
		if bytes.Contains([]byte(said), []byte("hush")) {
			t.Errorf("the password is told: %s", said)
		}
	}
}
