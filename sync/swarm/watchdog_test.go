package swarm

import (
	"sync/atomic"
	"syscall"
	"testing"
	"time"

	"matinee/library"
)

// clock is the real time and what a test adds to it.
type clock struct{ ahead atomic.Int64 }

func (c *clock) now() time.Time          { return time.Now().Add(time.Duration(c.ahead.Load())) }
func (c *clock) advance(d time.Duration) { c.ahead.Add(int64(d)) }
func (c *clock) set(cfg *Config)         { cfg.Now = c.now }

func stalled(ev library.Event) bool { _, ok := ev.(library.Stalled); return ok }

// TestWatchdog: a peer that holds its connection and gives nothing is noticed;
// the download goes on when it wakes, or with another.
func TestWatchdog(t *testing.T) {
	t.Parallel()
	for name, rescue := range map[string]func(*testing.T, *foreign, *rig, *content){
		"it wakes": func(t *testing.T, p *foreign, _ *rig, _ *content) {
			p.signal(t, syscall.SIGCONT)
			p.say(t, "limit 0")
		},
		"another comes": func(t *testing.T, _ *foreign, r *rig, c *content) {
			_, addr := seedIn(t, c)
			_, err := r.AddTorrent(t.Context(), c.torrent(), AddOptions{Peers: []string{addr}})
			must(t, err)
		},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			c := single("film.mkv", 70, 400*piece)
			// The peer is what is slow: else all of it may be on its way already.
			peer := seeder(t, c, map[string]any{"upload_rate_limit": 256 << 10})
			var time clock
			r := newRig(t, time.set)
			id := r.start(t, c, peer.addr)
			r.until(t, id, "a flow", func(tr library.Transfer) bool { return tr.DownRate > 50<<10 })
			peer.signal(t, syscall.SIGSTOP)
			r.until(t, id, "silence", func(tr library.Transfer) bool { return tr.DownRate == 0 })
			time.advance(stuckAfter)
			r.await(t, "Stalled", stalled)
			rescue(t, peer, r, c)
			r.completed(t, id)
			c.check(t, r)
		})
	}
}

// TestWatchdogRests: a limit that a person set to a crawl is no stall, nor is a
// bundle without peers; and what does not help is tried more and more rarely.
func TestWatchdogRests(t *testing.T) {
	t.Parallel()
	e := &Engine{down: newBucket()}
	now := time.Now()
	en := newEntry(library.Bundle{})
	stuck := func() bool { return e.stuck(en, now) }
	en.meter.progressAt = now.Add(-time.Hour)
	if stuck() {
		t.Error("a bundle that does not run is stuck")
	}
	en.t = detachedTorrent(t)
	en.view.state = library.Downloading
	if stuck() {
		t.Error("one without peers is stuck")
	}
	en.view.peers = 1
	en.rates.down.set(100)
	if stuck() {
		t.Error("one that is to be slow is stuck")
	}
	en.rates.down.set(0)
	for i, wait := range []time.Duration{stuckAfter, 2 * stuckAfter, 4 * stuckAfter} {
		en.meter.progressAt = now.Add(-wait + time.Second)
		if stuck() {
			t.Errorf("try %d came too early", i)
		}
		en.meter.progressAt = now.Add(-wait)
		if !stuck() {
			t.Errorf("try %d did not come", i)
		}
	}
}

// TestNoPeers: a magnet nobody answers to waits, says so, and can be taken back.
func TestNoPeers(t *testing.T) {
	t.Parallel()
	var time clock
	r := newRig(t, time.set)
	id, err := r.Add(t.Context(), "magnet:?xt=urn:btih:1123456789012345678901234567890123456789&x.pe=127.0.0.1:1", AddOptions{})
	must(t, err)
	must(t, r.Run(t.Context(), id))
	if tr := r.state(t, id, library.FindingInfo); tr.Problem != nil {
		t.Errorf("at once it shows %v", tr.Problem)
	}
	time.advance(noPeersAfter + 1)
	r.until(t, id, "the problem", func(tr library.Transfer) bool { return library.CodeOf(tr.Problem) == library.CodeNoPeers })
	must(t, r.Hold(id, library.Paused))
	if tr := r.state(t, id, library.Paused); tr.Problem != nil {
		t.Errorf("paused, it shows %v", tr.Problem)
	}
	must(t, r.Remove(t.Context(), id, false))
}

// TestClockSetBack: totals and rates go on.
func TestClockSetBack(t *testing.T) {
	t.Parallel()
	c := single("film.mkv", 71, 30*piece)
	_, addr := seedIn(t, c)
	var clock clock
	r := newRig(t, clock.set)
	id, err := r.AddTorrent(t.Context(), c.torrent(), AddOptions{Peers: []string{addr}})
	must(t, err)
	must(t, r.SetLimits(t.Context(), id, library.Limits{Down: 256 << 10}))
	must(t, r.Run(t.Context(), id))
	r.until(t, id, "some pieces", func(tr library.Transfer) bool { return tr.Done > 0 })
	clock.advance(-24 * time.Hour)
	r.until(t, id, "a rate", func(tr library.Transfer) bool { return tr.DownRate > 10<<10 })
	must(t, r.SetLimits(t.Context(), id, library.Limits{}))
	r.completed(t, id)
	if b, err := r.Bundle(id); err != nil || b.Downloaded < 30*piece || b.SeedTime < 0 {
		t.Errorf("its totals are %+v, %v", b, err)
	}
}

// TestCallsAgain: a peer that is not there yet when it is called is called
// again, and so is one that left and came back at its old address.
func TestCallsAgain(t *testing.T) {
	t.Parallel()
	c := single("film.mkv", 72, 40*piece)
	port := freePort(t)
	here := map[string]any{"listen_interfaces": loopback(port), "upload_rate_limit": 300_000}
	r := newRig(t)
	id := r.start(t, c, loopback(port))
	r.until(t, id, "the first call to fail", func(tr library.Transfer) bool { return tr.State == library.Downloading })
	peer := seeder(t, c, here)
	r.until(t, id, "the peer", func(tr library.Transfer) bool { return tr.Done > 0 })
	r.Engine.mu.Lock()
	r.entries[id].peers = nil // it must be remembered from having met it
	r.Engine.mu.Unlock()
	peer.stop(t)
	r.until(t, id, "nobody", func(tr library.Transfer) bool { return tr.Peers == 0 })
	seeder(t, c, here)
	r.completed(t, id)
	c.check(t, r)
}

func TestAcquaintances(t *testing.T) {
	t.Parallel()
	var a acquaintances
	for i := range 2 * maxMet {
		a.meet(loopback(i))
		a.meet(loopback(0))
	}
	if got := a.list(); len(got) != maxMet || got[maxMet-1] != loopback(0) || got[maxMet-2] != loopback(2*maxMet-1) {
		t.Errorf("it remembers %v", got)
	}
}
