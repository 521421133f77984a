package curator

import (
	"sync"

	"matinee/library"
)

// todo is the bundles that are to be looked into, the oldest wish first.
type todo struct {
	mu    *sync.Mutex
	list  []library.BundleID
	in    map[library.BundleID]bool
	woken chan struct{} // holds a token while there may be some
}

func newTodo() todo {
	return todo{mu: new(sync.Mutex), in: map[library.BundleID]bool{}, woken: make(chan struct{}, 1)}
}

// add puts a bundle at the end, unless it waits already.
func (t *todo) add(id library.BundleID) {
	t.mu.Lock()
	if !t.in[id] {
		t.in[id] = true
		t.list = append(t.list, id)
	}
	t.mu.Unlock()
	select {
	case t.woken <- struct{}{}:
	default:
	}
}

// next takes the first.
func (t *todo) next() (id library.BundleID, ok bool) {
	t.mu.Lock()
	defer t.mu.Unlock()
	if len(t.list) == 0 {
		return "", false
	}
	id, t.list = t.list[0], t.list[1:]
	delete(t.in, id)
	return id, true
}
