package swarm

import (
	"math"
	"testing"

	"matinee/library"
)

// noExchange keeps peers from telling each other of third ones.
func noExchange(c *Config) { c.Settings.PEX = false }

// leecher is a libtorrent peer at an address that takes the bundle from us, or only
// its first pieces, and is then there.
func leecher(t testing.TB, c *content, from, at string, pieces int) *foreign {
	t.Helper()
	p := libtorrent(t, wants{
		Torrent: c.save(t), Folder: t.TempDir(), Connect: []string{from}, Address: at, Pieces: pieces,
	})
	p.expect(t, "done")
	return p
}

// TestHelped: of three peers one takes less than 1 % of the film, so two were helped;
// that outlives a restart, and one that comes again is not counted again. What was
// uploaded is exactly what they took, and nobody's address is kept.
func TestHelped(t *testing.T) {
	t.Parallel()
	const size = 128 * piece
	c := single("film.mkv", 130, size)
	r := newRig(t, noExchange)
	id, err := r.AddTorrent(t.Context(), c.torrent(), AddOptions{Folder: c.lay(t)})
	must(t, err)
	must(t, r.Run(t.Context(), id))
	r.completed(t, id)
	leecher(t, c, r.addr(), "127.0.0.2", 0)
	leecher(t, c, r.addr(), "127.0.0.3", 0)
	leecher(t, c, r.addr(), "127.0.0.4", 1) // 32 KiB of 4 MiB
	tr := r.until(t, id, "two helped", func(tr library.Transfer) bool {
		return tr.Helped >= 2 && tr.Uploaded >= 2*size+piece
	})
	if tr.Helped != 2 || r.Helped() != 2 {
		t.Errorf("%d were helped, %d in all, want 2", tr.Helped, r.Helped())
	}
	if tr.Uploaded != 2*size+piece {
		t.Errorf("%d bytes were uploaded, the peers took %d", tr.Uploaded, 2*size+piece)
	}
	b, err := r.Bundle(id)
	must(t, err)
	if want := float64(2*size+piece) / size; math.Abs(b.Ratio()-want) > 1e-9 {
		t.Errorf("the ratio is %v, want %v", b.Ratio(), want)
	}
	r.again(t, noExchange)
	must(t, r.Run(t.Context(), id))
	r.state(t, id, library.Seeding)
	if tr, err := r.Transfer(id); err != nil || tr.Helped != 2 {
		t.Errorf("after a restart %d were helped, %v", tr.Helped, err)
	}
	leecher(t, c, r.addr(), "127.0.0.2", 0) // it comes again
	leecher(t, c, r.addr(), "127.0.0.5", 0)
	r.until(t, id, "a third", func(tr library.Transfer) bool { return tr.Helped > 2 })
	if r.Helped() != 3 {
		t.Errorf("%d were helped in all, want 3", r.Helped())
	}
}

// TestHelpedWithItems: 1 % of one small item is enough, and counts by that item.
func TestHelpedWithItems(t *testing.T) {
	t.Parallel()
	c := &content{name: "Show", names: []string{"a.mkv", "b.mkv"}, files: map[string][]byte{
		"a.mkv": noise(131, 2*piece), "b.mkv": noise(132, 512*piece),
	}}
	c.build()
	r, _ := whole(t, c)
	leecher(t, c, r.addr(), "127.0.0.6", 1) // half of the first item, a thousandth of all
	r.until(t, c.id, "one helped", func(tr library.Transfer) bool { return tr.Helped == 1 })
}

// TestShownSwarm: two seeds and a peer that has a quarter are three peers, two seeds
// and two and a quarter copies.
func TestShownSwarm(t *testing.T) {
	t.Parallel()
	c := single("film.mkv", 133, 128*piece)
	seed := func(at string) string {
		return libtorrent(t, wants{Torrent: c.save(t), Folder: c.lay(t), Seed: true, Address: at}).addr
	}
	first, second := seed("127.0.0.2"), seed("127.0.0.3")
	quarter := leecher(t, c, first, "127.0.0.4", 32)
	r := newRig(t, noExchange)
	id, err := r.AddTorrent(t.Context(), c.torrent(), AddOptions{Peers: []string{first, second, quarter.addr}})
	must(t, err)
	must(t, r.SetLimits(t.Context(), id, library.Limits{Down: 32 << 10}))
	must(t, r.Run(t.Context(), id))
	var d library.TransferDetail
	eventually(t, "three peers", func() bool {
		d, err = r.Detail(id)
		must(t, err)
		return d.Peers == 3 && d.Seeds == 2 && d.Availability > 2
	})
	if tr := r.until(t, id, "its copies", func(tr library.Transfer) bool { return tr.Availability > 2 }); tr.Availability != 2.25 {
		t.Errorf("the snapshot has %v copies, want 2.25", tr.Availability)
	}
	if len(d.PeerList) != 3 || d.Availability != 2.25 {
		t.Errorf("%d peers are listed with %v copies, want 3 with 2.25", len(d.PeerList), d.Availability)
	}
	var rate int64
	for _, p := range d.PeerList {
		rate += p.DownRate
		if want := map[bool]float64{true: 0.25, false: 1}[p.Addr == quarter.addr]; p.Progress != want {
			t.Errorf("%s has %v of it, want %v", p.Addr, p.Progress, want)
		}
	}
	r.until(t, id, "its rate", func(tr library.Transfer) bool { return tr.DownRate > 8<<10 && tr.DownRate < 64<<10 })
}

// TestShownUpload: what one peer takes is shown at the rate it takes it.
func TestShownUpload(t *testing.T) {
	t.Parallel()
	const limit = 64 << 10
	c := single("film.mkv", 134, 128*piece)
	r := newRig(t, noExchange)
	id, err := r.AddTorrent(t.Context(), c.torrent(), AddOptions{Folder: c.lay(t)})
	must(t, err)
	must(t, r.SetLimits(t.Context(), id, library.Limits{Up: limit}))
	must(t, r.Run(t.Context(), id))
	r.completed(t, id)
	libtorrent(t, wants{Torrent: c.save(t), Folder: t.TempDir(), Connect: []string{r.addr()}, Address: "127.0.0.7"})
	tr := r.until(t, id, "its rate", func(tr library.Transfer) bool { return tr.UpRate > limit/2 && tr.UpRate < 2*limit })
	if tr.Peers != 1 || tr.Seeds != 0 || tr.DownRate != 0 {
		t.Errorf("one peer that takes is shown as %+v", tr)
	}
}
