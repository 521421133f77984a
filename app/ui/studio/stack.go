package studio

import (
	"slices"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"
	"fyne.io/fyne/v2/widget"

	"matinee/app/ui/kit"
)

// tall is something whose height depends on the width it is given.
type tall interface{ heightFor(width float32) float32 }

// heightOf is how high something is in a width.
func heightOf(o fyne.CanvasObject, width float32) float32 {
	if t, ok := o.(tall); ok {
		return t.heightFor(width)
	}
	return o.MinSize().Height
}

// stack puts things below each other; what is hidden takes no room.
type stack struct {
	widget.BaseWidget
	parts []fyne.CanvasObject
	gap   float32
	pad   float32
	right float32   // room left free at the right, for a scroll bar
	foot  float32   // and at the bottom
	fill  *kit.Fill // nil: no ground
	width float32   // as it was laid out last
}

func newStack(gap float32, parts ...fyne.CanvasObject) *stack {
	s := &stack{gap: gap, parts: parts}
	s.ExtendBaseWidget(s)
	return s
}

// newPanel is a stack on a ground of its own.
func newPanel(parts ...fyne.CanvasObject) *stack {
	s := &stack{gap: 12, pad: 20, parts: parts, fill: kit.NewFill(kit.ColorSurface, kit.PanelRadius)}
	s.ExtendBaseWidget(s)
	return s
}

// inner is the width of the parts.
func (s *stack) inner(width float32) float32 { return width - 2*s.pad - s.right }

func (s *stack) heightFor(width float32) float32 {
	height := 2*s.pad + s.foot
	first := true
	for _, p := range s.parts {
		if !p.Visible() {
			continue
		}
		if !first {
			height += s.gap
		}
		first = false
		height += heightOf(p, s.inner(width))
	}
	return height
}

// CreateRenderer implements fyne.Widget.
func (s *stack) CreateRenderer() fyne.WidgetRenderer { return &stackRenderer{s} }

type stackRenderer struct{ s *stack }

func (r *stackRenderer) Destroy() {}

func (r *stackRenderer) MinSize() fyne.Size {
	return fyne.NewSize(120, r.s.heightFor(max(r.s.width, 120)))
}

func (r *stackRenderer) Objects() []fyne.CanvasObject {
	if r.s.fill == nil {
		return r.s.parts
	}
	return append([]fyne.CanvasObject{r.s.fill}, r.s.parts...)
}

func (r *stackRenderer) Layout(size fyne.Size) {
	s := r.s
	s.width = size.Width
	if s.fill != nil {
		put(s.fill, 0, 0, size.Width, size.Height)
	}
	y := s.pad
	for _, p := range s.parts {
		if !p.Visible() {
			continue
		}
		height := heightOf(p, s.inner(size.Width))
		put(p, s.pad, y, s.inner(size.Width), height)
		y += height + s.gap
	}
}

func (r *stackRenderer) Refresh() {
	repaint(r.s)
	r.Layout(r.s.Size())
	for _, o := range r.Objects() {
		o.Refresh()
	}
}

// sheet is a stack that is scrolled.
type sheet struct {
	widget.BaseWidget
	body   *stack
	scroll *container.Scroll
}

// sheetRight keeps what is scrolled clear of the scroll bar.
const sheetRight float32 = 12

func newSheet(parts ...fyne.CanvasObject) *sheet {
	s := &sheet{body: newStack(kit.CardGap, parts...)}
	s.body.right, s.body.foot = sheetRight, 20
	s.scroll = container.NewVScroll(s.body)
	s.ExtendBaseWidget(s)
	return s
}

// relayout follows parts that became taller, lower, or were exchanged.
func (s *sheet) relayout() { s.Refresh() }

// revealed is how far from the edge is what was scrolled into sight.
const revealed float32 = 20

// reveal scrolls as far as it takes to see a part; what is not on the sheet moves nothing.
func (s *sheet) reveal(o fyne.CanvasObject) {
	driver := fyne.CurrentApp().Driver()
	at := driver.AbsolutePositionForObject(o)
	if at.IsZero() || !s.holds(s.body, o) {
		return
	}
	top := at.Y - driver.AbsolutePositionForObject(s.scroll).Y
	low := top + o.Size().Height + revealed - s.scroll.Size().Height
	offset := s.scroll.Offset.Y
	switch {
	case top < revealed:
		offset += top - revealed
	case low > 0:
		offset += low
	default:
		return
	}
	s.scroll.ScrollToOffset(fyne.NewPos(0, max(offset, 0)))
}

// holds reports whether a part lies somewhere in another.
func (s *sheet) holds(in, o fyne.CanvasObject) bool {
	if in == o {
		return true
	}
	var parts []fyne.CanvasObject
	switch in := in.(type) {
	case *stack:
		parts = in.parts
	case *row:
		parts = in.parts
	case *line:
		parts = []fyne.CanvasObject{in.control}
	case *sized:
		parts = []fyne.CanvasObject{in.content}
	case *container.ThemeOverride:
		parts = []fyne.CanvasObject{in.Content}
	}
	return slices.ContainsFunc(parts, func(p fyne.CanvasObject) bool { return s.holds(p, o) })
}

// CreateRenderer implements fyne.Widget.
func (s *sheet) CreateRenderer() fyne.WidgetRenderer { return &sheetRenderer{s} }

type sheetRenderer struct{ s *sheet }

func (r *sheetRenderer) Destroy()                     {}
func (r *sheetRenderer) MinSize() fyne.Size           { return fyne.NewSize(240, 120) }
func (r *sheetRenderer) Objects() []fyne.CanvasObject { return []fyne.CanvasObject{r.s.scroll} }

func (r *sheetRenderer) Layout(size fyne.Size) {
	r.s.body.width = size.Width // its height follows from it before it is laid out
	put(r.s.scroll, 0, 0, size.Width, size.Height)
}

func (r *sheetRenderer) Refresh() {
	repaint(r.s)
	r.Layout(r.s.Size())
	r.s.body.Refresh()
	r.s.scroll.Refresh()
}

// repaint has the window painted: the toolkit does not do that for what is new in it.
func repaint(o fyne.CanvasObject) {
	if c, ok := kit.CanvasOf(o).(interface{ SetDirty() }); ok {
		c.SetDirty()
	}
}

func put(o fyne.CanvasObject, x, y, width, height float32) {
	o.Move(fyne.NewPos(x, y))
	o.Resize(fyne.NewSize(max(width, 0), max(height, 0)))
}
