package studio

import (
	"time"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/lang"
	"fyne.io/fyne/v2/widget"

	"matinee/app/ui/kit"
	"matinee/library"
)

// windows shows how far the release windows are.
type windows struct {
	widget.BaseWidget
	ground *kit.Fill
	title  *kit.Label
	none   *para
	list   *widget.List
	rows   []windowLine
	now    time.Time
}

// windowLine is the window of one edition.
type windowLine struct {
	title   string
	edition library.OfferedEdition
}

func newWindows() *windows {
	w := &windows{
		ground: kit.NewFill(kit.ColorSurface, kit.PanelRadius),
		title:  kit.NewLabel(lang.L("Release windows"), kit.TextSection, kit.SemiBold, kit.ColorText).Cut(),
		none:   small(lang.L("Nothing published has a window: it is on offer from the start.")),
	}
	w.list = &widget.List{
		Length:     func() int { return len(w.rows) },
		CreateItem: func() fyne.CanvasObject { return newWindowRow() },
		UpdateItem: func(id widget.ListItemID, o fyne.CanvasObject) {
			if r, ok := o.(*windowRow); ok && id < len(w.rows) {
				r.show(w.rows[id], w.now)
			}
		},
		HideSeparators: true,
	}
	w.list.OnSelected = func(widget.ListItemID) { w.list.UnselectAll() }
	w.list.ExtendBaseWidget(w.list)
	w.ExtendBaseWidget(w)
	return w
}

func (w *windows) set(k known) {
	w.rows, w.now = windowsOf(k), k.now
	w.none.Hidden = len(w.rows) > 0
	w.list.Refresh()
}

// windowsOf are the windows of what is published; where all editions of a bundle have
// the same, they stand for one.
func windowsOf(k known) (lines []windowLine) {
	for _, p := range k.productions {
		if p.State != library.ProductionPublished {
			continue
		}
		var with []library.OfferedEdition
		alike := true
		for _, e := range p.Offered {
			if e.Window == nil {
				continue
			}
			if len(with) > 0 && (!with[0].Window.From.Equal(e.Window.From) || !with[0].Window.Until.Equal(e.Window.Until)) {
				alike = false
			}
			with = append(with, e)
		}
		if alike && len(with) > 1 {
			with = with[:1]
		}
		for _, e := range with {
			title := p.Title
			if !alike {
				title += " · " + e.Name
			}
			lines = append(lines, windowLine{title, e})
		}
	}
	return lines
}

// CreateRenderer implements fyne.Widget.
func (w *windows) CreateRenderer() fyne.WidgetRenderer { return &windowsRenderer{w} }

type windowsRenderer struct{ w *windows }

func (r *windowsRenderer) Destroy()           {}
func (r *windowsRenderer) MinSize() fyne.Size { return fyne.NewSize(200, 120) }

func (r *windowsRenderer) Objects() []fyne.CanvasObject {
	return []fyne.CanvasObject{r.w.ground, r.w.title, r.w.none, r.w.list}
}

func (r *windowsRenderer) Layout(size fyne.Size) {
	put(r.w.ground, 0, 0, size.Width, size.Height)
	put(r.w.title, tablePad, 14, size.Width-2*tablePad, 22)
	put(r.w.none, tablePad, 46, size.Width-2*tablePad, size.Height-60)
	put(r.w.list, tablePad, 44, size.Width-2*tablePad, size.Height-54)
	r.w.list.Hidden = len(r.w.rows) == 0
}

func (r *windowsRenderer) Refresh() {
	r.Layout(r.w.Size())
	for _, o := range r.Objects() {
		o.Refresh()
	}
}

// windowRow is the window of one edition, with a bar.
type windowRow struct {
	widget.BaseWidget
	title, left *kit.Label
	bar         *kit.Progress
}

func newWindowRow() *windowRow {
	r := &windowRow{
		title: kit.NewLabel("", kit.TextBody, kit.Regular, kit.ColorText).Cut(),
		left:  kit.NewLabel("", kit.TextSecondary, kit.Regular, kit.ColorMuted).Cut(), bar: kit.NewProgress(),
	}
	r.ExtendBaseWidget(r)
	return r
}

func (r *windowRow) show(l windowLine, now time.Time) {
	text, over := windowWords(l.edition, now)
	tone, color := kit.ToneActive, kit.ColorMuted
	if now.After(l.edition.Window.Until) {
		tone, color = kit.ToneGood, kit.ColorGood
	}
	r.title.SetText(l.title)
	r.left.Set(text, color)
	r.bar.Set(over, tone)
}

// CreateRenderer implements fyne.Widget.
func (r *windowRow) CreateRenderer() fyne.WidgetRenderer { return &windowRowRenderer{r} }

type windowRowRenderer struct{ r *windowRow }

func (r *windowRowRenderer) Destroy()           {}
func (r *windowRowRenderer) MinSize() fyne.Size { return fyne.NewSize(160, 56) }

func (r *windowRowRenderer) Objects() []fyne.CanvasObject {
	return []fyne.CanvasObject{r.r.title, r.r.left, r.r.bar}
}

func (r *windowRowRenderer) Layout(size fyne.Size) {
	put(r.r.title, 0, 4, size.Width, 18)
	put(r.r.left, 0, 23, size.Width, 16)
	put(r.r.bar, 0, 43, size.Width, 4)
}

func (r *windowRowRenderer) Refresh() {
	r.Layout(r.r.Size())
	for _, o := range r.Objects() {
		o.Refresh()
	}
}
