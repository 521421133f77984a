// Package news tells, by the desktop's own messages, what channels bring while nobody
// looks at the window: new bundles, and a premiere that has arrived.
//
// It must not know how channels are followed, nor how a desktop shows a message.
package news

import (
	"context"
	"strings"
	"sync"
	"time"

	"fyne.io/fyne/v2/lang"

	"matinee/library"
)

// Source is where the news come from.
type Source interface {
	// Changes tells what happens, until ctx ends; then the channel is closed.
	Changes(ctx context.Context) <-chan library.Event
	// ChannelName is what a followed channel calls itself.
	ChannelName(ctx context.Context, root library.Key) string
}

// How long more of the same is waited for, so that a channel that brings ten bundles
// brings one message; and how long at most.
const (
	Quiet = 2 * time.Second
	most  = 5 * Quiet
)

// Config says what a Desk works with. Words may be nil, and Quiet 0 for the usual one.
type Config struct {
	Source Source
	Words  sync.Locker // held while the language changes
	// Show shows a message. An error means that nobody saw it.
	Show   func(ctx context.Context, title, text string) error
	Quiet  time.Duration
	Failed func(error) // hears what Show returns; nil: nobody
}

// maxHeld bounds the channels whose news wait to be told.
const maxHeld = 64

// desk gathers news into messages.
type desk struct {
	Config
	listed map[library.Key][]string
	order  []library.Key
	first  time.Time // of what waits; zero when nothing does
}

// Run tells the news until ctx ends. What waits then is not told.
func Run(ctx context.Context, c Config) {
	if c.Quiet == 0 {
		c.Quiet = Quiet
	}
	d := &desk{Config: c, listed: map[library.Key][]string{}}
	events := c.Source.Changes(ctx)
	timer := time.NewTimer(time.Hour)
	timer.Stop()
	defer timer.Stop()
	for {
		select {
		case ev, open := <-events:
			if !open {
				return
			}
			if d.hear(ctx, ev) {
				timer.Reset(max(0, min(c.Quiet, most-time.Since(d.first))))
			}
		case <-timer.C:
			d.tell(ctx)
		}
	}
}

// hear takes one event and reports whether something waits to be told.
func (d *desk) hear(ctx context.Context, ev library.Event) bool {
	switch ev := ev.(type) {
	case library.BundleListed:
		_, held := d.listed[ev.Channel]
		if !held && len(d.order) >= maxHeld {
			return false
		}
		if !held {
			d.order = append(d.order, ev.Channel)
		}
		if d.first.IsZero() {
			d.first = time.Now()
		}
		d.listed[ev.Channel] = append(d.listed[ev.Channel], ev.Name)
		return true
	case library.Unlocked: // it is waited for: at once
		title, text := d.say(func() (string, string) { return unlocked(ev) })
		d.show(ctx, title, text)
	}
	return false
}

// tell shows one message for each channel that waits.
func (d *desk) tell(ctx context.Context) {
	for _, root := range d.order {
		name, bundles := d.Source.ChannelName(ctx, root), d.listed[root]
		title, text := d.say(func() (string, string) { return listed(name, bundles) })
		d.show(ctx, title, text)
	}
	clear(d.listed)
	d.order, d.first = nil, time.Time{}
}

func (d *desk) say(words func() (title, text string)) (title, text string) {
	if d.Words != nil {
		d.Words.Lock()
		defer d.Words.Unlock()
	}
	return words()
}

func (d *desk) show(ctx context.Context, title, text string) {
	if err := d.Show(ctx, title, text); err != nil && d.Failed != nil && ctx.Err() == nil {
		d.Failed(err)
	}
}

// unlocked says what can be watched now.
func unlocked(ev library.Unlocked) (title, text string) {
	name := map[string]any{"Title": ev.Title}
	if ev.Kind == library.ReleaseOpen {
		return lang.L("{{.Title}} is open to everybody", name), lang.L("It can be watched now, with no license.")
	}
	return lang.L("{{.Title}} can be watched now", name), lang.L("The premiere has begun.")
}

// named is how many new bundles a message names.
const named = 3

// listed says what is new in a channel.
func listed(channel string, bundles []string) (title, text string) {
	title = channel
	if title == "" {
		title = lang.L("A channel that you follow")
	}
	names := strings.Join(bundles[:min(len(bundles), named)], " · ")
	if more := len(bundles) - named; more > 0 {
		names = lang.XN("news.more", "{{.Names}} and {{.N}} more", more, map[string]any{"Names": names, "N": more})
	}
	return title, lang.XN("news.listed", "{{.N}} new bundles: {{.Names}}", len(bundles), map[string]any{"N": len(bundles), "Names": names})
}
