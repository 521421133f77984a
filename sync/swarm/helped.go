package swarm

import (
	"context"
	"fmt"
	"slices"
	"sync"

	"github.com/anacrolix/torrent"
	pp "github.com/anacrolix/torrent/peer_protocol"
	"github.com/anacrolix/torrent/types/infohash"

	"matinee/library"
)

// maxTakers bounds the peers whose parts of items are remembered after they left, of
// all bundles together. The one longest not seen is forgotten first: if it comes back
// it begins at nothing.
const maxTakers = 4096

// helped counts what peers take from us, to tell who was helped: a distinct peer that
// took at least 1 % of an item. Its hooks are called by the client, under its lock;
// so helped.mu is the last of all locks, and nothing is asked of the client under it.
type helped struct {
	key []byte // of the marks

	mu      sync.Mutex
	layouts map[infohash.T]place
	conns   map[*torrent.PeerConn]*connection
	parts   map[person]*parts
	clock   uint64 // of parts.seen
	fresh   []library.Help
	count   library.HelpedCount
}

// place is a bundle that runs.
type place struct {
	id library.BundleID
	layout
}

type connection struct {
	taker
	place
	closed bool // credited once more, then forgotten
}

// person is a peer of one bundle.
type person struct {
	id   library.BundleID
	peer library.PeerMark
}

// parts is what a peer took so far.
type parts struct {
	bytes  map[int]int64 // by item; nil once it was helped
	helped bool
	seen   uint64
}

func newHelped() *helped {
	return &helped{
		layouts: map[infohash.T]place{},
		conns:   map[*torrent.PeerConn]*connection{},
		parts:   map[person]*parts{},
	}
}

// hook has the client tell what peers ask for.
func (h *helped) hook(c *torrent.Callbacks) {
	c.ReadMessage = h.read
	closed := c.PeerConnClosed
	c.PeerConnClosed = func(pc *torrent.PeerConn) {
		h.closed(pc)
		if closed != nil {
			closed(pc)
		}
	}
}

// know tells where the items of a running bundle lie, and by which infohashes peers
// call it.
func (h *helped) know(b library.Bundle, aligned bool, names []infohash.T) {
	if !b.HasInfo() {
		return
	}
	h.mu.Lock()
	defer h.mu.Unlock()
	for _, name := range names {
		h.layouts[name] = place{b.ID, layoutOf(b, aligned)}
	}
}

// forget ends know.
func (h *helped) forget(id library.BundleID, names []infohash.T) {
	h.mu.Lock()
	defer h.mu.Unlock()
	for _, name := range names {
		delete(h.layouts, name)
	}
	for pc, c := range h.conns {
		if c.id == id {
			delete(h.conns, pc)
		}
	}
}

func (h *helped) read(pc *torrent.PeerConn, msg *pp.Message) {
	if msg.Keepalive || (msg.Type != pp.Request && msg.Type != pp.Cancel) {
		return
	}
	t := pc.Torrent()
	if t == nil {
		return
	}
	h.mu.Lock()
	defer h.mu.Unlock()
	c, ok := h.conns[pc]
	if !ok {
		at, running := h.layouts[t.InfoHash()]
		if !running {
			return
		}
		c = &connection{taker: taker{peer: markOf(h.key, pc.RemoteAddr.String()), asked: map[int]int64{}}, place: at}
		h.conns[pc] = c
	}
	piece, begin, length := int64(msg.Index), int64(msg.Begin), int64(msg.Length)
	if msg.Type == pp.Request {
		c.ask(c.layout, piece, begin, length)
	} else {
		c.cancel(c.layout, piece, begin, length)
	}
}

func (h *helped) closed(pc *torrent.PeerConn) {
	h.mu.Lock()
	defer h.mu.Unlock()
	if c, ok := h.conns[pc]; ok {
		c.closed = true
	}
}

// settle credits what was sent to the peers of a bundle.
func (h *helped) settle(id library.BundleID) {
	h.mu.Lock()
	var asking []*torrent.PeerConn
	for pc, c := range h.conns {
		if c.id == id && (c.total > 0 || c.closed) {
			asking = append(asking, pc)
		}
	}
	h.mu.Unlock()
	for _, pc := range asking {
		stats := pc.Stats() // takes the client's lock
		h.credit(pc, stats.BytesWrittenData.Int64())
	}
}

func (h *helped) credit(pc *torrent.PeerConn, written int64) {
	h.mu.Lock()
	defer h.mu.Unlock()
	c, ok := h.conns[pc]
	if !ok {
		return
	}
	who := person{c.id, c.peer}
	c.sent(written, func(item int, bytes int64) { h.took(who, item, bytes, c.items[item].need()) })
	if c.closed {
		delete(h.conns, pc)
	}
}

// took notes that a peer took more of an item; helped.mu must be held.
func (h *helped) took(who person, item int, bytes, need int64) {
	p, ok := h.parts[who]
	if !ok {
		h.makeRoom()
		p = &parts{bytes: map[int]int64{}}
		h.parts[who] = p
	}
	h.clock++
	p.seen = h.clock
	if p.helped {
		return
	}
	if p.bytes[item] += bytes; p.bytes[item] >= need {
		p.helped, p.bytes = true, nil
		h.fresh = append(h.fresh, library.Help{ID: who.id, Peer: who.peer})
	}
}

// makeRoom forgets those longest not seen, an eighth at a time.
func (h *helped) makeRoom() {
	if len(h.parts) < maxTakers {
		return
	}
	seen := make([]uint64, 0, len(h.parts))
	for _, p := range h.parts {
		seen = append(seen, p.seen)
	}
	slices.Sort(seen)
	before := seen[len(seen)/8]
	for who, p := range h.parts {
		if p.seen <= before {
			delete(h.parts, who)
		}
	}
}

// loadHelped reads the key and the counts of the library.
func (e *Engine) loadHelped(ctx context.Context) error {
	key, err := e.cfg.Store.HelpKey(ctx)
	if err != nil {
		return fmt.Errorf("read the key of helped peers: %w", err)
	}
	e.helped.key = key
	return e.countHelped(ctx)
}

func (e *Engine) countHelped(ctx context.Context) error {
	count, err := e.cfg.Store.Helped(ctx)
	if err != nil {
		return fmt.Errorf("count helped peers: %w", err)
	}
	e.helped.mu.Lock()
	defer e.helped.mu.Unlock()
	e.helped.count = count
	return nil
}

// saveHelped stores who was helped since it was last called. Peers that were helped
// before, in an earlier session too, are not counted twice.
func (e *Engine) saveHelped(ctx context.Context) error {
	h := e.helped
	h.mu.Lock()
	fresh := h.fresh
	h.fresh = nil
	h.mu.Unlock()
	if len(fresh) == 0 {
		return nil
	}
	if err := e.cfg.Store.AddHelped(ctx, fresh); err != nil {
		h.mu.Lock()
		h.fresh = append(fresh, h.fresh...)
		h.mu.Unlock()
		return fmt.Errorf("store helped peers: %w", err)
	}
	return e.countHelped(ctx)
}

// Helped is how many distinct peers took at least 1 % of an item from here, of any
// bundle in the library, over its life.
func (e *Engine) Helped() int {
	e.helped.mu.Lock()
	defer e.helped.mu.Unlock()
	return e.helped.count.All
}

// of is the count of one bundle.
func (h *helped) of(id library.BundleID) int {
	h.mu.Lock()
	defer h.mu.Unlock()
	return h.count.Bundles[id]
}
