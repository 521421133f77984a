package swarm

import (
	"context"
	"sync"
	"time"

	pp "github.com/anacrolix/torrent/peer_protocol"

	"github.com/anacrolix/torrent"
	"github.com/anacrolix/torrent/types/infohash"

	"matinee/library"
)

// The client asks a peer for as many blocks at once as the peer allows, and asks
// for more only when all have come. Behind a slow line that is seconds of data
// in front of what a stream needs next, and on a long one a round trip lost for
// every batch. So while a bundle is streamed, what is asked of a peer at once is
// bounded by what it sends in streamQueue, and filled up at half.
const (
	streamQueue = 200 * time.Millisecond
	minRequests = 16  // blocks; one small piece
	maxRequests = 500 // blocks; what a bundle that is not streamed may ask at once
	blockSize   = 16 << 10
	rateWindow  = 250 * time.Millisecond
)

// queues bounds the requests made of each peer. The methods that take a peer are
// called by the client under its lock, which guards the fields of connections.
type queues struct {
	peak   peakField
	refill chan struct{} // something is in hungry

	mu     sync.Mutex
	peers  map[*torrent.PeerConn]*peerQueue
	urgent map[infohash.T]bool           // bundles being streamed
	hungry map[*torrent.Torrent]struct{} // bundles with a peer to be asked for more
}

// peerQueue is what is known of one peer.
type peerQueue struct {
	allowed int // what it says it takes at once
	asked   int // blocks asked for and not come
	since   time.Time
	bytes   int64
	rate    float64 // bytes a second
}

func newQueues() *queues {
	return &queues{
		peak:   findPeak(),
		refill: make(chan struct{}, 1),
		peers:  map[*torrent.PeerConn]*peerQueue{},
		urgent: map[infohash.T]bool{},
		hungry: map[*torrent.Torrent]struct{}{},
	}
}

// hook has the client tell what it asks and gets.
func (q *queues) hook(c *torrent.Callbacks) {
	c.ReadExtendedHandshake = q.greeted
	c.SentRequest = append(c.SentRequest, q.sent)
	c.DeletedRequest = append(c.DeletedRequest, q.deleted)
	c.ReceivedUsefulData = append(c.ReceivedUsefulData, q.received)
	c.PeerConnClosed = q.closed
}

// stream tells whether a bundle is being streamed.
func (q *queues) stream(id library.BundleID, on bool) {
	q.mu.Lock()
	defer q.mu.Unlock()
	if on {
		q.urgent[id.Hash()] = true
		return
	}
	delete(q.urgent, id.Hash())
}

// greeted notes what a peer allows and bounds it for a start.
func (q *queues) greeted(pc *torrent.PeerConn, msg *pp.ExtendedHandshakeMessage) {
	q.mu.Lock()
	defer q.mu.Unlock()
	p := q.of(pc)
	if msg.Reqq > 0 {
		p.allowed = msg.Reqq
	}
	msg.Reqq, _ = q.bound(pc, p)
}

// sent counts a request and lets the client go on to the bound.
func (q *queues) sent(ev torrent.PeerRequestEvent) {
	pc, ok := ev.Peer.TryAsPeerConn()
	if !ok {
		return
	}
	q.mu.Lock()
	defer q.mu.Unlock()
	p := q.of(pc)
	p.asked++
	if most, streamed := q.bound(pc, p); streamed {
		pc.PeerMaxRequests = most
		q.peak.raise(pc, most)
	}
}

func (q *queues) deleted(ev torrent.PeerRequestEvent) {
	if pc, ok := ev.Peer.TryAsPeerConn(); ok {
		q.mu.Lock()
		defer q.mu.Unlock()
		if p := q.of(pc); p.asked > 0 {
			p.asked--
		}
	}
}

// received measures a peer, bounds it anew, and has it asked for more when half
// of what was asked has come.
func (q *queues) received(ev torrent.ReceivedUsefulDataEvent) {
	pc, ok := ev.Peer.TryAsPeerConn()
	if !ok {
		return
	}
	q.mu.Lock()
	defer q.mu.Unlock()
	p := q.of(pc)
	p.measure(time.Now(), len(ev.Message.Piece))
	most, streamed := q.bound(pc, p)
	pc.PeerMaxRequests = most
	if streamed && p.asked > 0 && p.asked <= most/2 {
		q.hungry[pc.Torrent()] = struct{}{}
		signal(q.refill)
	}
}

func (p *peerQueue) measure(now time.Time, bytes int) {
	if p.since.IsZero() {
		p.since = now
		return
	}
	p.bytes += int64(bytes)
	if gap := now.Sub(p.since); gap >= rateWindow {
		p.rate = float64(p.bytes) / gap.Seconds()
		p.since, p.bytes = now, 0
	}
}

func (q *queues) closed(pc *torrent.PeerConn) {
	q.mu.Lock()
	defer q.mu.Unlock()
	delete(q.peers, pc)
}

func (q *queues) of(pc *torrent.PeerConn) *peerQueue {
	p, ok := q.peers[pc]
	if !ok {
		p = &peerQueue{allowed: pc.PeerMaxRequests}
		q.peers[pc] = p
	}
	return p
}

// bound is how many blocks may be asked of a peer at once, and whether its
// bundle is streamed.
func (q *queues) bound(pc *torrent.PeerConn, p *peerQueue) (most int, streamed bool) {
	most = maxRequests
	if t := pc.Torrent(); t != nil && q.urgent[t.InfoHash()] {
		most = max(minRequests, int(p.rate*streamQueue.Seconds())/blockSize)
		streamed = true
	}
	return min(p.allowed, most), streamed
}

// run has hungry bundles ask for more until ctx ends. The client offers no call
// for it; taking uploads away and giving them back has it look at every peer's
// requests, and nothing else happens in between.
func (q *queues) run(ctx context.Context) {
	for {
		select {
		case <-ctx.Done():
			return
		case <-q.refill:
		}
		q.mu.Lock()
		hungry := q.hungry
		q.hungry = map[*torrent.Torrent]struct{}{}
		q.mu.Unlock()
		for t := range hungry {
			t.DisallowDataUpload()
			t.AllowDataUpload()
		}
	}
}
