package ui

import (
	"strconv"
	"time"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/lang"

	"matinee/app/ui/art"
	"matinee/app/ui/bundle"
	"matinee/app/ui/cards"
	"matinee/app/ui/collection"
	"matinee/app/ui/home"
	"matinee/app/ui/kit"
	"matinee/app/ui/studio"
	"matinee/app/ui/transfers"
	"matinee/app/ui/watch"
	"matinee/library"
)

// railEvery is how often the figures of the rail are read.
const railEvery = 2 * time.Second

// The places of the rail.
const (
	placeHome      = "home"
	placeLibrary   = "library"
	placeTransfers = "transfers"
	placeChannels  = "channels"
	placeStudio    = "studio"
	placeSettings  = "settings"
)

// pictureMemory bounds the pictures that are kept decoded, in bytes.
const pictureMemory = 40 << 20

// addScreens makes the rail and registers its places, top to bottom, in place of
// those there were.
func (w *Window) addScreens() {
	if w.part != nil {
		w.part.Close()
	}
	d := w.deps
	w.part, w.giving = w.loop.Part(), newGivingBack()
	w.rail = kit.NewRail("Matinee", w.giving)
	w.nav.furnish(w.rail)
	if d.Curator != nil {
		w.addLibrary(d)
	}
	w.transfers = transfers.New(w.part, d.Transfers, w, nil)
	w.busy = w.nav.add(placeTransfers, lang.L("Transfers"), kit.IconTransfers, func() Screen { return w.transfers })
	if d.Channels != nil && d.Curator != nil {
		w.addChannels(d)
	}
	if d.Studio != nil {
		w.nav.add(placeStudio, lang.L("Studio"), kit.IconStudio, func() Screen { return studio.New(w.part, d.Studio, w, w.works) })
	}
	w.addSettings(d)
	if d.Messages != nil {
		w.addMessages(d.Messages)
	}
}

// addLibrary registers what shows the library.
func (w *Window) addLibrary(d Deps) {
	w.art = art.New(w.part, d.Curator, pictureMemory)
	actions := cards.Actions{Loop: w.part, Backend: d.Curator, Desk: w}
	w.nav.add(placeHome, lang.L("Home"), kit.IconHome, func() Screen {
		w.home = home.New(w.part, d.Curator, w, w.art, actions)
		return w.home
	})
	w.nav.add(placeLibrary, lang.L("Library"), kit.IconLibrary, func() Screen {
		return collection.New(w.part, d.Curator, w, w.art, actions)
	})
}

// OpenBundle shows a bundle's page.
func (w *Window) OpenBundle(id library.BundleID) {
	engine := pageEngine{w.engine, w.theatre}
	actions := cards.Actions{Loop: w.part, Backend: w.curator, Desk: w}
	w.nav.push(bundle.New(w.part, id, w.curator, engine, w, w.art, actions))
}

// pageEngine is what a bundle's page hears of the traffic.
type pageEngine struct {
	transfers transfers.Engine
	theatre   watch.Theatre
}

// Transfers implements bundle.Engine.
func (e pageEngine) Transfers() []library.Transfer { return e.transfers.Transfers() }

// StreamStatus implements bundle.Engine.
func (e pageEngine) StreamStatus(id library.BundleID, item int, offset int64) library.StreamStatus {
	return e.theatre.StreamStatus(id, item, offset)
}

// showTraffic brings the figures of the rail up to date.
func (w *Window) showTraffic(now []library.Transfer) {
	w.giving.show(now)
	loading := 0
	for _, t := range now {
		if t.State == library.Downloading {
			loading++
		}
	}
	text := ""
	if loading > 0 {
		text = strconv.Itoa(loading)
	}
	w.busy.SetBadge(text)
}

// addShortcuts binds the keys that work wherever the focus is: Alt+Left and, where
// nothing else has use for it, Escape lead back; Alt and a digit to a place; Ctrl+F
// to the search.
func (w *Window) addShortcuts() {
	c := w.window.Canvas()
	w.bind(c)
	c.SetOnTypedKey(w.typedKey)
	c.SetOnTypedRune(w.typedRune)
}

// keyboard is what hears keys wherever the focus is: the window's canvas.
type keyboard interface {
	AddShortcut(fyne.Shortcut, func(fyne.Shortcut))
}

// keyed is a screen that has use for keys while nothing on it has the focus.
type keyed interface {
	Key(e *fyne.KeyEvent)
	Rune(r rune)
}

// typedKey hears keys while nothing has the focus.
func (w *Window) typedKey(e *fyne.KeyEvent) {
	if e.Name == kit.KeyHelp {
		w.showKeys()
		return
	}
	if w.frame.watching || w.window.Canvas().Overlays().Top() != nil { // what lies over the screens has them
		return
	}
	if e.Name == fyne.KeyEscape {
		if w.frame.notice.Visible() {
			w.frame.tell("")
			return
		}
		if w.nav.back() {
			return
		}
	}
	if s, ok := w.nav.shown.(keyed); ok {
		s.Key(e)
	}
}

func (w *Window) typedRune(r rune) {
	if r == '?' {
		w.showKeys()
		return
	}
	if s, ok := w.nav.shown.(keyed); ok && !w.frame.watching && w.window.Canvas().Overlays().Top() == nil {
		s.Rune(r)
	}
}

// search gives the search field of the screen the keys; where it has none, Home's.
func (w *Window) search() {
	if w.frame.watching || w.window.Canvas().Overlays().Top() != nil || w.curator == nil {
		return
	}
	if _, ok := w.nav.shown.(interface{ Search() }); !ok {
		w.nav.goTo(placeHome)
	}
	if s, ok := w.nav.shown.(interface{ Search() }); ok {
		s.Search()
	}
}

// Back leaves the page on top.
func (w *Window) Back() { w.nav.back() }
