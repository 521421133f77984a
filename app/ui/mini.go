package ui

import "fyne.io/fyne/v2"

// The small window's size when it is used first, and the least it can have.
const (
	miniWidth, miniHeight           = 480, 270
	leastMiniWidth, leastMiniHeight = 320, 180
)

// mini is the small window above the others: the ordinary one with another size.
type mini struct {
	on     bool
	before fyne.Size // of the ordinary window
	size   fyne.Size // of the small one, as it was left
}

// Mini implements watch.Stage.
func (w *Window) Mini() bool { return w.mini.on }

// SetMini implements watch.Stage.
func (w *Window) SetMini(on bool) {
	if on == w.mini.on {
		return
	}
	now := w.window.Canvas().Size()
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
	if window := w.watch.Native(); window.Exists() {
		window.SetOnTop(on)
	}
}

// bound sets the least size of the window to that of the small one, or the ordinary.
func (w *Window) bound(small bool) {
	w.frame.small = small
	w.window.SetFixedSize(false) // has the toolkit tell the system anew
}
