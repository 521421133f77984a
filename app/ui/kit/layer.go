package kit

import (
	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/driver/desktop"
	"fyne.io/fyne/v2/widget"
)

// Layer lies over the whole window and shows one panel: a menu or a question.
// A tap beside the panel, or Escape, closes it; the tap does not while something in
// the panel would be lost.
type Layer struct {
	widget.BaseWidget
	canvas fyne.Canvas
	shade  *Fill
	panel  fyne.CanvasObject
	place  func(window, panel fyne.Size) fyne.Position
	before fyne.Focusable
	keys   func(*fyne.KeyEvent) // what heard keys without a focus before
	closed func()
	held   func() bool // whether a tap would lose something; nil for never
}

// showLayer opens a layer on c; place puts the panel.
func showLayer(c fyne.Canvas, shade fyne.ThemeColorName, panel fyne.CanvasObject,
	place func(window, panel fyne.Size) fyne.Position,
) *Layer {
	l := &Layer{canvas: c, shade: NewFill(shade, 0), panel: panel, place: place, before: c.Focused()}
	l.ExtendBaseWidget(l)
	l.keys = c.OnTypedKey()
	c.SetOnTypedKey(l.typedKey)
	c.Overlays().Add(l)
	l.Resize(c.Size())
	l.Refresh()
	return l
}

// OnClosed sets what runs once when the layer goes away.
func (l *Layer) OnClosed(f func()) { l.closed = f }

// Close takes the layer away and gives the focus back.
func (l *Layer) Close() {
	if l.canvas == nil {
		return
	}
	c, closed := l.canvas, l.closed
	l.canvas, l.closed = nil, nil
	c.Overlays().Remove(l)
	c.SetOnTypedKey(l.keys)
	if l.before != nil {
		c.Focus(l.before)
	}
	if closed != nil {
		closed()
	}
}

// typedKey closes on Escape; widgets in the panel hand it what they do not use.
func (l *Layer) typedKey(e *fyne.KeyEvent) {
	if e.Name == fyne.KeyEscape {
		l.Close()
	}
}

// Tapped implements fyne.Tappable: a tap beside the panel closes.
func (l *Layer) Tapped(*fyne.PointEvent) { l.tappedBeside() }

// TappedSecondary implements fyne.SecondaryTappable.
func (l *Layer) TappedSecondary(*fyne.PointEvent) { l.tappedBeside() }

func (l *Layer) tappedBeside() {
	if l.held == nil || !l.held() {
		l.Close()
	}
}

// MouseIn implements desktop.Hoverable, so that nothing below reacts.
func (l *Layer) MouseIn(*desktop.MouseEvent) {}

// MouseMoved implements desktop.Hoverable.
func (l *Layer) MouseMoved(*desktop.MouseEvent) {}

// MouseOut implements desktop.Hoverable.
func (l *Layer) MouseOut() {}

// CreateRenderer implements fyne.Widget.
func (l *Layer) CreateRenderer() fyne.WidgetRenderer { return &layerRenderer{l} }

type layerRenderer struct{ layer *Layer }

func (r *layerRenderer) Destroy() {}

func (r *layerRenderer) Objects() []fyne.CanvasObject {
	return []fyne.CanvasObject{r.layer.shade, r.layer.panel}
}

func (r *layerRenderer) MinSize() fyne.Size { return fyne.Size{} }

func (r *layerRenderer) Layout(size fyne.Size) {
	r.layer.shade.Resize(size)
	panel := r.layer.panel.MinSize()
	panel.Width, panel.Height = min(panel.Width, size.Width-16), min(panel.Height, size.Height-16)
	r.layer.panel.Resize(panel)
	r.layer.panel.Move(r.layer.place(size, panel))
}

func (r *layerRenderer) Refresh() {
	r.Layout(r.layer.Size())
	r.layer.shade.Refresh()
	r.layer.panel.Refresh()
}

// solid takes taps, so that those on a panel do not fall through to the layer.
type solid struct {
	widget.BaseWidget
	content fyne.CanvasObject
}

func newSolid(content fyne.CanvasObject) *solid {
	s := &solid{content: content}
	s.ExtendBaseWidget(s)
	return s
}

// Tapped implements fyne.Tappable.
func (s *solid) Tapped(*fyne.PointEvent) {}

// CreateRenderer implements fyne.Widget.
func (s *solid) CreateRenderer() fyne.WidgetRenderer { return widget.NewSimpleRenderer(s.content) }
