package owner

import (
	"context"
	"maps"
	"runtime"
	"sync"
	"sync/atomic"
	"time"

	"matinee/library"
	"matinee/sync/seeding"
)

// How often the policy looks while something is streamed, while something
// downloads or waits to be tried again, and otherwise; changes of state make it
// look at once.
const (
	streamTick = time.Second
	activeTick = 5 * time.Second
	restTick   = 30 * time.Second
)

// governor is what the policy remembers from one look to the next.
type governor struct {
	mu      sync.Mutex
	bundles map[library.BundleID]*memory
	line    line
	slowed  bool

	reasons atomic.Pointer[map[library.BundleID]library.Reason] // of the last look
	yields  atomic.Bool                                         // something is watched
	plays   plays
	supply  atomic.Pointer[library.Supply] // as the system told last; nil: it has not
	again   chan struct{}                  // something else changed by which the policy goes
}

// memory is what the policy remembers of one bundle.
type memory struct {
	verdict  seeding.Verdict
	done     int64     // verified bytes seen last
	progress time.Time // when they grew
	copies   float64   // that others held when somebody was connected last
	copiesAt time.Time // when that was
	tries    int       // in a row, after problems that may pass
	tried    time.Time // when the last one was
}

// recall returns the memory of a bundle, a new one if there is none.
func (g *governor) recall(id library.BundleID) *memory {
	m, ok := g.bundles[id]
	if !ok {
		m = &memory{copies: -1}
		g.bundles[id] = m
	}
	return m
}

// governAll applies the policy until ctx ends. Its first look, in which thousands of
// bundles may begin to seed, does not hold up the window.
func (o *Owner) governAll(ctx context.Context) {
	events := o.engine.Events(ctx)
	timer := time.NewTimer(o.govern(ctx))
	defer timer.Stop()
	for {
		select {
		case <-ctx.Done():
			return
		case ev, ok := <-events:
			if !ok {
				return
			}
			if !matters(ev) {
				continue
			}
		case <-timer.C:
		case <-o.gov.again:
		}
		timer.Reset(o.govern(ctx))
	}
}

// matters reports whether an event can change what runs.
func matters(ev library.Event) bool {
	switch ev.(type) {
	case library.StateChanged, library.Completed, library.GotInfo, library.Removed, library.Failed:
		return true
	}
	return false
}

// govern looks at everything once, carries out what the policy says, and tells
// when to look again.
func (o *Owner) govern(ctx context.Context) time.Duration {
	if o.cfg.Quiet {
		return restTick
	}
	g := &o.gov
	g.mu.Lock()
	defer g.mu.Unlock()
	now, s := o.now(), o.CurrentSettings()
	inputs := o.inputs(now)
	if supply := g.supply.Load(); supply != nil {
		held := supply.HoldsSeeding(s)
		for i := range inputs {
			inputs[i].Held = held
		}
	}
	next := restTick
	plan := seeding.Plan(now, s, inputs)
	for _, v := range plan {
		g.recall(v.ID).verdict = v
	}
	o.carryOutAll(ctx, now, plan, inputs)
	for _, v := range plan {
		switch v.State {
		case library.Downloading, library.FindingInfo, library.Checking, library.Stopped:
			next = min(next, activeTick)
		}
	}
	o.makeRoom(ctx, now, s, inputs)
	if o.share(now, s, inputs) {
		next = streamTick
	}
	g.publish(s, plan, inputs)
	return next
}

// carryOutAll carries out a plan on every processor: at a start, a thousand
// bundles have their torrents read and checked.
func (o *Owner) carryOutAll(ctx context.Context, now time.Time, plan []seeding.Verdict, inputs []seeding.Input) {
	var work sync.WaitGroup
	var next atomic.Int64
	for range min(runtime.GOMAXPROCS(0), len(plan)) {
		work.Go(func() {
			for i := int(next.Add(1)) - 1; i < len(plan); i = int(next.Add(1)) - 1 {
				o.carryOut(ctx, now, plan[i], inputs[i])
			}
		})
	}
	work.Wait()
}

// copiesKept is how long the copies others held are believed after the last of
// them went: a seed leaves another seed alone.
const copiesKept = 24 * time.Hour

// inputs gathers what the policy looks at.
func (o *Owner) inputs(now time.Time) []seeding.Input {
	g := &o.gov
	bundles := o.engine.Bundles()
	transfers := map[library.BundleID]library.Transfer{}
	for _, t := range o.engine.Transfers() {
		transfers[t.ID] = t
	}
	maps.DeleteFunc(g.bundles, func(id library.BundleID, _ *memory) bool {
		_, here := transfers[id]
		return !here
	})
	var used int64
	inputs := make([]seeding.Input, 0, len(bundles))
	for _, b := range bundles {
		t, ok := transfers[b.ID]
		if !ok {
			continue
		}
		if o.inMedia(b.Folder) {
			used += t.Done
		}
		m := g.recall(b.ID)
		m.look(now, t)
		t.Streaming = t.Streaming || g.plays.begin(b.ID, now)
		inputs = append(inputs, seeding.Input{
			Bundle: b, Transfer: t, Copies: m.copies, Disk: t.Done, Progress: m.progress, Last: m.verdict,
		})
	}
	o.counted(used)
	return inputs
}

// look notes what a snapshot tells.
func (m *memory) look(now time.Time, t library.Transfer) {
	if t.Done > m.done {
		m.progress, m.tries = now, 0
	}
	m.done = t.Done
	switch {
	case t.Peers > 0:
		m.copies, m.copiesAt = max(t.Availability, float64(t.Seeds)), now
	case passed(now, m.copiesAt, copiesKept):
		m.copies = -1
	}
}

// passed reports whether d has gone by since a moment; a clock that was set back
// makes nobody wait until it catches up.
func passed(now, since time.Time, d time.Duration) bool {
	gone := now.Sub(since)
	return gone < 0 || gone >= d
}
