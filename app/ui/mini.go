package ui

import (
	"image"

	"fyne.io/fyne/v2"

	"matinee/app/ui/native"
)

// The small window's size when it is used first, and the least it can have.
const (
	miniWidth, miniHeight           = 480, 270
	leastMiniWidth, leastMiniHeight = 320, 180
	miniMargin                      = 24 // to the edges of the screen
)

// mini is the small window above the others: the ordinary one with another size.
type mini struct {
	on     bool
	before fyne.Size // of the ordinary window
	size   fyne.Size // of the small one, as it was left

	ordinary image.Point // where the ordinary one was
	left     image.Point // where the small one was left
	moved    bool        // whether it was anywhere yet
}

// Mini implements watch.Stage.
func (w *Window) Mini() bool { return w.mini.on }

// SetMini implements watch.Stage.
func (w *Window) SetMini(on bool) {
	if on == w.mini.on {
		return
	}
	now := w.window.Canvas().Size()
	system := w.watch.Native()
	var unit float32 // of the system's coordinates, in one of the toolkit's
	if system.Exists() {
		unit = float32(system.Size().X) / max(now.Width, 1)
	}
	w.mini.on = on
	if on {
		w.mini.before = now
		if w.mini.size.IsZero() {
			w.mini.size = fyne.NewSize(miniWidth, miniHeight)
		}
		w.bound(true)
		w.window.Resize(w.mini.size)
	} else { // large first: a window below its least size is made that size, a moment later
		w.mini.size = now
		w.window.Resize(w.mini.before)
		w.bound(false)
	}
	if system.Exists() {
		w.mini.move(system, unit)
		system.SetOnTop(on)
	}
}

// move puts the small window where it was left, the first time at the lower right of
// the screen that the ordinary one is on; and that one where it was.
func (m *mini) move(window native.Window, unit float32) {
	at := window.Place()
	if !m.on {
		m.left, m.moved = at, true
		window.MoveTo(m.ordinary)
		return
	}
	m.ordinary = at
	if m.moved {
		window.MoveTo(m.left)
		return
	}
	size := image.Pt(int(m.size.Width*unit), int(m.size.Height*unit))
	if corner, ok := window.Corner(size, int(miniMargin*unit)); ok {
		window.MoveTo(corner)
	}
}

// bound sets the least size of the window to that of the small one, or the ordinary.
func (w *Window) bound(small bool) {
	w.frame.small = small
	w.window.SetFixedSize(false) // has the toolkit tell the system anew
}
