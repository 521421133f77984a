package kit

import "fyne.io/fyne/v2"

// CanvasOf is what an object is drawn on. The toolkit knows that only after it
// painted the object, and forgets it when it has not done so for some time; keys
// reach an object before that. Until then it is the window's: there is one. Nil
// means that there is no window.
func CanvasOf(o fyne.CanvasObject) fyne.Canvas { return canvasIn(fyne.CurrentApp().Driver(), o) }

func canvasIn(d fyne.Driver, o fyne.CanvasObject) fyne.Canvas {
	if c := d.CanvasForObject(o); c != nil {
		return c
	}
	for _, w := range d.AllWindows() {
		return w.Canvas()
	}
	return nil
}
