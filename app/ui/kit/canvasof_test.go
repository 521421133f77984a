package kit

import (
	"testing"

	"fyne.io/fyne/v2"
)

// forgetful is a driver that has painted nothing for some time.
type forgetful struct {
	fyne.Driver
	windows []fyne.Window
}

func (f forgetful) CanvasForObject(fyne.CanvasObject) fyne.Canvas { return nil }
func (f forgetful) AllWindows() []fyne.Window                     { return f.windows }

func TestACanvasIsKnownBeforeTheFirstPaint(t *testing.T) {
	started(t, "en")
	o := NewFill(ColorBackground, 0)
	w := shown(t, o, 100, 100)
	if got := canvasIn(forgetful{windows: []fyne.Window{w}}, o); got != w.Canvas() {
		t.Error("what was not painted yet has no canvas")
	}
	if canvasIn(forgetful{}, o) != nil {
		t.Error("a canvas without a window")
	}
	if CanvasOf(o) != w.Canvas() {
		t.Error("the canvas is another one")
	}
}
