package home

import (
	"image"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"
	"fyne.io/fyne/v2/driver/desktop"
	"fyne.io/fyne/v2/lang"
	"fyne.io/fyne/v2/widget"

	"matinee/app/ui/art"
	"matinee/app/ui/cards"
	"matinee/app/ui/kit"
	"matinee/library"
)

// results is the panel of what was found.
type results struct {
	widget.BaseWidget
	ground *kit.Fill
	none   *kit.Label
	rows   []*result
	hits   []library.Hit
	at     int
}

func newResults(loader *art.Loader, open func(index int)) *results {
	r := &results{
		ground: kit.NewFill("overlayBackground", kit.PanelRadius).Raised(),
		none:   kit.NewLabel(lang.L("Nothing of that name is in your library"), kit.TextBody, kit.Regular, kit.ColorMuted).Cut(),
	}
	for i := range maxHits {
		r.rows = append(r.rows, newResult(loader, func() { open(i) }, func() { r.mark(i) }))
	}
	r.Hidden = true
	r.ExtendBaseWidget(r)
	return r
}

// show shows hits, the first one marked.
func (r *results) show(hits []library.Hit) {
	r.hits = hits[:min(len(hits), len(r.rows))]
	for i, row := range r.rows {
		if i < len(r.hits) {
			row.show(r.hits[i])
			row.Show()
		} else {
			row.Hide()
		}
	}
	r.none.Hidden = len(r.hits) > 0
	r.Show()
	r.mark(0)
	r.Refresh()
}

func (r *results) step(by int) {
	if n := len(r.hits); n > 0 && r.Visible() {
		r.mark((r.at + by + n) % n)
	}
}

// marked is the hit that Enter opens; nil for none.
func (r *results) marked() fyne.CanvasObject {
	if !r.Visible() || r.at >= len(r.hits) {
		return nil
	}
	return r.rows[r.at]
}

func (r *results) mark(index int) {
	r.at = index
	for i, row := range r.rows {
		row.setMarked(i == index)
	}
}

// The measures of the panel.
const (
	resultsPad   float32 = 8
	resultHeight float32 = 52
	thumbWidth   float32 = 64
	thumbHeight  float32 = 36
)

// CreateRenderer implements fyne.Widget.
func (r *results) CreateRenderer() fyne.WidgetRenderer { return &resultsRenderer{r} }

type resultsRenderer struct{ r *results }

func (r *resultsRenderer) Destroy() {}

func (r *resultsRenderer) MinSize() fyne.Size {
	return fyne.NewSize(260, 2*resultsPad+resultHeight*float32(max(len(r.r.hits), 1)))
}

func (r *resultsRenderer) Objects() []fyne.CanvasObject {
	objects := []fyne.CanvasObject{r.r.ground, r.r.none}
	for _, row := range r.r.rows {
		objects = append(objects, row)
	}
	return objects
}

func (r *resultsRenderer) Layout(size fyne.Size) {
	r.r.ground.Resize(size)
	put(r.r.none, resultsPad+12, resultsPad, size.Width-2*resultsPad-24, resultHeight)
	for i, row := range r.r.rows {
		y := resultsPad + float32(i)*resultHeight
		put(row, resultsPad, y, size.Width-2*resultsPad, resultHeight)
		if i < len(r.r.hits) { // a low window shows as many as it has room for
			row.Hidden = y+resultHeight > size.Height
		}
	}
}

func (r *resultsRenderer) Refresh() {
	r.Layout(r.r.Size())
	r.r.ground.Refresh()
	r.r.none.Refresh()
}

// result is one hit.
type result struct {
	widget.BaseWidget
	ground         *kit.Fill
	thumb          *canvas.Image
	title, caption *kit.Label
	loader         *art.Loader
	ticket         *art.Ticket
	open, mark     func()
}

func newResult(loader *art.Loader, open, mark func()) *result {
	r := &result{
		ground: kit.NewFill(kit.ColorNone, 9), loader: loader, open: open, mark: mark,
		thumb:   &canvas.Image{FillMode: canvas.ImageFillCover, CornerRadius: 6},
		title:   kit.NewLabel("", kit.TextBody, kit.SemiBold, kit.ColorText).Cut(),
		caption: kit.NewLabel("", kit.TextSecondary, kit.Regular, kit.ColorMuted).Cut(),
	}
	r.ExtendBaseWidget(r)
	return r
}

func (r *result) show(h library.Hit) {
	title, caption := words(h)
	r.title.SetText(title)
	r.caption.SetText(caption)
	r.ticket.Cancel()
	w := cards.Want(r, h.Card, library.ShapeCard, fyne.NewSize(thumbWidth, thumbHeight))
	var now image.Image
	now, r.ticket = r.loader.Load(w, r.picture)
	r.picture(now)
}

func (r *result) picture(picture image.Image) {
	if r.thumb.Image != picture {
		r.thumb.Image = picture
		r.thumb.Refresh()
	}
}

func (r *result) setMarked(on bool) {
	if on {
		r.ground.SetColor(kit.ColorRaised)
	} else {
		r.ground.SetColor(kit.ColorNone)
	}
}

// Tapped implements fyne.Tappable.
func (r *result) Tapped(*fyne.PointEvent) { r.open() }

// MouseIn implements desktop.Hoverable.
func (r *result) MouseIn(*desktop.MouseEvent) { r.mark() }

// MouseMoved implements desktop.Hoverable.
func (r *result) MouseMoved(*desktop.MouseEvent) {}

// MouseOut implements desktop.Hoverable.
func (r *result) MouseOut() {}

// Cursor implements desktop.Cursorable.
func (r *result) Cursor() desktop.Cursor { return desktop.PointerCursor }

// CreateRenderer implements fyne.Widget.
func (r *result) CreateRenderer() fyne.WidgetRenderer { return &resultRenderer{r} }

type resultRenderer struct{ r *result }

func (r *resultRenderer) Destroy()           {}
func (r *resultRenderer) MinSize() fyne.Size { return fyne.NewSize(200, resultHeight) }

func (r *resultRenderer) Objects() []fyne.CanvasObject {
	return []fyne.CanvasObject{r.r.ground, r.r.thumb, r.r.title, r.r.caption}
}

func (r *resultRenderer) Layout(size fyne.Size) {
	r.r.ground.Resize(size)
	put(r.r.thumb, 8, (size.Height-thumbHeight)/2, thumbWidth, thumbHeight)
	put(r.r.title, 84, 8, size.Width-96, 18)
	put(r.r.caption, 84, 27, size.Width-96, 16)
}

func (r *resultRenderer) Refresh() {
	for _, o := range r.Objects() {
		o.Refresh()
	}
}

// shade lies under the results and over the rest: a click on it ends the search.
type shade struct {
	widget.BaseWidget
	end func()
}

func newShade(end func()) *shade {
	s := &shade{end: end}
	s.Hidden = true
	s.ExtendBaseWidget(s)
	return s
}

// Voice implements kit.Voiced: it is nothing to hear of.
func (s *shade) Voice() kit.Voice { return kit.Voice{} }

// Tapped implements fyne.Tappable.
func (s *shade) Tapped(*fyne.PointEvent) { s.end() }

// CreateRenderer implements fyne.Widget.
func (s *shade) CreateRenderer() fyne.WidgetRenderer {
	return widget.NewSimpleRenderer(canvas.NewRectangle(nil))
}
