package swarm

import (
	"reflect"
	"strings"
	"testing"

	"matinee/library"
)

// TestSnapshot looks at a download under way.
func TestSnapshot(t *testing.T) {
	t.Parallel()
	c := single("film.mkv", 60, 64*piece)
	peer := seeder(t, c, nil)
	r := newRig(t)
	id, err := r.AddTorrent(t.Context(), c.torrent(), AddOptions{Peers: []string{peer.addr}})
	must(t, err)
	must(t, r.SetLimits(t.Context(), id, library.Limits{Down: 512 << 10}))
	must(t, r.Run(t.Context(), id))
	tr := r.until(t, id, "a rate", func(tr library.Transfer) bool { return tr.DownRate > 50<<10 && tr.Done > 0 && tr.ETA > 0 })
	if tr.State != library.Downloading || tr.Peers != 1 || tr.Seeds != 1 || tr.Known < 1 || tr.Problem != nil {
		t.Errorf("it shows %+v", tr)
	}
	if left := float64(tr.Wanted-tr.Done) / float64(tr.DownRate); tr.ETA.Seconds() < left-2 || tr.ETA.Seconds() > left+2 {
		t.Errorf("the time left is %v, computed %.1f s", tr.ETA, left)
	}
	d, err := r.Detail(id)
	must(t, err)
	if len(d.PeerList) != 1 || len(d.Pieces) != 64 || d.Availability < 1 {
		t.Fatalf("the detail has %d peers, %d pieces, %v copies", len(d.PeerList), len(d.Pieces), d.Availability)
	}
	p := d.PeerList[0]
	if p.Addr != peer.addr || !strings.HasPrefix(p.Client, "libtorrent") || p.Transport != "tcp" || p.Source != "manual" || p.Progress != 1 {
		t.Errorf("the peer is shown as %+v", p)
	}
	kinds := map[library.PieceState]int{}
	for _, s := range d.Pieces {
		kinds[s]++
	}
	if kinds[library.PieceDone] == 0 || kinds[library.PieceMissing] == 0 {
		t.Errorf("the pieces are %v", kinds)
	}
}

// TestEventsInOrder: what is told of a bundle's life comes in order, once.
func TestEventsInOrder(t *testing.T) {
	t.Parallel()
	c := several("Show", 61, 4*piece, "a.mkv", "b.mkv")
	_, addr := seedIn(t, c)
	r := newRig(t)
	id := r.start(t, c, addr)
	r.completed(t, id)
	must(t, r.Hold(id, library.Paused))
	r.await(t, "the pause", func(ev library.Event) bool {
		s, ok := ev.(library.StateChanged)
		return ok && s.To == library.Paused
	})
	must(t, r.Remove(t.Context(), id, true))
	r.await(t, "Removed", func(ev library.Event) bool { _, ok := ev.(library.Removed); return ok })
	var items int
	var got []library.Event
	for _, ev := range r.told() {
		if _, ok := ev.(library.ItemDone); ok {
			items++ // before or after the change to seeding, but before Completed
			if len(got) > 0 && reflect.TypeOf(got[len(got)-1]) == reflect.TypeFor[library.Completed]() {
				t.Error("an item was done after the bundle")
			}
			continue
		}
		if s, ok := ev.(library.StateChanged); ok && s.To == library.Checking {
			continue // for the moment its storage opens
		}
		if s, ok := ev.(library.StateChanged); ok && s.From == library.Checking {
			ev = library.NewStateChanged(id, library.Queued, s.To)
		}
		got = append(got, ev)
	}
	want := []library.Event{
		library.NewAdded(id), library.NewGotInfo(id),
		library.NewStateChanged(id, library.Queued, library.Downloading),
		library.NewStateChanged(id, library.Downloading, library.Seeding),
		library.NewCompleted(id),
		library.NewStateChanged(id, library.Seeding, library.Paused),
		library.NewRemoved(id),
	}
	if !reflect.DeepEqual(got, want) || items != 2 {
		t.Errorf("%d items; told\n%v\nwant\n%v", items, got, want)
	}
}

// TestSlowListener: a receiver that does not read holds nobody up, and a later
// one gets what comes later.
func TestSlowListener(t *testing.T) {
	t.Parallel()
	b := newBus()
	ctx := t.Context()
	slow := b.subscribe(ctx)
	for range maxPending + 100 {
		b.send(library.NewAdded("x"))
	}
	late := b.subscribe(ctx)
	b.send(library.NewRemoved("x"))
	if ev := <-late; ev != library.Event(library.NewRemoved("x")) {
		t.Errorf("the later one got %v first", ev)
	}
	b.close()
	n := 0
	for range slow {
		n++
	}
	if n < maxPending {
		t.Errorf("the slow one got %d events", n)
	}
	if _, open := <-b.subscribe(ctx); open {
		t.Error("a closed bus gave an event")
	}
}

func TestCleanName(t *testing.T) {
	t.Parallel()
	for in, want := range map[string]string{
		"qBittorrent 5": "qBittorrent 5", "a\x1b[31mb\n": "a[31mb", strings.Repeat("é", 60): strings.Repeat("é", 40),
	} {
		if got := cleanName(in); got != want {
			t.Errorf("%q is shown as %q", in, got)
		}
	}
}

func TestBytesDone(t *testing.T) {
	t.Parallel()
	have := []byte{0b1011_0000}
	for _, c := range []struct{ from, length, want int64 }{
		{0, 10, 10}, {0, 40, 30}, {5, 10, 5}, {5, 20, 10}, {25, 10, 10}, {10, 10, 0}, {35, 5, 5}, {39, 1, 1},
	} {
		if got := bytesDone(have, 10, c.from, c.length); got != c.want {
			t.Errorf("%d bytes from %d: %d are done, want %d", c.length, c.from, got, c.want)
		}
	}
}
