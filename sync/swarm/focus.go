package swarm

import (
	"time"

	"matinee/library"
)

// While what follows the reading point of a stream is missing, nothing else of
// its bundle is fetched: on a slow line every other block would come between.
// Once enough is there, the rest of the bundle is fetched too, rarest first, and
// goes on when the player closes.
const (
	focusLinger = 2 * time.Second // how long a seek may leave no reader
	focusEnough = 2.0 / 3         // of the read-ahead: the rest is fetched too
	focusShort  = 1.0 / 4         // of the read-ahead: only the stream again
)

// refocus decides whether a bundle fetches only what is read now.
func (e *Engine) refocus(en *entry) {
	e.mu.Lock()
	was := en.focus
	en.focus = e.wantsFocus(en)
	t, opened, is := en.t, en.opened, en.focus
	streaming := len(en.reads) > 0
	e.mu.Unlock()
	e.queues.stream(en.id, streaming)
	if is != was && t != nil && opened {
		en.op.Lock()
		e.applyPriorities(en, t)
		en.op.Unlock()
	}
}

// wantsFocus looks at the readers of a bundle; Engine.mu must be held.
func (e *Engine) wantsFocus(en *entry) bool {
	if len(en.reads) == 0 {
		return en.focus && e.cfg.Now().Sub(en.quiet) < focusLinger && en.view.state == library.Downloading
	}
	have := e.disk.Have(en.id)
	offsets := itemOffsets(en.bundle, en.aligned)
	for c := range en.reads {
		for i, item := range en.bundle.Items {
			if item.Index != c.item.Index {
				continue
			}
			x := extent{have: have, piece: en.bundle.PieceLength, from: offsets[i], length: item.Length}
			if en.starves(x, c, e.cfg.Now()) {
				return true
			}
		}
	}
	return false
}

// starves reports whether too little follows a reader. One that was opened and
// never read fetches nothing, so the rest must not wait for it.
func (en *entry) starves(x extent, c *Content, now time.Time) bool {
	if !c.asked.Load() && now.Sub(c.begun) > focusLinger {
		return false
	}
	at := c.at.Load()
	ahead := x.ahead(at)
	limit := focusShort
	switch {
	case en.pace[c.item.Index] == 0:
		limit = 1 // nobody knows yet how long this lasts
	case en.focus:
		limit = focusEnough
	}
	return at+ahead < x.length && float64(ahead) < limit*float64(c.ahead.Load())
}
