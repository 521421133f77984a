package swarm

import (
	"slices"
	"sync"
	"time"

	"matinee/library"
)

// The client forgets a peer whose connection failed or ended. So a download that
// nobody is connected to calls the peers again that a person named and those it
// knew before: soon at first, for somebody may only have started later, then
// more and more rarely.
const (
	callFirst = time.Second
	callMost  = 2 * time.Minute
)

// lonely is whom to call now, if anybody; Engine.mu must be held.
func (e *Engine) lonely(en *entry, now time.Time) []string {
	m := &en.meter
	seeks := en.running && en.t != nil &&
		(en.view.state == library.Downloading || en.view.state == library.FindingInfo)
	if !seeks || en.view.peers > 0 {
		m.callAt, m.calls = time.Time{}, 0
		return nil
	}
	if m.callAt.IsZero() {
		m.callAt = now.Add(callFirst)
	}
	if now.Before(m.callAt) {
		return nil
	}
	m.callAt = now.Add(min(callFirst<<m.calls, callMost))
	m.calls = min(m.calls+1, 10)
	return appendNew(en.peers, en.rates.met.list())
}

// maxMet bounds the peers of a bundle that are remembered.
const maxMet = 30

// acquaintances are the addresses of peers that were connected, the latest last.
type acquaintances struct {
	mu    sync.Mutex
	addrs []string
}

func (a *acquaintances) meet(addr string) {
	a.mu.Lock()
	defer a.mu.Unlock()
	a.addrs = slices.DeleteFunc(a.addrs, func(s string) bool { return s == addr })
	a.addrs = append(a.addrs, addr)
	if len(a.addrs) > maxMet {
		a.addrs = slices.Delete(a.addrs, 0, len(a.addrs)-maxMet)
	}
}

func (a *acquaintances) list() []string {
	a.mu.Lock()
	defer a.mu.Unlock()
	return slices.Clone(a.addrs)
}
