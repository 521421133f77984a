package swarm

import (
	"github.com/anacrolix/torrent"

	"matinee/sync/swarm/disk"
)

// filesChanged has the client look again at pieces of which the disk found that
// their files were removed, cut or altered behind our back.
func (e *Engine) filesChanged(c disk.Change) {
	e.mu.Lock()
	en, err := e.find(c.ID)
	if err != nil || en.t == nil || !en.opened {
		e.mu.Unlock()
		return // it asks the disk when it opens
	}
	t := en.t
	e.mu.Unlock()
	e.spawn(func() {
		e.lookAgain(t, c.From, min(c.To, t.NumPieces()))
		e.wake()
	})
}

// lookAgain asks the storage what is known of the pieces and hashes those of
// which nothing is.
func (e *Engine) lookAgain(t *torrent.Torrent, from, to int) {
	for i := from; i < to; i++ {
		p := t.Piece(i)
		p.UpdateCompletion()
		if p.State().Ok {
			continue
		}
		if err := p.VerifyDataContext(e.ctx); err != nil {
			return // it left the client, or the engine closes
		}
	}
}
