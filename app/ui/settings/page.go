package settings

import (
	"slices"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"
	"fyne.io/fyne/v2/lang"
	"fyne.io/fyne/v2/widget"

	"matinee/app/ui/kit"
)

// page shows the settings of one group, or those a search found.
type page struct {
	widget.BaseWidget
	s      *Screen
	host   *host
	rows   map[string]*row // by key; a row is made when it is shown first
	shown  []*row
	values map[string]string // as they were read last
	broken map[string]error
	body   *pageBody
	scroll *container.Scroll
	none   *kit.Label
}

func newPage(s *Screen) *page {
	p := &page{
		s: s, rows: map[string]*row{},
		none: kit.NewLabel(lang.L("No setting has these words."), kit.TextBody, kit.Regular, kit.ColorMuted).Cut(),
	}
	p.host = s.host(p.relayout)
	p.body = newPageBody(p)
	p.scroll = container.NewVScroll(p.body)
	p.ExtendBaseWidget(p)
	return p
}

// choose shows the rows that fit.
func (p *page) choose(fits func(spec) bool) {
	var shown []*row
	for _, x := range p.s.specs {
		if fits(x) {
			shown = append(shown, p.row(x))
		}
	}
	if slices.Equal(shown, p.shown) {
		return
	}
	p.shown = shown
	p.scroll.ScrollToTop()
	p.relayout()
}

// row is the row of a setting.
func (p *page) row(x spec) *row {
	r, ok := p.rows[x.key]
	if !ok {
		r = newRow(p.host, x)
		p.rows[x.key] = r
		if p.values != nil {
			r.show(p.values[x.key], p.broken[x.key])
		}
	}
	return r
}

// update brings the rows up to date.
func (p *page) update(values map[string]string, unusable map[string]error) {
	p.values, p.broken = values, unusable
	for key, r := range p.rows {
		r.show(values[key], unusable[key])
	}
}

func (p *page) relayout() {
	if p.body != nil {
		p.none.Hidden = len(p.shown) > 0
		p.body.Refresh()
		p.scroll.Refresh()
	}
}

// CreateRenderer implements fyne.Widget.
func (p *page) CreateRenderer() fyne.WidgetRenderer { return &pageRenderer{p} }

type pageRenderer struct{ p *page }

func (r *pageRenderer) Destroy()           {}
func (r *pageRenderer) MinSize() fyne.Size { return fyne.NewSize(320, 200) }

func (r *pageRenderer) Objects() []fyne.CanvasObject {
	return []fyne.CanvasObject{r.p.scroll, r.p.none}
}

func (r *pageRenderer) Layout(size fyne.Size) {
	r.p.scroll.Resize(size)
	put(r.p.none, 4, 8, size.Width, 20)
}

func (r *pageRenderer) Refresh() {
	r.Layout(r.p.Size())
	r.p.scroll.Refresh()
	r.p.none.Refresh()
}

// pageBody is the panel with the rows.
type pageBody struct {
	widget.BaseWidget
	p      *page
	ground *kit.Fill
}

func newPageBody(p *page) *pageBody {
	b := &pageBody{p: p, ground: kit.NewFill(kit.ColorSurface, kit.PanelRadius)}
	b.ExtendBaseWidget(b)
	return b
}

// CreateRenderer implements fyne.Widget.
func (b *pageBody) CreateRenderer() fyne.WidgetRenderer { return &bodyRenderer{b} }

type bodyRenderer struct{ b *pageBody }

// pageRight keeps the panel clear of the scroll bar.
const pageRight float32 = 12

func (r *bodyRenderer) Destroy() {}

func (r *bodyRenderer) MinSize() fyne.Size {
	height := float32(0)
	for _, row := range r.b.p.shown {
		height += row.MinSize().Height
	}
	return fyne.NewSize(320, height+20)
}

func (r *bodyRenderer) Objects() []fyne.CanvasObject {
	objects := []fyne.CanvasObject{r.b.ground}
	for _, row := range r.b.p.shown {
		objects = append(objects, row)
	}
	return objects
}

func (r *bodyRenderer) Layout(size fyne.Size) {
	width := size.Width - pageRight
	y := float32(0)
	for i, row := range r.b.p.shown {
		row.ruler.Hidden = i == len(r.b.p.shown)-1
		height := row.MinSize().Height
		put(row, 0, y, width, height)
		y += height
	}
	put(r.b.ground, 0, 0, width, y)
	r.b.ground.Hidden = y == 0
}

func (r *bodyRenderer) Refresh() {
	r.Layout(r.b.Size())
	for _, o := range r.Objects() {
		o.Refresh()
	}
}
