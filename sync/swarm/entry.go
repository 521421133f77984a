package swarm

import (
	"context"
	"slices"
	"sync"
	"time"

	"github.com/anacrolix/torrent"
	"github.com/anacrolix/torrent/types/infohash"

	"matinee/library"
)

// entry is one bundle in the engine. While the bundle runs, t is its torrent in
// the client; a bundle that is paused, queued or finished is not in the client
// at all, so it costs no connection, no announce and no memory there.
//
// What the callers want (running, verify, busy) is set at once under Engine.mu;
// settle then makes the client follow. So calls that overlap end in what the
// last of them wanted.
type entry struct {
	id    library.BundleID
	rates *connRates
	turn  chan struct{} // holds one token while its files are worked on, see claim
	op    sync.Mutex    // held while it goes into the client or out of it
	write sync.Mutex    // held while a change of bundle goes to the store

	// Engine.mu guards what follows.
	bundle  library.Bundle
	running bool          // asked to run by Run
	hold    library.State // why it does not run
	problem error
	began   time.Time          // when Run was last called for it
	cut     bool               // stopped for want of a network: runs when there is one
	doubted bool               // its files must be looked at anew before it runs
	verify  bool               // in the client only, or also, to hash what lies on disk
	busy    bool               // out of the client while its files are worked on
	stopJob context.CancelFunc // ends that work; nil when there is none
	t       *torrent.Torrent
	names   []infohash.T  // what peers call it
	aligned bool          // each item begins on a piece; known once it was opened
	opened  bool          // its storage is open: pieces can be read and written
	changed chan struct{} // closed and replaced at every change of t or opened
	fed     fed           // where t knows to look
	leave   []string      // URLs it has leave for in the guard
	peers   []string      // addresses given by hand, kept for the next attach
	reads   map[*Content]struct{}
	focus   bool          // only what is read now is fetched
	quiet   time.Time     // when the last reader ended
	pace    map[int]int64 // bytes a second an item plays at, once known
	slow    library.Limits
	absent  []int // items that had no file at the start or when it stopped, until it is opened

	meter   meter
	view    view
	resting bool // low-priority items wait for the others
}

func newEntry(b library.Bundle) *entry {
	e := &entry{
		id: b.ID, bundle: b, hold: library.Queued,
		turn:    make(chan struct{}, 1),
		changed: make(chan struct{}),
		rates:   newConnRates(),
		reads:   map[*Content]struct{}{},
		pace:    map[int]int64{},
	}
	e.rates.set(b.Limits)
	if b.Paused {
		e.hold = library.Paused
	}
	e.view.state = e.hold
	return e
}

// touch wakes everyone who waits for a change of this entry.
func (en *entry) touch() {
	close(en.changed)
	en.changed = make(chan struct{})
}

// limit puts the bundle's limits into force, or the tighter ones of the moment.
func (en *entry) limit() { en.rates.set(tighter(en.bundle.Limits, en.slow)) }

// wanted is the number of bytes of the items that were not deselected.
func (en *entry) wanted() int64 {
	var n int64
	for _, item := range en.bundle.Items {
		if item.Priority != library.Skip {
			n += item.Length
		}
	}
	return n
}

// copyBundle returns the bundle without sharing its items.
func (en *entry) copyBundle() library.Bundle {
	b := en.bundle
	b.Items = slices.Clone(b.Items)
	return b
}

// view is what the sampler last computed for snapshots.
type view struct {
	state        library.State
	done         int64
	items        []library.ItemProgress
	checked      float64
	down, up     int64
	eta          time.Duration
	peers, seeds int
	known        int
	availability float64
}

// find returns the entry of id; Engine.mu must be held.
func (e *Engine) find(id library.BundleID) (*entry, error) {
	en, ok := e.entries[id]
	if !ok {
		return nil, library.Errorf(library.CodeNotFound, "%s", id)
	}
	return en, nil
}

// lookup is find for who does not hold Engine.mu.
func (e *Engine) lookup(id library.BundleID) (*entry, error) {
	e.mu.Lock()
	defer e.mu.Unlock()
	return e.find(id)
}
