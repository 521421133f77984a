package news

import (
	"sync"
	"time"

	"matinee/library"
)

// Target is where a message leads; the zero value is the window.
type Target struct {
	Bundle  library.BundleID
	Channel library.Key
	Listed  library.Token // a bundle of the channel
	Storage bool          // the page that tells what takes how much
	Library bool          // all that is here
	Page    library.WebURL
}

// Message is one that is shown by the desktop, listed in the window, or both.
type Message struct {
	At          time.Time
	Title, Text string
	To          Target
	Plays       bool // what it leads to can be played
	Held        bool // the desktop did not show it
}

// maxKept bounds the messages that are listed.
const maxKept = 200

// Box has the messages since the start, for the window's list. Its methods may be called
// from any goroutine.
type Box struct {
	mu      sync.Mutex
	all     []Message // the oldest first
	unread  int
	changed func()
}

// Put adds a message.
func (b *Box) Put(m Message) {
	b.mu.Lock()
	b.all = append(b.all, m)
	b.all = b.all[max(0, len(b.all)-maxKept):]
	b.unread = min(b.unread+1, len(b.all))
	changed := b.changed
	b.mu.Unlock()
	if changed != nil {
		changed()
	}
}

// Empty takes all messages out.
func (b *Box) Empty() {
	b.mu.Lock()
	some, changed := len(b.all) > 0, b.changed
	b.all, b.unread = nil, 0
	b.mu.Unlock()
	if some && changed != nil {
		changed()
	}
}

// OnChanged has f called, on any goroutine, when there are more, or they were read; nil ends that.
func (b *Box) OnChanged(f func()) {
	b.mu.Lock()
	defer b.mu.Unlock()
	b.changed = f
}

// All are the messages, the newest first.
func (b *Box) All() []Message {
	b.mu.Lock()
	defer b.mu.Unlock()
	all := make([]Message, 0, len(b.all))
	for i := len(b.all) - 1; i >= 0; i-- {
		all = append(all, b.all[i])
	}
	return all
}

// Unread is how many came since they were last read.
func (b *Box) Unread() int {
	b.mu.Lock()
	defer b.mu.Unlock()
	return b.unread
}

// Read notes that somebody looked at them.
func (b *Box) Read() {
	b.mu.Lock()
	some, changed := b.unread > 0, b.changed
	b.unread = 0
	b.mu.Unlock()
	if some && changed != nil {
		changed()
	}
}
