package bundle

import (
	"context"
	"time"

	"matinee/library"
)

// maxForecasts bounds for how many items a start is foretold at a time: each asks
// the engine.
const maxForecasts = 12

// traffic is a reading of the bundle's traffic.
type traffic struct {
	known  bool // the engine knows the bundle
	now    library.Transfer
	done   map[int]int64         // bytes of an item that are here
	starts map[int]time.Duration // until an item would start, where that can be told
}

// stopped tells that something keeps it from going on. That nobody who shares it
// was found yet does not: it goes on by itself.
func (t traffic) stopped() bool {
	return t.known && t.now.Problem != nil &&
		(t.now.State == library.Stopped || library.CodeOf(t.now.Problem) != library.CodeNoPeers)
}

// readTraffic reads the figures, off the main thread.
func (p *Page) readTraffic(context.Context) func() {
	t := traffic{done: map[int]int64{}, starts: map[int]time.Duration{}}
	for _, now := range p.engine.Transfers() {
		if now.ID == p.id {
			t.now, t.known = now, true
			break
		}
	}
	for _, i := range t.now.Items {
		t.done[i.Index] = i.Done
	}
	if t.known && t.now.State == library.Downloading && t.now.DownRate > 0 {
		p.foretell(&t)
	}
	return func() { p.showTraffic(t) }
}

// foretell asks when items would start of which nothing is here.
func (p *Page) foretell(t *traffic) {
	asked := 0
	for _, item := range t.now.Items {
		if item.Done > 0 || asked == maxForecasts {
			continue
		}
		asked++
		status := p.engine.StreamStatus(p.id, item.Index, 0)
		if wait, ok := library.StartIn(status); ok && wait > 0 && !status.Complete {
			t.starts[item.Index] = wait
		}
	}
}

func (p *Page) showTraffic(t traffic) {
	if !p.loaded {
		return
	}
	p.traffic = t
	moved := p.head.showTraffic()
	if moved {
		p.grid.Relayout()
	}
	p.grid.Rebind()
}
