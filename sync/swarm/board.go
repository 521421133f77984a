package swarm

import (
	"sync"
	"time"

	"github.com/anacrolix/dht/v2/krpc"
	"github.com/anacrolix/torrent/metainfo"
)

// Bounds of a board. What other nodes announce is theirs to choose, so it is kept
// for a while and up to a size.
const (
	boardHashes = 2000             // infohashes
	boardPeers  = 100              // peers of one; as many fit into an answer
	boardLife   = 45 * time.Minute // peers announce themselves every half hour
)

// board is where a node of the DHT keeps which peers were announced to it (BEP 5).
type board struct {
	now func() time.Time

	mu    sync.Mutex
	notes map[metainfo.Hash][]note // the oldest first
}

type note struct {
	peer krpc.NodeAddr
	at   time.Time
}

func newBoard(now func() time.Time) *board {
	return &board{now: now, notes: map[metainfo.Hash][]note{}}
}

// AddPeer notes a peer, in place of its last note.
func (b *board) AddPeer(hash metainfo.Hash, peer krpc.NodeAddr) {
	b.mu.Lock()
	defer b.mu.Unlock()
	if _, known := b.notes[hash]; !known && len(b.notes) >= boardHashes {
		b.tidy()
	}
	kept := b.fresh(hash)
	for i, n := range kept {
		if n.peer.Port == peer.Port && n.peer.IP.Equal(peer.IP) {
			kept = append(kept[:i], kept[i+1:]...)
			break
		}
	}
	if len(kept) >= boardPeers {
		kept = append(kept[:0], kept[1:]...)
	}
	b.notes[hash] = append(kept, note{peer, b.now()})
}

// GetPeers returns the peers noted for an infohash.
func (b *board) GetPeers(hash metainfo.Hash) []krpc.NodeAddr {
	b.mu.Lock()
	defer b.mu.Unlock()
	fresh := b.fresh(hash)
	peers := make([]krpc.NodeAddr, 0, len(fresh))
	for _, n := range fresh {
		peers = append(peers, n.peer)
	}
	return peers
}

// fresh drops what is too old of an infohash; mu is held.
func (b *board) fresh(hash metainfo.Hash) []note {
	kept := b.notes[hash]
	for len(kept) > 0 && b.old(kept[0]) {
		kept = kept[1:]
	}
	if len(kept) == 0 {
		delete(b.notes, hash)
		return nil
	}
	b.notes[hash] = kept
	return kept
}

func (b *board) old(n note) bool {
	age := b.now().Sub(n.at)
	return age < 0 || age >= boardLife
}

// tidy makes room: it drops what is too old, and if that is nothing, any one; mu
// is held.
func (b *board) tidy() {
	for hash := range b.notes {
		b.fresh(hash)
	}
	for hash := range b.notes {
		if len(b.notes) < boardHashes {
			return
		}
		delete(b.notes, hash)
	}
}
