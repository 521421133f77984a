package ui

import (
	"context"
	"strconv"
	"time"

	"fyne.io/fyne/v2/lang"

	"matinee/app/ui/channels"
	"matinee/app/ui/kit"
	"matinee/app/ui/live"
	"matinee/library"
	"matinee/library/format"
)

// addChannels registers what a fan has of channels.
func (w *Window) addChannels(d Deps) {
	w.channels = nil
	entry := w.nav.add(placeChannels, lang.L("Channels"), kit.IconStar, func() Screen {
		w.channels = channels.New(w.part, d.Channels, w, w.art)
		return w.channels
	})
	w.countNew(d.Channels, entry)
}

// countEvery is the least time between two counts of what is new.
const countEvery = time.Second

// countNew keeps the count of what is new in followed channels beside their entry. A
// profile with a limit sees none.
func (w *Window) countNew(backend channels.Backend, entry *kit.RailEntry) {
	count := w.part.Reading(countEvery, func(ctx context.Context) func() {
		all, err := backend.Follows(ctx)
		text, fresh := "", 0
		for _, f := range all {
			fresh += f.New
		}
		if err == nil && fresh > 0 {
			text = strconv.Itoa(fresh)
		}
		return func() { entry.SetBadge(text) }
	})
	count.SetActive(true)
	live.Each(w.part, backend.Events(w.part.Context()), func(event library.Event) {
		switch event.(type) {
		case library.ChannelChanged, library.ProfileChanged:
			count.Stale()
		}
	})
}

// OpenChannel shows the page of a followed channel.
func (w *Window) OpenChannel(root library.Key) {
	w.nav.push(channels.NewPage(w.part, root, w.deps.Channels, w, w.art, w.follow))
}

// OpenListed shows a bundle that a channel lists: in the library, if it is there.
func (w *Window) OpenListed(l library.Listed) {
	if l.Here {
		w.OpenBundle(l.Infohash)
		return
	}
	w.nav.push(channels.NewListing(w.part, l, w.deps.Channels, w, w.art))
}

// PlaySoon plays a bundle that was just added, if its items are known. Else its page
// says what it waits for.
func (w *Window) PlaySoon(id library.BundleID) {
	known := false
	w.loop.Work(func(ctx context.Context) error {
		d, err := w.curator.Details(ctx, id)
		known = err == nil && d.Bundle.HasInfo()
		return nil
	}, func(error) {
		if known {
			w.Play(id, -1)
		}
	})
}

// follow follows the channel of a link, where the person sees it.
func (w *Window) follow(link string) {
	w.nav.goTo(placeChannels)
	if w.channels != nil {
		w.channels.Follow(link)
	}
}

// followLink follows what is the link of a channel; it reports false for anything else.
func (w *Window) followLink(source string) bool {
	if w.deps.Channels == nil {
		return false
	}
	if _, err := format.ParseLink(source); err != nil {
		return false
	}
	w.follow(source)
	return true
}
