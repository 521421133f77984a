// Package news tells, by the desktop's own messages, what happens while nobody looks at
// the window: what is complete, what channels bring, a premiere that is near or has
// arrived, a disk that is nearly full. The window lists the same, and what was held back
// in quiet hours.
//
// It must not know how channels are followed, nor how a desktop shows a message.
package news

import (
	"context"
	"sync"
	"time"

	"matinee/library"
)

// Source is where the news come from.
type Source interface {
	// Changes tells what happens, until ctx ends; then the channel is closed.
	Changes(ctx context.Context) <-chan library.Event
	// ChannelName is what a followed channel calls itself.
	ChannelName(ctx context.Context, root library.Key) string
	// Downloaded is the title of a bundle; false for one of which nothing was downloaded,
	// such as one's own.
	Downloaded(id library.BundleID) (title string, ok bool)
	// Premieres are those that are to come, of what the profile in use may see.
	Premieres(ctx context.Context) []library.Premiere
	Traffic() library.Traffic
	Settings() library.Settings
	// Profile is the profile in use.
	Profile() library.ProfileID
}

// How long more of the same is waited for, so that a channel that brings ten bundles
// brings one message; and how long at most. Every is how often the clock and the disk are
// looked at.
const (
	Quiet = 2 * time.Second
	most  = 5 * Quiet
	Every = 20 * time.Second
)

// Config says what a Desk works with. Words may be nil, and Quiet, Every and Now zero for
// the usual ones.
type Config struct {
	Source Source
	Words  sync.Locker // held while the language changes
	// Show shows a message. An error means that nobody saw it.
	Show   func(ctx context.Context, m Message) error
	Box    *Box // keeps them for the window
	Quiet  time.Duration
	Every  time.Duration
	Now    func() time.Time
	Failed func(error) // hears what Show returns; nil: nobody
}

// maxHeld bounds the channels whose news wait to be told, and the bundles that are.
const maxHeld = 64

// finished is a bundle that is complete.
type finished struct {
	id    library.BundleID
	title string
}

// desk gathers news into messages.
type desk struct {
	Config
	listed map[library.Key][]library.BundleListed
	order  []library.Key
	whole  []finished
	first  time.Time // of what waits; zero when nothing does
	watch  watch
	by     library.ProfileID // whose messages these are
}

func newDesk(c Config) *desk {
	if c.Quiet == 0 {
		c.Quiet = Quiet
	}
	if c.Every == 0 {
		c.Every = Every
	}
	if c.Now == nil {
		c.Now = time.Now
	}
	return &desk{Config: c, listed: map[library.Key][]library.BundleListed{}, watch: watch{told: map[library.BundleID]time.Time{}}}
}

// Run tells the news until ctx ends. What waits then is not told.
func Run(ctx context.Context, c Config) {
	d := newDesk(c)
	d.by = d.Source.Profile()
	events := d.Source.Changes(ctx)
	timer := time.NewTimer(time.Hour)
	timer.Stop()
	defer timer.Stop()
	clock := time.NewTicker(d.Every)
	defer clock.Stop()
	for {
		select {
		case ev, open := <-events:
			if !open {
				return
			}
			if d.hear(ctx, ev) {
				timer.Reset(max(0, min(d.Quiet, most-time.Since(d.first))))
			}
		case <-timer.C:
			d.tell(ctx)
		case <-clock.C:
			for _, m := range d.look(ctx, d.Now()) {
				d.show(ctx, m)
			}
		}
	}
}

// hear takes one event and reports whether something waits to be told.
func (d *desk) hear(ctx context.Context, ev library.Event) bool {
	d.watch.hear(ev)
	switch ev := ev.(type) {
	case library.BundleListed:
		_, held := d.listed[ev.Channel]
		if !held && len(d.order) >= maxHeld {
			return false
		}
		if !held {
			d.order = append(d.order, ev.Channel)
		}
		if len(d.listed[ev.Channel]) < maxHeld {
			d.listed[ev.Channel] = append(d.listed[ev.Channel], ev)
		}
		return d.waits()
	case library.Completed:
		title, ok := d.Source.Downloaded(ev.About())
		if !ok || len(d.whole) >= maxHeld {
			return false
		}
		d.whole = append(d.whole, finished{ev.About(), title})
		return d.waits()
	case library.ProfileChanged:
		if by := d.Source.Profile(); by != d.by { // a child's is not to read what was told before
			d.by = by
			d.forget()
			if d.Box != nil {
				d.Box.Empty()
			}
		}
	case library.Unlocked: // it is waited for: at once
		d.show(ctx, func() Message { return unlocked(ev) })
	case library.Outdated:
		d.show(ctx, func() Message { return outdated(ev.By) })
	}
	return false
}

func (d *desk) waits() bool {
	if d.first.IsZero() {
		d.first = time.Now()
	}
	return true
}

// tell shows one message for each channel that waits, and one for what is complete.
func (d *desk) tell(ctx context.Context) {
	for _, root := range d.order {
		name, bundles := d.Source.ChannelName(ctx, root), d.listed[root]
		d.show(ctx, func() Message { return listed(name, bundles) })
	}
	if all := d.whole; len(all) > 0 {
		d.show(ctx, func() Message { return whole(all) })
	}
	d.forget()
}

// forget drops what waits to be told.
func (d *desk) forget() {
	clear(d.listed)
	d.order, d.whole, d.first = nil, nil, time.Time{}
}

// say has a text put together while the language does not change.
func (d *desk) say(words func() Message) Message {
	if d.Words != nil {
		d.Words.Lock()
		defer d.Words.Unlock()
	}
	return words()
}

// show shows a message, unless it is to be held back, and keeps it for the window.
func (d *desk) show(ctx context.Context, words func() Message) {
	m := d.say(words)
	m.At = d.Now()
	m.Held = true
	if d.Source.Settings().MessagesAt(m.At) {
		err := d.Show(ctx, m)
		m.Held = err != nil
		if err != nil && d.Failed != nil && ctx.Err() == nil {
			d.Failed(err)
		}
	}
	if d.Box != nil {
		d.Box.Put(m)
	}
}
