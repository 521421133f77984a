package owner

import (
	"sync"
	"time"

	"matinee/library"
)

// opening is how long a play may take from the click to the first read of the data.
const opening = 30 * time.Second

// plays are the bundles somebody wants to watch right now, though nothing of them is read
// yet. The policy counts them as watched: it would hold one that waits for its turn back
// again, until it looks the next time.
type plays struct {
	mu sync.Mutex
	at map[library.BundleID]time.Time
}

func (p *plays) note(id library.BundleID, now time.Time) {
	p.mu.Lock()
	defer p.mu.Unlock()
	if p.at == nil {
		p.at = map[library.BundleID]time.Time{}
	}
	p.at[id] = now
}

// begin reports whether a bundle is about to be read.
func (p *plays) begin(id library.BundleID, now time.Time) bool {
	p.mu.Lock()
	defer p.mu.Unlock()
	at, noted := p.at[id]
	if noted && passed(now, at, opening) {
		delete(p.at, id)
		return false
	}
	return noted
}
