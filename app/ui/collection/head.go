package collection

import (
	"strings"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/lang"
	"fyne.io/fyne/v2/widget"

	"matinee/app/ui/kit"
	"matinee/library"
)

// head is what stands above the grid: the title, the search, the filters, the
// order and the view.
type head struct {
	widget.BaseWidget
	s            *Screen
	title, total *kit.Label
	field        *kit.Field
	filters      *kit.Choice
	order, view  *kit.Button
	add          *kit.Button
}

// The measures of the head.
const (
	headHeight float32 = 124
	headSearch float32 = 300
)

func newHead(s *Screen) *head {
	h := &head{
		s:     s,
		title: kit.NewLabel(lang.L("Library"), kit.TextTitle, kit.Bold, kit.ColorText),
		total: kit.NewLabel("", kit.TextBody, kit.Regular, kit.ColorMuted).Cut(),
		field: kit.NewField(lang.L("Search"), kit.IconSearch),
	}
	h.field.OnChanged = func(text string) {
		s.ask(func(q *library.ShelfQuery) { q.Text = strings.TrimSpace(text) })
	}
	h.field.OnSubmitted = func(string) { s.with(s.grid.At(), s.actions.Open) }
	h.field.OnKey = h.key
	var words []string
	for _, f := range filters() {
		words = append(words, f.text)
	}
	h.filters = kit.NewChoice(words, func(i int) {
		s.ask(func(q *library.ShelfQuery) { q.Filter = filters()[i].filter })
	})
	look := kit.Quiet()
	h.order = kit.NewButton("", kit.IconSort, look, h.chooseOrder)
	h.view = kit.NewIconButton("", look, func() { s.setList(!s.list) })
	h.order.Call(lang.L("Order"))
	look = kit.Plain()
	look.Height = kit.FieldHeight
	h.add = kit.NewButton(lang.L("Add"), kit.IconAdd, look, s.desk.ShowAdd)
	for _, b := range []interface {
		PassKeys(func(*fyne.KeyEvent), func(rune))
	}{h.filters, h.order, h.view, h.add} {
		b.PassKeys(h.otherKey, s.rune)
	}
	h.look()
	h.ExtendBaseWidget(h)
	return h
}

// key leads from the field into the grid, and empties it.
func (h *head) key(e *fyne.KeyEvent) bool {
	switch e.Name {
	case fyne.KeyDown:
		h.s.desk.Focus(h.s.grid)
	case fyne.KeyEscape:
		h.clear()
		h.s.desk.Focus(h.s.grid)
	default:
		return false
	}
	return true
}

// otherKey is what the buttons have no use for.
func (h *head) otherKey(e *fyne.KeyEvent) {
	switch e.Name {
	case fyne.KeyDown:
		h.s.desk.Focus(h.s.grid)
	case fyne.KeyEscape:
		h.clear()
	}
}

// clear takes search and filter back.
func (h *head) clear() {
	h.field.SetText("")
	h.filters.Set(0)
	h.s.ask(func(q *library.ShelfQuery) { q.Text, q.Filter = "", library.FilterAll })
}

func (h *head) chooseOrder() {
	var items []kit.MenuItem
	now := h.s.query.Load().Sort
	for _, o := range orders() {
		items = append(items, kit.MenuItem{Text: o.text, Checked: o.sort == now, Do: func() {
			h.s.desk.Remember(keySort, string(o.sort))
			h.s.ask(func(q *library.ShelfQuery) { q.Sort = o.sort })
			h.look()
		}})
	}
	if c := h.s.canvas(); c != nil {
		corner := fyne.CurrentApp().Driver().AbsolutePositionForObject(h.order)
		kit.ShowMenu(c, corner.AddXY(0, h.order.Size().Height+4), items)
	}
}

// count says how many bundles are shown.
func (h *head) count(n int) {
	text := ""
	if n > 0 {
		text = countOf(n)
	}
	h.total.SetText(text)
}

// look shows order and view.
func (h *head) look() {
	text := textOf(h.s.query.Load().Sort)
	if h.narrow() {
		text = ""
	}
	h.order.Set(text, kit.IconSort)
	icon := kit.IconItems // what a press leads to
	if h.s.list {
		icon = kit.IconGrid
	}
	h.view.Set("", icon)
	(&headRenderer{h}).Layout(h.Size())
}

// narrow tells that the filters leave no room for words beside them.
func (h *head) narrow() bool {
	return h.Size().Width > 0 && h.Size().Width < h.filters.MinSize().Width+230
}

// CreateRenderer implements fyne.Widget.
func (h *head) CreateRenderer() fyne.WidgetRenderer { return &headRenderer{h} }

type headRenderer struct{ h *head }

func (r *headRenderer) Destroy()           {}
func (r *headRenderer) MinSize() fyne.Size { return fyne.NewSize(320, headHeight) }

func (r *headRenderer) Objects() []fyne.CanvasObject {
	h := r.h
	return []fyne.CanvasObject{h.title, h.total, h.field, h.add, h.filters, h.order, h.view}
}

func (r *headRenderer) Layout(size fyne.Size) {
	h := r.h
	if words := !h.narrow(); words != (h.order.Text() != "") && size.Width > 0 {
		text := ""
		if words {
			text = textOf(h.s.query.Load().Sort)
		}
		h.order.Set(text, kit.IconSort)
	}
	add := h.add.MinSize()
	place(h.title, 0, 20, h.title.Width(), 36)
	place(h.add, size.Width-add.Width, 19, add.Width, add.Height)
	search := min(headSearch, size.Width-add.Width-h.title.Width()-40)
	place(h.field, size.Width-add.Width-10-search, 19, search, kit.FieldHeight)
	place(h.total, h.title.Width()+14, 27, size.Width-add.Width-10-search-h.title.Width()-24, 26)
	const y = 74
	view, order := h.view.MinSize(), h.order.MinSize()
	place(h.view, size.Width-view.Width, y-1, view.Width, view.Height)
	place(h.order, size.Width-view.Width-order.Width-2, y-1, order.Width, order.Height)
	place(h.filters, 0, y, min(h.filters.MinSize().Width, size.Width-view.Width-order.Width-14), kit.ChoiceHeight)
}

func (r *headRenderer) Refresh() {
	r.Layout(r.h.Size())
	for _, o := range r.Objects() {
		o.Refresh()
	}
}
