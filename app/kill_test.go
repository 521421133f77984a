package app

import (
	"math/rand/v2"
	"os"
	"os/exec"
	"testing"
	"time"

	"matinee/app/rehearsal"
)

// kills is how often a download is killed: a few times, or thirty in the long run.
func kills() int {
	if os.Getenv("MATINEE_LONG") != "" {
		return 30
	}
	return 4
}

// inFlight is what a kill may cost, in bytes: requests under way and pieces that
// were not whole yet.
const inFlight = 1 << 20

// TestKilledDownload kills the program at random moments, as often as it takes to
// get the whole file, which must then be right and have come once.
func TestKilledDownload(t *testing.T) {
	const rate = 2 << 20
	size := kills() * rate / 2 // each run lasts up to a second
	b := one(t, "killed.mkv", size)
	seeder := rehearsal.Seed(t, b, rate)
	dir := t.TempDir()
	for range kills() {
		p := begin(t, dir, "add", b.Torrent, "--peer", seeder.Addr, "--wait").launch()
		select {
		case <-time.After(100*time.Millisecond + rand.N(time.Second)):
		case <-p.done:
			t.Fatalf("it ended before it was killed: %s", p.err.String())
		}
		if err := p.Process.Kill(); err != nil {
			t.Fatal(err)
		}
		p.end()
	}
	seeder.SetRate(0)
	got := parsed[bundle](t, dir, "add", b.Torrent, "--peer", seeder.Addr, "--wait")
	same(t, got, b)
	if sent, most := seeder.Sent(), int64(size+kills()*inFlight); sent < int64(size) || sent > most {
		t.Errorf("%d bytes were sent for a file of %d; %d kills may cost %d", sent, size, kills(), most-int64(size))
	}
	if p := ran(t, dir, "list"); p.err.Len() > 0 {
		t.Errorf("told after the kills: %s", p.err.String())
	}
}

// TestKilledWhileSeeding: what was whole is whole at once, with no peer and no
// look at the data, and other peers get it.
func TestKilledWhileSeeding(t *testing.T) {
	b := one(t, "seed.mkv", 4<<20)
	seeder := rehearsal.Seed(t, b, 0)
	dir := t.TempDir()
	seed := seeding(t, dir)
	must(t, dir, "add", b.Torrent, "--peer", seeder.Addr, "--wait")
	seeder.End()
	for range 2 {
		if err := seed.Process.Kill(); err != nil {
			t.Fatal(err)
		}
		seed.end()
		list := parsed[[]bundle](t, dir, "list") // a quiet look hashes nothing
		if len(list) != 1 || list[0].Done != list[0].Wanted || list[0].Problem != "" {
			t.Fatalf("after a kill: %+v", list)
		}
		seed = seeding(t, dir)
	}
	got := parsed[bundle](t, dir, "add", b.Torrent, "--wait")
	same(t, got, b)
	folder := t.TempDir()
	if out, err := exec.Command("../.ci/peer", "fetch", b.Torrent, folder, seed.out.String()).CombinedOutput(); err != nil {
		t.Fatalf("libtorrent gets it from us: %v, %s", err, out)
	}
	same(t, bundle{Folder: folder}, b)
}
