package swarm

import (
	"math"
	"time"

	"matinee/library"
)

// How often running bundles are measured while bytes flow, how often an idle
// engine looks whether they do, how often the copies among peers are counted, which
// looks at every piece of every peer, how often totals and newly helped peers are stored,
// and how often all seeds are measured, so that the time of idle ones is counted.
const (
	busyTick   = 500 * time.Millisecond
	idleTick   = 2 * time.Second
	copiesTick = 2 * time.Second
	totalsTick = 30 * time.Second
	helpedTick = 5 * time.Second
	sweepTick  = 10 * time.Minute
)

// rateMemory is the time constant of the shown rates: long enough not to
// flicker, short enough to follow a link.
const rateMemory = 3 * time.Second

// meter measures one bundle while it is in the client, whose counters start at
// zero with every attach.
type meter struct {
	at         time.Time
	down, up   int64 // counters at that time
	counted    struct{ down, up int64 }
	downRate   float64
	upRate     float64
	unsaved    library.Totals
	progressAt time.Time // when verified or received bytes last grew
	acted      int       // how often the watchdog acted since
	callAt     time.Time // when known peers are called next; zero while there are some
	calls      int       // how often they were
	moved      int64     // connRates.moved at the last measurement
	copiesAt   time.Time // when availability was last counted
}

// sample measures until the engine closes.
func (e *Engine) sample() {
	timer := time.NewTimer(0)
	defer timer.Stop()
	begun := e.cfg.Now()
	saved, swept, noted := begun, begun, begun
	for {
		select {
		case <-e.ctx.Done():
			return
		case <-e.wakeup:
		case <-timer.C:
		}
		now := e.cfg.Now()
		sweep := now.Sub(swept) >= sweepTick
		next := idleTick
		if e.tick(now, sweep) {
			next = busyTick
		}
		if sweep {
			swept = now
		}
		e.saveCounts(now, &saved, &noted)
		timer.Reset(next)
	}
}

// wake makes the sampler look at once.
func (e *Engine) wake() { signal(e.wakeup) }

// tick measures every bundle whose numbers change and tells what changed. It
// reports whether there is one: idle seeds cost a look at one counter each.
func (e *Engine) tick(now time.Time, all bool) (active bool) {
	for _, en := range e.snapshotEntries() {
		e.mu.Lock()
		due := en.t != nil && (all || !en.idle())
		t, opened := en.t, en.opened
		rest := due && en.resting && !e.othersWanted(en)
		e.mu.Unlock()
		if !due {
			continue
		}
		active = true
		e.refresh(en, now)
		e.refocus(en)
		if rest && opened {
			en.op.Lock()
			e.applyPriorities(en, t)
			en.op.Unlock()
		}
	}
	return active
}

// idle reports whether nothing has happened on a seeding bundle's connections
// since it was last measured and its shown rates are zero; Engine.mu must be
// held.
func (en *entry) idle() bool {
	return en.view.state == library.Seeding && en.view.up == 0 && en.view.down == 0 &&
		!en.verify && !en.bundle.Finished.IsZero() && en.rates.moved.Load() == en.meter.moved
}

func (e *Engine) snapshotEntries() []*entry {
	e.mu.Lock()
	defer e.mu.Unlock()
	list := make([]*entry, 0, len(e.order))
	for _, id := range e.order {
		list = append(list, e.entries[id])
	}
	return list
}

// measure reads a torrent's counters; Engine.mu must be held.
func (e *Engine) measure(en *entry, now time.Time) {
	if en.t == nil {
		return
	}
	m := &en.meter
	m.moved = en.rates.moved.Load()
	stats := en.t.Stats()
	down, up := stats.BytesReadUsefulData.Int64(), stats.BytesWrittenData.Int64()
	if m.at.IsZero() || now.Before(m.at) { // the clock was set back
		m.at, m.progressAt = now, now
	}
	gap := now.Sub(m.at)
	if down > m.counted.down {
		m.progressAt, m.acted = now, 0
	}
	m.unsaved.Downloaded += down - m.counted.down
	m.unsaved.Uploaded += up - m.counted.up
	en.bundle.Downloaded += down - m.counted.down
	en.bundle.Uploaded += up - m.counted.up
	m.counted.down, m.counted.up = down, up
	e.helped.settle(en.id)
	if gap >= busyTick/2 {
		m.downRate = smooth(m.downRate, float64(down-m.down)/gap.Seconds(), gap)
		m.upRate = smooth(m.upRate, float64(up-m.up)/gap.Seconds(), gap)
		m.at, m.down, m.up = now, down, up
		if en.view.state == library.Seeding {
			m.unsaved.SeedTime += gap
			en.bundle.SeedTime += gap
		}
	}
	en.view.peers, en.view.seeds, en.view.known = stats.ActivePeers, stats.ConnectedSeeders, stats.TotalPeers
}

// smooth is an exponential mean over rateMemory. When nothing comes it forgets
// twice as fast, and what little is left then is nothing, so that a stopped flow
// shows as such and an idle engine falls asleep.
func smooth(old, now float64, gap time.Duration) float64 {
	memory, least := rateMemory, 1.0
	if now == 0 {
		memory, least = rateMemory/2, 256
	}
	keep := math.Exp(-gap.Seconds() / memory.Seconds())
	if v := old*keep + now*(1-keep); v >= least {
		return v
	}
	return 0
}

// refresh measures a bundle, computes what snapshots show of it, sends the events
// of what changed and does what follows from it.
func (e *Engine) refresh(en *entry, now time.Time) {
	e.mu.Lock()
	if e.entries[en.id] != en {
		e.mu.Unlock()
		return
	}
	e.measure(en, now)
	e.retell(en)
	stuck, call := e.stuck(en, now), e.lonely(en, now)
	t, total := en.t, pieceCount(en.bundle, en.aligned)
	count := t != nil && en.opened && now.Sub(en.meter.copiesAt).Abs() >= copiesTick
	if count {
		en.meter.copiesAt = now
	}
	e.noteWhole(en, now)
	verified := en.verify && en.opened && en.view.checked >= 1
	if verified {
		en.verify = false
		e.retell(en)
	}
	e.mu.Unlock()
	if len(call) > 0 {
		addPeers(t, call)
	}
	if count {
		e.countCopies(en, t, total)
	}
	if verified {
		if err := e.settle(e.ctx, en); err != nil {
			e.log.Warn("end a check", "bundle", en.id, "err", err)
		}
	} else if stuck {
		e.revive(en)
	}
}

// retell computes what snapshots show of a bundle and tells its state if that
// changed; Engine.mu must be held, so that events come in order.
func (e *Engine) retell(en *entry) {
	old := en.view.state
	v := &en.view
	v.down, v.up = int64(en.meter.downRate), int64(en.meter.upRate)
	if en.t == nil {
		v.down, v.up, v.peers, v.seeds, v.known, v.availability = 0, 0, 0, 0, 0, 0
	}
	v.items, v.done, v.checked = e.progress(en)
	v.state = stateOf(en, *v)
	v.eta = etaOf(en.wanted()-v.done, v.down)
	if old != v.state {
		e.bus.send(library.NewStateChanged(en.id, old, v.state))
	}
}

// noteWhole notes when a bundle becomes whole, and when it is no longer: files
// were lost or more items are wanted. Engine.mu must be held.
func (e *Engine) noteWhole(en *entry, now time.Time) {
	whole := en.view.state == library.Seeding && en.wanted() > 0
	var finished time.Time
	switch was := !en.bundle.Finished.IsZero(); {
	case whole && !was:
		finished = now.UTC()
	case en.view.state == library.Downloading && was:
	default:
		return
	}
	if e.closed {
		return
	}
	en.bundle.Finished = finished
	e.tasks.Go(func() { e.finish(en, whole) })
}

// finish stores what noteWhole noted, and tells that a bundle is whole once that
// is safe on disk. Of two that overlap, each stores the latest note.
func (e *Engine) finish(en *entry, whole bool) {
	if whole {
		tell := func() { e.bus.send(library.NewCompleted(en.id)) }
		if err := e.disk.Settle(e.ctx, en.id, tell); err != nil {
			e.log.Warn("record a finished bundle", "bundle", en.id, "err", err)
			return
		}
	}
	en.write.Lock()
	defer en.write.Unlock()
	e.mu.Lock()
	finished := en.bundle.Finished
	e.mu.Unlock()
	err := e.cfg.Store.UpdateBundle(e.ctx, en.id, func(b *library.Bundle) { b.Finished = finished })
	if err != nil {
		e.log.Warn("note a finished bundle", "bundle", en.id, "err", err)
	}
}

// stateOf names what the entry does; Engine.mu must be held.
func stateOf(en *entry, v view) library.State {
	switch {
	case en.problem != nil && !en.running:
		return library.Stopped
	case en.verify:
		return library.Checking
	case !en.running || en.t == nil:
		return en.hold
	case !en.bundle.HasInfo():
		return library.FindingInfo
	case !en.opened || v.checked < 1:
		return library.Checking
	case v.done >= en.wanted():
		return library.Seeding
	}
	return library.Downloading
}

func etaOf(missing, rate int64) time.Duration {
	if missing <= 0 {
		return 0
	}
	if rate <= 0 {
		return -1
	}
	return time.Duration(float64(missing) / float64(rate) * float64(time.Second)).Round(time.Second)
}
