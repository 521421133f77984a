package ui

import (
	"context"
	"strconv"

	"fyne.io/fyne/v2/lang"

	"matinee/app/ui/kit"
	"matinee/app/ui/news"
	"matinee/app/ui/settings"
	"matinee/library"
)

const placeMessages = "messages"

// addMessages registers the list of messages, which counts the new ones in the rail.
func (w *Window) addMessages(box *news.Box) {
	entry := w.nav.add(placeMessages, lang.L("Messages"), kit.IconBell, func() Screen { return news.NewScreen(w.part, box, w) })
	count := w.part.Reading(countEvery, func(context.Context) func() {
		text := ""
		if n := box.Unread(); n > 0 {
			text = strconv.Itoa(n)
		}
		return func() { entry.SetBadge(text) }
	})
	count.SetActive(true)
	box.OnChanged(func() { w.loop.Post(count.Stale) })
}

// Lead implements news.Desk: it shows what a message is about, in front.
func (w *Window) Lead(to news.Target) {
	if w.frame.watching && to != (news.Target{}) && to.Page == "" {
		w.watch.End()
	}
	switch {
	case to.Bundle != "":
		w.OpenBundle(to.Bundle)
	case to.Channel != "":
		w.leadToChannel(to)
	case to.Page != "":
		w.OpenPage(string(to.Page))
	case to.Library:
		w.nav.goTo(placeLibrary)
	case to.Storage:
		w.nav.goTo(placeSettings)
		if s, ok := w.nav.shown.(*settings.Screen); ok {
			s.OpenStorage()
		}
	}
}

// leadToChannel shows the bundle of a channel, or the channel where it is there no more.
func (w *Window) leadToChannel(to news.Target) {
	if w.deps.Channels == nil {
		return
	}
	if to.Listed == "" {
		w.OpenChannel(to.Channel)
		return
	}
	var found library.Listed
	w.loop.Work(func(ctx context.Context) (err error) {
		found, err = w.deps.Channels.Listing(ctx, to.Channel, to.Listed)
		return err
	}, func(err error) {
		if err != nil {
			w.OpenChannel(to.Channel)
			return
		}
		w.OpenListed(found)
	})
}
