package ui

import (
	"fyne.io/fyne/v2"

	"matinee/app/ui/aloud"
	"matinee/app/ui/kit"
)

// Screen is what stands beside the rail.
type Screen interface {
	fyne.CanvasObject
	// SetVisible tells the screen whether somebody looks at it; it is called
	// only when that changes.
	SetVisible(on bool)
}

// place is an entry of the rail and its screen, which is built when the place is
// gone to first.
type place struct {
	name   string
	entry  *kit.RailEntry
	build  func() Screen
	screen Screen
}

// page is a screen on top of a place, and what had the focus below it.
type page struct {
	screen Screen
	before fyne.Focusable
}

// navigation leads from screen to screen: the places of the rail, and a stack of
// pages on top of the one that is shown.
type navigation struct {
	canvas func() fyne.Canvas
	rail   *kit.Rail
	frame  *frame
	places []*place
	at     *place
	pages  []page
	shown  Screen
	seen   bool // the screens are in sight: the window is open and no film covers them
}

// add registers a screen: name is for goTo, build is called once.
func (n *navigation) add(name, text string, icon kit.Icon, build func() Screen) *kit.RailEntry {
	p := &place{name: name, build: build}
	p.entry = kit.NewRailEntry(text, icon, func() { n.goTo(name) })
	n.places = append(n.places, p)
	n.rail.Add(p.entry)
	return p.entry
}

// furnish forgets all places and pages, and begins anew with a rail.
func (n *navigation) furnish(rail *kit.Rail) {
	n.drop(0)
	if n.shown != nil {
		n.look(n.shown, false)
	}
	n.rail, n.places, n.at, n.shown = rail, nil, nil, nil
	n.frame.furnish(rail)
}

// goTo shows a place, without pages on top of it.
func (n *navigation) goTo(name string) {
	for _, p := range n.places {
		if p.name != name {
			continue
		}
		if p.screen == nil {
			p.screen = p.build()
			n.frame.mount(p.screen)
		}
		n.at = p
		n.rail.Select(p.entry)
		n.drop(0)
		n.show(p.screen, nil)
		return
	}
}

// push shows a page on top of what is shown.
func (n *navigation) push(s Screen) {
	n.pages = append(n.pages, page{screen: s, before: n.canvas().Focused()})
	n.frame.mount(s)
	n.show(s, nil)
}

// back takes the topmost page away; it reports whether there was one.
func (n *navigation) back() bool {
	if len(n.pages) == 0 {
		return false
	}
	top := n.pages[len(n.pages)-1]
	below := n.at.screen
	if len(n.pages) > 1 {
		below = n.pages[len(n.pages)-2].screen
	}
	n.show(below, top.before)
	n.drop(len(n.pages) - 1)
	return true
}

// drop forgets the pages above the first keep ones.
func (n *navigation) drop(keep int) {
	for _, p := range n.pages[keep:] {
		if n.shown == p.screen {
			n.shown = nil
			n.look(p.screen, false)
		}
		n.frame.unmount(p.screen)
		if c, ok := p.screen.(interface{ Close() }); ok {
			c.Close()
		}
	}
	clear(n.pages[keep:])
	n.pages = n.pages[:keep]
}

// show puts a screen beside the rail and the focus where it was.
func (n *navigation) show(s Screen, focus fyne.Focusable) {
	if n.shown == s {
		return
	}
	if n.shown != nil {
		n.look(n.shown, false)
	}
	n.shown = s
	n.frame.tell("") // what went wrong did so on the screen before
	n.frame.setScreen(s)
	n.look(s, true)
	c := n.canvas()
	if c.Overlays().Top() != nil {
		return
	}
	if focus != nil {
		c.Focus(focus)
	} else {
		c.Unfocus()
	}
}

// where says which place is shown, and of a page on top of it what it is about. A reader
// tells of it when it changes, as it does of a window's title.
func (n *navigation) where(heard aloud.Tree) string {
	if n.at == nil {
		return ""
	}
	about := ""
	if len(n.pages) > 0 {
		heard.Each(func(e *aloud.Element) {
			if about == "" && e.Kind == kit.KindHeading && e.Shown {
				about = e.Name
			}
		})
	}
	return kit.Words(about, n.at.entry.Voice().Name)
}

// setSeen tells the screen that is shown whether it is in sight.
func (n *navigation) setSeen(on bool) {
	if n.seen == on {
		return
	}
	if !on && n.shown != nil {
		n.look(n.shown, false)
	}
	n.seen = on
	if on && n.shown != nil {
		n.look(n.shown, true)
	}
}

func (n *navigation) look(s Screen, on bool) {
	if n.seen {
		s.SetVisible(on)
	}
}
