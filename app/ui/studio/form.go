package studio

import (
	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/widget"

	"matinee/app/ui/kit"
)

// para is a text that takes as many lines as it needs.
type para struct {
	widget.BaseWidget
	label *kit.Label
}

// mostLines bounds a text.
const mostLines = 24

func newPara(text string, size float32, weight kit.Weight, color fyne.ThemeColorName) *para {
	p := &para{label: kit.NewLabel(text, size, weight, color).WithLines(mostLines)}
	p.ExtendBaseWidget(p)
	return p
}

// muted explains something.
func muted(text string) *para { return newPara(text, kit.TextBody, kit.Regular, kit.ColorMuted) }

// small is a smaller explanation.
func small(text string) *para { return newPara(text, kit.TextSecondary, kit.Regular, kit.ColorMuted) }

// heading begins a part.
func heading(text string) *para {
	return newPara(text, kit.TextSection, kit.SemiBold, kit.ColorText)
}

// say changes the text; without one it takes no room.
func (p *para) say(text string) {
	p.label.SetText(text)
	p.Hidden = text == ""
}

func (p *para) heightFor(width float32) float32 {
	return p.label.MinSize().Height * float32(max(p.label.LinesIn(width), 1))
}

// CreateRenderer implements fyne.Widget.
func (p *para) CreateRenderer() fyne.WidgetRenderer { return &paraRenderer{p} }

type paraRenderer struct{ p *para }

func (r *paraRenderer) Destroy()                     {}
func (r *paraRenderer) MinSize() fyne.Size           { return fyne.NewSize(0, r.p.label.MinSize().Height) }
func (r *paraRenderer) Objects() []fyne.CanvasObject { return []fyne.CanvasObject{r.p.label} }
func (r *paraRenderer) Layout(size fyne.Size)        { put(r.p.label, 0, 0, size.Width, size.Height) }
func (r *paraRenderer) Refresh()                     { r.p.label.Refresh() }

// line is one thing that can be said: what it is called, what it does, its control,
// and what is wrong with what was said.
type line struct {
	widget.BaseWidget
	label, help, woe *para
	control          fyne.CanvasObject
}

func newLine(label, help string, control fyne.CanvasObject) *line {
	switch control.(type) {
	case *kit.Input, *kit.Area: // lines stand on panels
		control = kit.OnPanel(control)
	}
	l := &line{
		label: newPara(label, kit.TextBody, kit.Medium, kit.ColorText), help: small(help),
		woe:     newPara("", kit.TextSecondary, kit.Medium, kit.ColorDanger),
		control: control,
	}
	l.help.Hidden = help == ""
	l.woe.Hide()
	l.ExtendBaseWidget(l)
	return l
}

// The measures of a line.
const (
	lineNarrow float32 = 560 // below it the control stands below its name
	lineLabel  float32 = 0.38
	lineGap    float32 = 16
)

// note is what stands below the name: what it does, or in its place what is wrong, so
// that nothing moves below the mouse while somebody types.
func (l *line) note() *para {
	if l.woe.Visible() && !l.bare() {
		return l.woe
	}
	return l.help
}

// bare reports whether nothing explains the line; what is wrong then stands below it.
func (l *line) bare() bool { return l.help.label.Text() == "" }

// widths are those of the texts and of the control.
func (l *line) widths(width float32) (text, control float32, under bool) {
	if width < lineNarrow {
		return width, width, true
	}
	text = width*lineLabel - lineGap
	return text, width - text - lineGap, false
}

func (l *line) heightFor(width float32) float32 {
	text, control, under := l.widths(width)
	words := l.label.heightFor(text)
	if !l.bare() {
		words += 2 + l.note().heightFor(text)
	}
	tall := heightOf(l.control, control)
	height := max(words, tall)
	if under {
		height = words + 6 + tall
	}
	if l.woe.Visible() && l.bare() {
		height += 4 + l.woe.heightFor(width)
	}
	return height
}

// CreateRenderer implements fyne.Widget.
func (l *line) CreateRenderer() fyne.WidgetRenderer { return &lineRenderer{l} }

type lineRenderer struct{ l *line }

func (r *lineRenderer) Destroy() {}
func (r *lineRenderer) MinSize() fyne.Size {
	return fyne.NewSize(120, r.l.heightFor(max(r.l.Size().Width, 120)))
}

func (r *lineRenderer) Objects() []fyne.CanvasObject {
	return []fyne.CanvasObject{r.l.label, r.l.help, r.l.control, r.l.woe}
}

func (r *lineRenderer) Layout(size fyne.Size) {
	l := r.l
	text, control, under := l.widths(size.Width)
	label := l.label.heightFor(text)
	help := float32(0)
	if !l.bare() {
		help = 2 + l.note().heightFor(text)
	}
	tall := heightOf(l.control, control)
	row := max(label+help, tall)
	top := float32(0)
	if !under && label+help < tall && tall <= kit.FieldHeight {
		top = (tall - label - help) / 2
	}
	put(l.label, 0, top, text, label)
	l.help.Hidden = l.bare() || l.note() != l.help
	put(l.note(), 0, top+label+2, text, help-2)
	if under {
		put(l.control, 0, label+help+6, control, tall)
		row = label + help + 6 + tall
	} else {
		put(l.control, size.Width-control, 0, control, tall)
	}
	if l.bare() {
		put(l.woe, 0, row+4, size.Width, size.Height-row-4)
	}
}

func (r *lineRenderer) Refresh() {
	r.Layout(r.l.Size())
	for _, o := range r.Objects() {
		o.Refresh()
	}
}

// row puts things side by side at their own widths, and further ones below them
// where there is no room.
type row struct {
	widget.BaseWidget
	parts []fyne.CanvasObject
}

const rowGap float32 = 10

func newRow(parts ...fyne.CanvasObject) *row {
	r := &row{parts: parts}
	r.ExtendBaseWidget(r)
	return r
}

// each calls place with where every part goes, and returns the height.
func (w *row) each(width float32, place func(o fyne.CanvasObject, x, y float32, size fyne.Size)) float32 {
	x, y, high := float32(0), float32(0), float32(0)
	for _, o := range w.parts {
		if !o.Visible() {
			continue
		}
		size := o.MinSize()
		size.Width = min(size.Width, width)
		if x > 0 && x+size.Width > width {
			x, y, high = 0, y+high+rowGap, 0
		}
		place(o, x, y, size)
		x += size.Width + rowGap
		high = max(high, size.Height)
	}
	return y + high
}

func (w *row) heightFor(width float32) float32 {
	return w.each(width, func(fyne.CanvasObject, float32, float32, fyne.Size) {})
}

// CreateRenderer implements fyne.Widget.
func (w *row) CreateRenderer() fyne.WidgetRenderer { return &rowRenderer{w} }

type rowRenderer struct{ w *row }

func (r *rowRenderer) Destroy() {}
func (r *rowRenderer) MinSize() fyne.Size {
	return fyne.NewSize(60, r.w.heightFor(max(r.w.Size().Width, 60)))
}
func (r *rowRenderer) Objects() []fyne.CanvasObject { return r.w.parts }

func (r *rowRenderer) Layout(size fyne.Size) {
	r.w.each(size.Width, func(o fyne.CanvasObject, x, y float32, own fyne.Size) { put(o, x, y, own.Width, own.Height) })
}

func (r *rowRenderer) Refresh() {
	r.Layout(r.w.Size())
	for _, o := range r.w.parts {
		o.Refresh()
	}
}

// sized gives something a width and height of its own.
type sized struct {
	widget.BaseWidget
	content fyne.CanvasObject
	size    fyne.Size
}

func newSized(content fyne.CanvasObject, width, height float32) *sized {
	s := &sized{content: content, size: fyne.NewSize(width, height)}
	s.ExtendBaseWidget(s)
	return s
}

// CreateRenderer implements fyne.Widget.
func (s *sized) CreateRenderer() fyne.WidgetRenderer {
	return &sizedRenderer{widget.NewSimpleRenderer(s.content), s.size}
}

type sizedRenderer struct {
	fyne.WidgetRenderer
	size fyne.Size
}

func (r *sizedRenderer) MinSize() fyne.Size { return r.size }
