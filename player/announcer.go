package player

import (
	"sync"
)

// announcer tells subscribers of changes and progress on a goroutine of its own,
// so that a slow one delays its fellows but never the player. Changes that come
// while it is busy are told as one.
type announcer struct {
	news       *queue[announcement]
	onProgress func(Progress)
	onSpot     func(SpotPlayed)
	done       chan struct{}

	mu   sync.Mutex
	subs map[int]func(Change)
	last int
}

type announcement struct {
	change  Change
	reports []Progress
	spots   []SpotPlayed
}

func newAnnouncer(onProgress func(Progress), onSpot func(SpotPlayed)) *announcer {
	a := &announcer{
		news: newQueue[announcement](), onProgress: onProgress, onSpot: onSpot,
		done: make(chan struct{}), subs: map[int]func(Change){},
	}
	go a.run()
	return a
}

func (a *announcer) run() {
	defer close(a.done)
	for range a.news.ready {
		items, open := a.news.take()
		var all Change
		for _, item := range items {
			all |= item.change
			a.progress(item.reports)
			a.played(item.spots)
		}
		if all != 0 {
			a.tell(all)
		}
		if !open {
			return
		}
	}
}

func (a *announcer) progress(reports []Progress) {
	if a.onProgress == nil {
		return
	}
	for _, r := range reports {
		a.onProgress(r)
	}
}

func (a *announcer) played(spots []SpotPlayed) {
	if a.onSpot == nil {
		return
	}
	for _, s := range spots {
		a.onSpot(s)
	}
}

func (a *announcer) tell(c Change) {
	a.mu.Lock()
	subs := make([]func(Change), 0, len(a.subs))
	for id := 1; id <= a.last; id++ {
		if f, ok := a.subs[id]; ok {
			subs = append(subs, f)
		}
	}
	a.mu.Unlock()
	for _, f := range subs {
		f(c)
	}
}

// subscribe adds f; the function returned takes it out again.
func (a *announcer) subscribe(f func(Change)) func() {
	a.mu.Lock()
	defer a.mu.Unlock()
	a.last++
	id := a.last
	a.subs[id] = f
	return func() {
		a.mu.Lock()
		defer a.mu.Unlock()
		delete(a.subs, id)
	}
}
