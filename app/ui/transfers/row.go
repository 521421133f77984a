package transfers

import (
	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/widget"

	"matinee/app/ui/kit"
)

// handlers is what can be done in a row.
type handlers struct {
	play    func(Entry)
	pause   func(Entry)
	outside func(Entry)
	menu    func(Entry, fyne.Position)
}

// row shows one bundle. Its parts are made once and changed in place.
type row struct {
	widget.BaseWidget
	at    int // place in the list it shows now
	line  line
	entry Entry
	do    handlers

	title, detail           *kit.Label
	chip                    *kit.Chip
	bar                     *kit.Progress
	down, up, ratio, people *kit.Label
	pause, menu             *kit.Button
	ruler                   *kit.Fill
}

func newRow(do handlers) *row {
	figure := func() *kit.Label {
		return kit.NewLabel("", 13, kit.Regular, kit.ColorText).Cut()
	}
	r := &row{
		at: -1, do: do,
		title:  kit.NewLabel("", kit.TextBody, kit.SemiBold, kit.ColorText).Cut(),
		detail: kit.NewLabel("", kit.TextSecondary, kit.Regular, kit.ColorMuted).Cut(),
		chip:   kit.NewChip("", kit.ToneNeutral), bar: kit.NewProgress(),
		down: figure(), up: figure(), ratio: figure(), people: figure(),
		ruler: kit.NewFill(kit.ColorLine, 0),
	}
	look := kit.Quiet()
	look.Icon, look.Text = 18, kit.ColorText
	r.pause = kit.NewIconButton(kit.IconPause, look, func() { r.do.pause(r.entry) })
	r.menu = kit.NewIconButton(kit.IconMore, look, func() { r.openMenu(nil) })
	r.ExtendBaseWidget(r)
	return r
}

// show changes what differs from what is shown, and nothing else.
func (r *row) show(at int, e Entry) {
	r.at, r.entry = at, e
	l := describe(e)
	if l == r.line {
		return
	}
	moved := l.problem != r.line.problem || l.sizeless != r.line.sizeless
	r.line = l
	r.title.SetText(l.title)
	r.chip.Set(l.state, l.tone)
	r.bar.Set(l.progress, l.barTone)
	r.down.SetText(l.down)
	r.up.SetText(l.up)
	r.ratio.SetText(l.ratio)
	r.people.SetText(l.people)
	icon := kit.IconPause
	if l.paused {
		icon = kit.IconPlay
	}
	r.pause.Set("", icon)
	r.showDetail()
	if moved {
		r.Refresh()
	}
}

func (r *row) showDetail() {
	text, color := r.line.detail, kit.ColorMuted
	if columnsFor(r.Size().Width).narrow {
		text = r.line.short
	}
	if r.line.problem {
		color = kit.ColorDanger
	}
	r.detail.Set(text, color)
}

// openMenu opens the actions at a point, or below the menu button.
func (r *row) openMenu(at *fyne.Position) {
	if at == nil {
		corner := fyne.CurrentApp().Driver().AbsolutePositionForObject(r.menu)
		corner = corner.AddXY(0, r.menu.Size().Height+4)
		at = &corner
	}
	r.do.menu(r.entry, *at)
}

// DoubleTapped implements fyne.DoubleTappable: play.
func (r *row) DoubleTapped(*fyne.PointEvent) { r.do.play(r.entry) }

// TappedSecondary implements fyne.SecondaryTappable: the actions.
func (r *row) TappedSecondary(e *fyne.PointEvent) { r.openMenu(&e.AbsolutePosition) }

// CreateRenderer implements fyne.Widget.
func (r *row) CreateRenderer() fyne.WidgetRenderer { return &rowRenderer{r} }

type rowRenderer struct{ row *row }

func (r *rowRenderer) Destroy() {}

func (r *rowRenderer) Objects() []fyne.CanvasObject {
	w := r.row
	return []fyne.CanvasObject{
		w.title, w.detail, w.chip, w.bar, w.down, w.up, w.ratio, w.people, w.pause, w.menu, w.ruler,
	}
}

func (r *rowRenderer) MinSize() fyne.Size { return fyne.NewSize(300, rowHeight) }

func (r *rowRenderer) Refresh() {
	r.Layout(r.row.Size())
	for _, o := range r.Objects() {
		o.Refresh()
	}
}

// Layout puts the parts into the columns there is room for.
func (r *rowRenderer) Layout(size fyne.Size) {
	w, c := r.row, columnsFor(size.Width)
	put(w.pause, c.actions, (rowHeight-34)/2, 34, 34)
	put(w.menu, c.actions+36, (rowHeight-34)/2, 34, 34)
	put(w.ruler, 0, size.Height+rowRuler, size.Width, 1)
	text := c.state - c.title - rowGap
	detail := text
	put(w.chip, c.state, 0, c.progress-c.state-8, rowHeight)
	if w.line.problem { // its text runs below the columns
		put(w.chip, c.state, 5, c.progress-c.state-8, 20)
		detail = c.actions - c.title - rowGap
	}
	put(w.title, c.title, 9, text, 17)
	put(w.detail, c.title, 26, detail, 15)
	figures := !c.narrow && !w.line.problem
	w.bar.Hidden = w.line.problem || w.line.sizeless
	for _, f := range []struct {
		label *kit.Label
		x     float32
		width float32
	}{
		{w.down, c.down, rateWidth},
		{w.up, c.up, rateWidth},
		{w.ratio, c.ratio, ratioWidth},
		{w.people, c.people, peopleWidth},
	} {
		f.label.Hidden = !figures || f.x == 0
		put(f.label, f.x, 0, f.width-6, rowHeight)
	}
	if c.narrow {
		put(w.bar, c.title, rowHeight-8, text, 4)
	} else {
		put(w.bar, c.progress, 0, c.bar, rowHeight)
	}
	w.showDetail()
}

func put(o fyne.CanvasObject, x, y, width, height float32) {
	o.Move(fyne.NewPos(x, y))
	o.Resize(fyne.NewSize(max(width, 0), height))
}
