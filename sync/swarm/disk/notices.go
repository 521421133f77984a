package disk

import "sync"

// notices calls the user's callbacks one after the other, outside of every
// lock, on a goroutine that lives only while there is something to tell.
type notices struct {
	mu     sync.Mutex
	queue  []func()
	active bool
	wg     sync.WaitGroup
}

func (n *notices) push(f func()) {
	n.mu.Lock()
	defer n.mu.Unlock()
	n.queue = append(n.queue, f)
	if !n.active {
		n.active = true
		n.wg.Go(n.run)
	}
}

func (n *notices) run() {
	for {
		n.mu.Lock()
		if len(n.queue) == 0 {
			n.queue, n.active = nil, false
			n.mu.Unlock()
			return
		}
		f := n.queue[0]
		n.queue = n.queue[1:]
		n.mu.Unlock()
		f()
	}
}

// wait returns when everything pushed so far was told.
func (n *notices) wait() { n.wg.Wait() }

func (d *Disk) changed(c Change) {
	if d.cfg.OnChanged != nil {
		d.notices.push(func() { d.cfg.OnChanged(c) })
	}
}

func (b *bundle) itemDone(i int) {
	if f := b.d.cfg.OnItemDone; f != nil {
		b.d.notices.push(func() { f(b.id, i) })
	}
}
