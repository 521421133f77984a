package ui

import (
	"strconv"

	"fyne.io/fyne/v2"

	"matinee/app/ui/bundle"
	"matinee/app/ui/channels"
	"matinee/app/ui/settings"
	"matinee/app/ui/surface"
)

// obey does what the settings say by now, whoever changed them.
func (w *Window) obey() {
	w.watch.SetNotice(noticeOf(w.settings))
	if !w.plain {
		w.watch.SetSurface(surface.Mode(setting(w.settings, "player.surface")))
	}
	if volume, err := strconv.ParseFloat(setting(w.settings, "player.volume"), 64); err == nil && volume != w.volume {
		w.volume = volume
		w.theatre.Player().SetVolume(volume)
	}
	w.dress()
	w.reword()
	for _, p := range w.nav.places {
		if s, ok := p.screen.(interface{ Follow() }); ok {
			s.Follow()
		}
	}
}

// reword says everything in the language that the settings name, if it is another
// one: what stands beside the player is made anew, what plays goes on. A dialog or
// menu that is open is left alone; the words change when it is closed.
func (w *Window) reword() {
	code := setting(w.settings, "ui.language")
	if code == w.language || w.window.Canvas().Overlays().Top() != nil {
		return
	}
	w.useLanguage(code)
	at, before, focused := w.nav.at.name, w.nav.shown, w.window.Canvas().Focused()
	w.addScreens()
	w.nav.goTo(at)
	switch before := before.(type) {
	case *bundle.Page:
		w.OpenBundle(before.Bundle())
	case *channels.Page:
		w.OpenChannel(before.Channel())
	case *channels.Listing:
		w.OpenListed(before.Listed())
	case *settings.Screen:
		if now, ok := w.nav.shown.(*settings.Screen); ok {
			if focus := now.GoOn(before, focused); focus != nil {
				w.Focus(focus)
			}
		}
	}
	w.watch.Reword()
	w.poll.Now()
}

// useLanguage changes the words, not what has been said in them.
func (w *Window) useLanguage(code string) {
	if words := w.deps.Words; words != nil {
		words.Lock()
		defer words.Unlock()
	}
	w.language = code
	if err := UseLanguage(code); err != nil {
		fyne.LogError("Cannot use the chosen language", err)
	}
}
