package disk

import (
	"sync"
	"sync/atomic"
	"time"
)

// handle is an open descriptor of one file.
type handle struct {
	b        *bundle
	i        int // index of the file
	slot     *atomic.Pointer[handle]
	f        File
	name     string // it was opened under
	writable bool
	used     atomic.Bool // since the hand last passed
	at       int         // index in the ring; guarded by handles.mu
}

// handles bounds the open descriptors of all bundles: a clock hand closes what
// was not used since it last passed, when there are too many and when they are
// idle. Reading and writing through a handle takes no lock of it: a descriptor
// closed at the wrong moment fails with os.ErrClosed and is opened again.
type handles struct {
	max  int
	idle time.Duration

	mu      sync.Mutex
	ring    []*handle
	hand    int
	timer   *time.Timer // runs the next sweep; nil while nothing is open
	closed  bool
	sweeps  sync.WaitGroup
	inspect func(*handle) // looks at what is in use at each sweep
}

func newHandles(limit int, idle time.Duration, inspect func(*handle)) *handles {
	return &handles{max: limit, idle: idle, inspect: inspect}
}

// add takes h into the ring and returns what was pushed out, to be closed by the
// caller.
func (hs *handles) add(h *handle) (out *handle) {
	hs.mu.Lock()
	defer hs.mu.Unlock()
	if len(hs.ring) >= hs.max {
		out = hs.victim()
	}
	h.at = len(hs.ring)
	hs.ring = append(hs.ring, h)
	if hs.timer == nil && !hs.closed {
		hs.rearm()
	}
	return out
}

// victim removes the next handle that was not used lately. mu is held.
func (hs *handles) victim() *handle {
	for {
		hs.hand %= len(hs.ring)
		h := hs.ring[hs.hand]
		if h.used.Swap(false) {
			hs.hand++
			continue
		}
		hs.remove(h)
		return h
	}
}

// remove takes h out of the ring and reports whether it was in. mu is held.
func (hs *handles) remove(h *handle) bool {
	if h.at < 0 {
		return false
	}
	last := len(hs.ring) - 1
	hs.ring[h.at] = hs.ring[last]
	hs.ring[h.at].at = h.at
	hs.ring[last] = nil
	hs.ring = hs.ring[:last]
	h.at = -1
	return true
}

// drop takes h out of the ring and closes it.
func (hs *handles) drop(h *handle) {
	hs.mu.Lock()
	was := hs.remove(h)
	hs.mu.Unlock()
	if was {
		h.shut()
	}
}

// rearm has the ring swept after half the idle time. mu is held.
func (hs *handles) rearm() {
	hs.sweeps.Add(1)
	hs.timer = time.AfterFunc(hs.idle/2, func() {
		defer hs.sweeps.Done()
		hs.sweep()
	})
}

// disarm calls off the next sweep, unless it is running. mu is held.
func (hs *handles) disarm() {
	if hs.timer != nil && hs.timer.Stop() {
		hs.sweeps.Done()
	}
	hs.timer = nil
}

// sweep closes what was not used since the last one and inspects the rest.
func (hs *handles) sweep() {
	hs.mu.Lock()
	hs.disarm()
	var idle, busy []*handle
	for _, h := range hs.ring {
		if h.used.Swap(false) {
			busy = append(busy, h)
		} else {
			idle = append(idle, h)
		}
	}
	for _, h := range idle {
		hs.remove(h)
	}
	if len(busy) > 0 && !hs.closed {
		hs.rearm()
	}
	hs.mu.Unlock()
	for _, h := range idle {
		h.shut()
	}
	for _, h := range busy {
		hs.inspect(h)
	}
}

// close closes every handle and waits for a running sweep.
func (hs *handles) close() {
	hs.mu.Lock()
	hs.closed = true
	hs.disarm()
	ring := hs.ring
	for _, h := range ring {
		h.at = -1
	}
	hs.ring = nil
	hs.mu.Unlock()
	for _, h := range ring {
		h.shut()
	}
	hs.sweeps.Wait()
}

// shut closes the descriptor of a handle that left the ring.
func (h *handle) shut() {
	h.slot.CompareAndSwap(h, nil)
	h.b.d.shut(h.f, h.name)
}

// shut closes f; data does not depend on the result, since it is synced apart.
func (d *Disk) shut(f File, name string) {
	if err := f.Close(); err != nil {
		d.log.Warn("close", "file", name, "err", err)
	}
}
