package swarm

import (
	"context"
	"testing"
	"time"

	"matinee/library"
)

// atLeast fails when something took less time than a limit lets it. There is no
// most: the machine that runs the tests has other work.
func atLeast(t testing.TB, what string, got, low time.Duration) {
	t.Helper()
	if got < low {
		t.Errorf("%s took %v, want %v at least", what, got, low)
	}
}

func TestBucket(t *testing.T) {
	t.Parallel()
	b := newBucket()
	for range 100 { // without a limit nobody waits: with the next one it would take longer than a test may
		must(t, b.take(t.Context(), 1<<30))
	}
	b.set(1 << 20)
	begin := time.Now()
	for range 8 {
		must(t, b.take(t.Context(), 64<<10))
	}
	atLeast(t, "half of a second's bytes", time.Since(begin), 350*time.Millisecond)
	if n := b.part(1 << 20); n != maxPart {
		t.Errorf("a part is %d bytes", n)
	}
	b.set(2000)
	if n := b.part(1 << 20); n != minPart {
		t.Errorf("a part of a slow flow is %d bytes", n)
	}
}

// TestBucketLifted: whoever waits under a low limit goes on when it is lifted.
func TestBucketLifted(t *testing.T) {
	t.Parallel()
	b := newBucket()
	b.set(1)
	must(t, b.take(t.Context(), 1000))
	done := make(chan error)
	for range 3 {
		go func() { done <- b.take(t.Context(), 1000) }()
	}
	b.set(0)
	for range 3 {
		must(t, <-done)
	}
	b.set(1)
	ctx, cancel := context.WithCancel(t.Context())
	must(t, b.take(ctx, 1000))
	go func() { done <- b.take(ctx, 1000) }()
	cancel()
	if err := <-done; err == nil {
		t.Error("a wait outlived its connection")
	}
}

func TestTighter(t *testing.T) {
	t.Parallel()
	for _, c := range []struct{ a, b, want library.Limits }{
		{library.Limits{}, library.Limits{}, library.Limits{}},
		{library.Limits{Down: 5}, library.Limits{Up: 3}, library.Limits{Down: 5, Up: 3}},
		{library.Limits{Down: 5, Up: 9}, library.Limits{Down: 7, Up: 3}, library.Limits{Down: 5, Up: 3}},
	} {
		if got := tighter(c.a, c.b); got != c.want {
			t.Errorf("%v and %v give %v", c.a, c.b, got)
		}
	}
}

// TestRateLimits measures each limit on a download of 1 MiB at 512 KiB/s.
func TestRateLimits(t *testing.T) {
	t.Parallel()
	const size, limit = 1 << 20, 512 << 10
	for name, set := range map[string]func(t *testing.T, seed, leech *rig, id library.BundleID){
		"all downloads": func(_ *testing.T, _, leech *rig, _ library.BundleID) { leech.SetRates(library.Limits{Down: limit}) },
		"all uploads":   func(_ *testing.T, seed, _ *rig, _ library.BundleID) { seed.SetRates(library.Limits{Up: limit}) },
		"its download": func(t *testing.T, _, leech *rig, id library.BundleID) {
			must(t, leech.SetLimits(t.Context(), id, library.Limits{Down: limit}))
		},
		"its upload": func(t *testing.T, seed, _ *rig, id library.BundleID) {
			must(t, seed.SetLimits(t.Context(), id, library.Limits{Up: limit}))
		},
		"slowed for a stream": func(_ *testing.T, _, leech *rig, id library.BundleID) {
			leech.Slow(id, library.Limits{Down: limit})
		},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			c := single("film.mkv", 50, size)
			seed, addr := seedIn(t, c)
			leech := newRig(t)
			id, err := leech.AddTorrent(t.Context(), c.torrent(), AddOptions{Peers: []string{addr}})
			must(t, err)
			set(t, seed, leech, id)
			begin := time.Now()
			must(t, leech.Run(t.Context(), id))
			leech.state(t, id, library.Seeding)
			atLeast(t, "the download", time.Since(begin), 1300*time.Millisecond)
		})
	}
}

// TestLiftedLimit: a download held to a crawl goes at full speed at once when
// the limit ends.
func TestLiftedLimit(t *testing.T) {
	t.Parallel()
	c := single("film.mkv", 51, 1<<20)
	_, addr := seedIn(t, c)
	r := newRig(t)
	id, err := r.AddTorrent(t.Context(), c.torrent(), AddOptions{Peers: []string{addr}})
	must(t, err)
	r.Slow(id, library.Limits{Down: 2000})
	r.SetRates(library.Limits{Down: 3000})
	must(t, r.Run(t.Context(), id))
	r.until(t, id, "a peer", func(tr library.Transfer) bool { return tr.Peers > 0 })
	r.Slow(id, library.Limits{})
	r.SetRates(library.Limits{})
	r.completed(t, id) // at the crawl it would take nine minutes
}

func TestConnectionLimit(t *testing.T) {
	t.Parallel()
	c := single("film.mkv", 52, 2<<20)
	r, addr := seedIn(t, c)
	s := r.settings()
	s.Conns = 2
	must(t, r.Apply(t.Context(), s))
	r.SetRates(library.Limits{Up: 64 << 10}) // nobody is done soon
	for range 4 {
		newRig(t).start(t, c, addr)
	}
	r.until(t, c.id, "two peers", func(tr library.Transfer) bool { return tr.Peers == 2 })
	for range 30 {
		if tr := r.until(t, c.id, "", func(library.Transfer) bool { return true }); tr.Peers > 2 {
			t.Fatalf("%d peers are connected", tr.Peers)
		}
		time.Sleep(10 * time.Millisecond)
	}
}
