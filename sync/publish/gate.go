package publish

import (
	"context"
	"io"
	"sync"
)

// Gate lets a job pause and go on. Its zero value is open. It is safe for
// concurrent use.
type Gate struct {
	mu     sync.Mutex
	closed chan struct{} // closed again when the gate opens; nil while it is open
}

// Pause has the job wait at its next read.
func (g *Gate) Pause() {
	g.mu.Lock()
	defer g.mu.Unlock()
	if g.closed == nil {
		g.closed = make(chan struct{})
	}
}

// Resume lets it go on.
func (g *Gate) Resume() {
	g.mu.Lock()
	defer g.mu.Unlock()
	if g.closed != nil {
		close(g.closed)
		g.closed = nil
	}
}

// Paused reports whether the job is to wait.
func (g *Gate) Paused() bool {
	g.mu.Lock()
	defer g.mu.Unlock()
	return g.closed != nil
}

// pass waits until the gate is open.
func (g *Gate) pass(ctx context.Context) error {
	if g == nil {
		return nil
	}
	for {
		g.mu.Lock()
		closed := g.closed
		g.mu.Unlock()
		if closed == nil {
			return nil
		}
		select {
		case <-closed:
		case <-ctx.Done():
			return ctx.Err()
		}
	}
}

// watched reads a source, waits where the job is paused, and tells how much passed.
type watched struct {
	ctx  context.Context
	from io.Reader
	gate *Gate
	tell func(n int)
}

func (w *watched) Read(p []byte) (int, error) {
	if err := w.gate.pass(w.ctx); err != nil {
		return 0, err
	}
	n, err := w.from.Read(p)
	w.tell(n)
	return n, err
}
