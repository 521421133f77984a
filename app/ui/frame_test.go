package ui

import (
	"image/color"
	"testing"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"
	"fyne.io/fyne/v2/test"
)

// painted are the rectangles that are seen of an object.
func painted(o fyne.CanvasObject) (all []*canvas.Rectangle) {
	if !o.Visible() {
		return nil
	}
	var children []fyne.CanvasObject
	switch o := o.(type) {
	case *canvas.Rectangle:
		return []*canvas.Rectangle{o}
	case *fyne.Container:
		children = o.Objects
	case fyne.Widget:
		children = test.WidgetRenderer(o).Objects()
	}
	for _, child := range children {
		all = append(all, painted(child)...)
	}
	return all
}

// TestNoGroundCoversTheWindow: the window is cleared in the colour of the ground for
// every frame. Where the processor draws, a rectangle of that size costs as much as
// all the rest.
func TestNoGroundCoversTheWindow(t *testing.T) {
	h := openWindow(t, nil)
	size, all := h.window.Fyne().Canvas().Size(), painted(h.window.frame)
	for _, r := range all {
		if r.FillColor != color.Transparent && r.Size().Width >= size.Width && r.Size().Height >= size.Height {
			t.Errorf("%v is painted over the whole window", r.FillColor)
		}
	}
	if len(all) == 0 {
		t.Error("nothing was looked at")
	}
}
