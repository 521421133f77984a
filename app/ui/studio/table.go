package studio

import (
	"strconv"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/lang"
	"fyne.io/fyne/v2/widget"

	"matinee/app/ui/kit"
	"matinee/library"
)

// table lists one's own bundles; only rows in sight exist. Enter opens one.
type table struct {
	widget.BaseWidget
	ground *kit.Fill
	heads  []*kit.Label
	ruler  *kit.Fill
	list   *prodList
}

func newTable(s *Screen) *table {
	t := &table{ground: kit.NewFill(kit.ColorSurface, kit.PanelRadius), ruler: kit.NewFill(kit.ColorLine, 0), list: newProdList(s)}
	for _, text := range []string{lang.L("Production"), lang.L("Offer"), lang.L("Window"), lang.L("Licenses"), lang.L("Seeds")} {
		t.heads = append(t.heads, kit.NewLabel(text, kit.TextSecondary, kit.Regular, kit.ColorMuted).Cut())
	}
	t.ExtendBaseWidget(t)
	return t
}

func (t *table) set(k known) {
	t.list.known = k
	t.list.Refresh()
}

// columns are where the columns begin and how wide they are, in a width; those with
// no room have none.
func columns(width float32) [5][2]float32 {
	const chip, number = 124, 68
	right := width
	var at [5][2]float32
	take := func(i int, room float32) {
		right -= room
		at[i] = [2]float32{right, room - 12}
	}
	take(4, number)
	take(3, number)
	take(2, chip)
	if right > 320 {
		take(1, right*0.46)
	}
	at[0] = [2]float32{0, right - 12}
	return at
}

// CreateRenderer implements fyne.Widget.
func (t *table) CreateRenderer() fyne.WidgetRenderer { return &tableRenderer{t} }

type tableRenderer struct{ t *table }

const (
	tablePad float32 = 18
	headRoom float32 = 44
	prodRoom float32 = 56
)

func (r *tableRenderer) Destroy()           {}
func (r *tableRenderer) MinSize() fyne.Size { return fyne.NewSize(320, 120) }

func (r *tableRenderer) Objects() []fyne.CanvasObject {
	objects := []fyne.CanvasObject{r.t.ground, r.t.ruler, r.t.list}
	for _, h := range r.t.heads {
		objects = append(objects, h)
	}
	return objects
}

func (r *tableRenderer) Layout(size fyne.Size) {
	put(r.t.ground, 0, 0, size.Width, size.Height)
	width := size.Width - 2*tablePad
	for i, at := range columns(width) {
		r.t.heads[i].Hidden = at[1] <= 0
		put(r.t.heads[i], tablePad+at[0], 12, at[1], 20)
	}
	put(r.t.ruler, tablePad, headRoom-1, width, 1)
	put(r.t.list, tablePad, headRoom, width, size.Height-headRoom-10)
}

func (r *tableRenderer) Refresh() {
	r.Layout(r.t.Size())
	for _, o := range r.Objects() {
		o.Refresh()
	}
}

// prodList is the virtual list of the table.
type prodList struct {
	kit.List
	known known
	do    *Screen
	at    int
}

func newProdList(s *Screen) *prodList {
	l := &prodList{do: s}
	l.Length = l.entries
	l.CreateItem = func() fyne.CanvasObject { return newProdRow(s) }
	l.UpdateItem = func(id widget.ListItemID, o fyne.CanvasObject) {
		r, ok := o.(*prodRow)
		if !ok || id >= l.entries() {
			return
		}
		if d := l.draftAt(id); d != nil {
			r.showDraft(*d)
			return
		}
		p := l.known.productions[id-len(l.known.drafts)]
		r.show(p, l.known.transfers[p.Bundle], l.known)
	}
	l.OnSelected = func(widget.ListItemID) { l.UnselectAll() }
	l.OnHighlighted = func(id widget.ListItemID) { l.at = id }
	l.HideSeparators = true
	l.ExtendBaseWidget(l)
	return l
}

// TypedKey implements fyne.Focusable.
func (l *prodList) TypedKey(e *fyne.KeyEvent) {
	if !l.pressed(e.Name) {
		l.List.TypedKey(e)
	}
}

// prodRow is one production, or a draft that may become one.
type prodRow struct {
	widget.BaseWidget
	do                   *Screen
	production           library.Production
	draft                *library.KeptDraft // instead of a production
	drop                 *kit.Button        // of a draft
	title, state, offers *kit.Label
	chip                 *kit.Chip
	licences, seeds      *kit.Label
	ruler                *kit.Fill
}

func newProdRow(s *Screen) *prodRow {
	r := &prodRow{
		do:       s,
		title:    kit.NewLabel("", kit.TextBody, kit.SemiBold, kit.ColorText).Cut(),
		state:    kit.NewLabel("", kit.TextSecondary, kit.Regular, kit.ColorMuted).Cut(),
		offers:   kit.NewLabel("", kit.TextBody, kit.Regular, kit.ColorText).Cut(),
		chip:     kit.NewChip("", kit.ToneNeutral),
		licences: kit.NewLabel("", kit.TextBody, kit.Regular, kit.ColorText).Cut(),
		seeds:    kit.NewLabel("", kit.TextBody, kit.Regular, kit.ColorText).Cut(),
		ruler:    kit.NewFill(kit.ColorLine, 0),
	}
	look := kit.Quiet()
	look.Height, look.Icon = 32, 14
	r.drop = kit.NewIconButton(kit.IconClose, look, func() {
		if r.draft != nil {
			s.askForget(*r.draft)
		}
	})
	r.drop.Hide()
	r.ExtendBaseWidget(r)
	return r
}

func (r *prodRow) show(p library.Production, t library.Transfer, k known) {
	r.production, r.draft = p, nil
	r.drop.Hide()
	r.title.SetText(p.Title)
	r.state.SetText(stateWords(p, k.now))
	r.offers.SetText(offersWords(p.Offered))
	r.chip.Set(chipOf(p, k.now))
	r.licences.SetText(strconv.Itoa(p.Licences))
	seeds := "–"
	if t.ID != "" {
		seeds = strconv.Itoa(t.Seeds)
	}
	r.seeds.SetText(seeds)
}

// Tapped implements fyne.Tappable.
func (r *prodRow) Tapped(*fyne.PointEvent) {
	if r.draft != nil {
		r.do.goOn(*r.draft)
		return
	}
	r.do.open(r.production)
}

// CreateRenderer implements fyne.Widget.
func (r *prodRow) CreateRenderer() fyne.WidgetRenderer { return &prodRenderer{r} }

type prodRenderer struct{ r *prodRow }

func (r *prodRenderer) Destroy()           {}
func (r *prodRenderer) MinSize() fyne.Size { return fyne.NewSize(300, prodRoom) }

func (r *prodRenderer) Objects() []fyne.CanvasObject {
	w := r.r
	return []fyne.CanvasObject{w.title, w.state, w.offers, w.chip, w.licences, w.seeds, w.drop, w.ruler}
}

func (r *prodRenderer) Layout(size fyne.Size) {
	w, at := r.r, columns(size.Width)
	put(w.title, at[0][0], 10, at[0][1], 18)
	put(w.state, at[0][0], 30, at[0][1], 16)
	w.offers.Hidden = at[1][1] <= 0
	put(w.offers, at[1][0], 0, at[1][1], size.Height)
	put(w.chip, at[2][0], 0, at[2][1], size.Height)
	put(w.licences, at[3][0], 0, at[3][1], size.Height)
	put(w.seeds, at[4][0], 0, at[4][1], size.Height)
	put(w.drop, size.Width-40, (size.Height-32)/2, 32, 32)
	put(w.ruler, 0, size.Height-1, size.Width, 1)
}

func (r *prodRenderer) Refresh() {
	r.Layout(r.r.Size())
	for _, o := range r.Objects() {
		o.Refresh()
	}
}
