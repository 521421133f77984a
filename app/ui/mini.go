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
	w.mini.on, w.frame.small = on, on
	w.window.SetFixedSize(false) // has the toolkit tell the system the least size anew
	if on {
		w.mini.before = now
		if w.mini.size.IsZero() {
			w.mini.size = fyne.NewSize(miniWidth, miniHeight)
		}
		w.window.Resize(w.mini.size)
	} else {
		w.mini.size = now
		w.window.Resize(w.mini.before)
	}
	if window := w.watch.Native(); window.Exists() {
		window.SetOnTop(on)
	}
}
