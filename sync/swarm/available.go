package swarm

import (
	"slices"

	"github.com/anacrolix/torrent"
)

// countCopies notes how many copies of a bundle its connected peers have.
func (e *Engine) countCopies(en *entry, t *torrent.Torrent, total int) {
	copies := availability(t, total)
	e.mu.Lock()
	defer e.mu.Unlock()
	if en.t == t {
		en.view.availability = copies
	}
}

// availability counts full copies among connected peers: the copies of the
// rarest piece, and as a fraction the part of the pieces that have more.
func availability(t *torrent.Torrent, total int) float64 {
	if total == 0 {
		return 0
	}
	copies := make([]int, total)
	for _, pc := range t.PeerConns() {
		pieces := pc.PeerPieces()
		for it := pieces.Iterator(); it.HasNext(); {
			if i := int(it.Next()); i < total {
				copies[i]++
			}
		}
	}
	rarest := slices.Min(copies)
	more := 0
	for _, n := range copies {
		if n > rarest {
			more++
		}
	}
	return float64(rarest) + float64(more)/float64(total)
}
