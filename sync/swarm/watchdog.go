package swarm

import (
	"time"

	"github.com/anacrolix/torrent"

	"matinee/library"
)

// The watchdog acts when live peers give nothing for this long, and doubles the
// wait each time it did not help.
const (
	stuckAfter = 45 * time.Second
	stuckMost  = 30 * time.Minute
)

// stuck reports whether a download with live peers makes no progress; Engine.mu
// must be held.
func (e *Engine) stuck(en *entry, now time.Time) bool {
	m := &en.meter
	if en.t == nil || en.view.state != library.Downloading || en.view.peers == 0 || m.progressAt.IsZero() {
		return false
	}
	if en.rates.down.slow() || e.down.slow() {
		return false
	}
	wait := min(stuckAfter<<m.acted, stuckMost)
	if now.Sub(m.progressAt) < wait {
		return false
	}
	m.acted = min(m.acted+1, 10)
	m.progressAt = now
	return true
}

// revive drops the connections of a bundle and looks for its peers anew.
func (e *Engine) revive(en *entry) {
	e.mu.Lock()
	t, peers := en.t, en.peers
	e.mu.Unlock()
	if t == nil {
		return
	}
	e.log.Warn("no progress with live peers: reconnecting", "bundle", en.id, "peers", len(t.PeerConns()))
	addrs := make([]torrent.PeerInfo, 0)
	for _, pc := range t.PeerConns() {
		if pc.Discovery != torrent.PeerSourceIncoming { // nobody listens on that port
			addrs = append(addrs, torrent.PeerInfo{Addr: pc.RemoteAddr, Source: pc.Discovery})
		}
		if err := pc.Close(); err != nil {
			e.log.Debug("close a silent peer", "err", err)
		}
	}
	t.AddPeers(addrs)
	addPeers(t, peers)
	e.announceDHT(t)
	e.mu.Lock()
	if !e.closed {
		e.tasks.Go(func() { e.askTrackers(t) })
	}
	e.mu.Unlock()
	e.bus.send(library.NewStalled(en.id))
}

// wokenSeeds bounds the seeds that are announced at once after a sleep; the others are
// at their usual time, or a thousand would ask at the same moment.
const wokenSeeds = 40

// wokenRest is how long after a wake another one is the same: a lid that is opened and
// closed, or a system that tells twice, must not have every tracker asked again.
const wokenRest = 10 * time.Second

// Woke looks for people anew after the computer slept: their connections are gone, and
// the network may be another one.
func (e *Engine) Woke() {
	e.mu.Lock()
	defer e.mu.Unlock()
	now := e.cfg.Now()
	if !e.woken.IsZero() && now.Sub(e.woken).Abs() < wokenRest {
		return
	}
	e.woken = now
	e.lookAnew()
}

// lookAnew asks everybody who may know people; mu is held.
func (e *Engine) lookAnew() {
	if e.closed {
		return
	}
	e.tasks.Go(func() {
		seeds := 0
		var all []*torrent.Torrent
		for _, en := range e.snapshotEntries() {
			e.mu.Lock()
			t, peers, seeding := en.t, en.peers, en.view.state == library.Seeding
			e.mu.Unlock()
			if seeding {
				seeds++
			}
			if t == nil || e.ctx.Err() != nil || seeding && seeds > wokenSeeds {
				continue
			}
			addPeers(t, peers)
			e.announceDHT(t)
			all = append(all, t)
		}
		e.askTrackers(all...)
	})
}

// announceWait bounds one extra announce to the DHT.
const announceWait = time.Minute

// announceDHT asks the DHT for peers once more; a private bundle never does.
func (e *Engine) announceDHT(t *torrent.Torrent) {
	if info := t.Info(); info != nil && info.Private != nil && *info.Private {
		return
	}
	e.net.RLock()
	defer e.net.RUnlock()
	if e.client == nil {
		return
	}
	for _, server := range e.client.DhtServers() {
		done, stop, err := t.AnnounceToDht(server)
		if err != nil {
			continue
		}
		e.tasks.Go(func() {
			defer stop()
			timer := time.NewTimer(announceWait)
			defer timer.Stop()
			select {
			case <-done:
			case <-timer.C:
			case <-e.ctx.Done():
			}
		})
	}
}
