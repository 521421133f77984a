package kit

import (
	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"
	"fyne.io/fyne/v2/widget"
)

// ring is the outline of what has the focus. It is never hidden, only without a
// stroke: what the toolkit has not painted yet it does not repaint, so that the
// first focus would not be seen.
type ring struct {
	widget.BaseWidget
	rect *canvas.Rectangle
	on   bool
}

func newRing(radius float32) *ring {
	r := &ring{rect: canvas.NewRectangle(nil)}
	r.rect.CornerRadius = radius
	r.ExtendBaseWidget(r)
	return r
}

func (r *ring) show(on bool) {
	if r.on != on {
		r.on = on
		r.Refresh()
	}
}

// CreateRenderer implements fyne.Widget.
func (r *ring) CreateRenderer() fyne.WidgetRenderer { return &ringRenderer{r} }

type ringRenderer struct{ r *ring }

func (r *ringRenderer) Destroy()                     {}
func (r *ringRenderer) MinSize() fyne.Size           { return fyne.Size{} }
func (r *ringRenderer) Layout(size fyne.Size)        { r.r.rect.Resize(size) }
func (r *ringRenderer) Objects() []fyne.CanvasObject { return []fyne.CanvasObject{r.r.rect} }

func (r *ringRenderer) Refresh() {
	r.r.rect.StrokeColor, r.r.rect.StrokeWidth = paletteOf(r.r, "focus"), 0
	if r.r.on {
		r.r.rect.StrokeWidth = 2
	}
	r.r.rect.Refresh()
}
