package kit

import (
	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"
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

// Reveal scrolls what has no room in the window as far as it takes to see an object in it.
func (l *Layer) Reveal(o fyne.CanvasObject) {
	if s, ok := l.panel.(*solid); ok && s.scroll.Content != nil {
		Bring(s.scroll, o)
	}
}

// solid takes taps, so that those on a panel do not fall through to the layer. What the
// window has no room for is scrolled in it.
type solid struct {
	widget.BaseWidget
	content fyne.CanvasObject
	scroll  *container.Scroll
}

func newSolid(content fyne.CanvasObject) *solid {
	s := &solid{content: content, scroll: container.NewScroll(nil)}
	s.ExtendBaseWidget(s)
	return s
}

// Tapped implements fyne.Tappable.
func (s *solid) Tapped(*fyne.PointEvent) {}

// CreateRenderer implements fyne.Widget.
func (s *solid) CreateRenderer() fyne.WidgetRenderer { return &solidRenderer{s} }

type solidRenderer struct{ s *solid }

func (r *solidRenderer) Destroy()           {}
func (r *solidRenderer) MinSize() fyne.Size { return r.s.content.MinSize() }

// Objects are the content alone where it has its room: a scroll would cut its shadow off.
func (r *solidRenderer) Objects() []fyne.CanvasObject {
	if r.s.scroll.Content != nil {
		return []fyne.CanvasObject{r.s.scroll}
	}
	return []fyne.CanvasObject{r.s.content}
}

func (r *solidRenderer) Layout(size fyne.Size) {
	least := r.s.content.MinSize()
	if size.Width < least.Width || size.Height < least.Height {
		r.s.scroll.Content = r.s.content
		r.s.scroll.Resize(size)
		r.s.scroll.Refresh()
		return
	}
	r.s.scroll.Content = nil
	place(r.s.content, 0, 0, size.Width, size.Height)
}

func (r *solidRenderer) Refresh() {
	r.Layout(r.s.Size())
	r.s.content.Refresh()
}
