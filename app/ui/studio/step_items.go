package studio

import (
	"path"
	"slices"
	"strconv"
	"strings"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/lang"
	"fyne.io/fyne/v2/widget"

	"matinee/app/ui/kit"
	"matinee/app/ui/say"
	"matinee/library"
)

// itemsStep lists what is in the bundle, in its order.
type itemsStep struct {
	f    *flow
	list *itemList
	out  []library.DraftItem // what was taken out, the last of them last
}

func (s *itemsStep) show() fyne.CanvasObject {
	s.list = newItemList(s)
	s.list.set()
	return s.list
}

func (s *itemsStep) missing() string {
	for _, i := range s.f.draft.Items {
		if i.Role == library.RoleMain {
			return ""
		}
	}
	return lang.L("Nothing in it is a main item: there is nothing to watch or to hear.")
}

// move puts an item one place earlier or later.
func (s *itemsStep) move(at, by int) int {
	items := s.f.draft.Items
	to := at + by
	if at < 0 || at >= len(items) || to < 0 || to >= len(items) {
		return at
	}
	items[at], items[to] = items[to], items[at]
	s.list.set()
	return to
}

// takeOut leaves an item out of the bundle; its file stays.
func (s *itemsStep) takeOut(at int) {
	items := s.f.draft.Items
	if at < 0 || at >= len(items) {
		return
	}
	s.out = append(s.out, items[at])
	s.f.draft.Items = slices.Delete(slices.Clone(items), at, at+1)
	s.list.set()
}

// putBack takes in again what was left out last.
func (s *itemsStep) putBack() {
	if n := len(s.out); n > 0 {
		s.f.draft.Items = append(s.f.draft.Items, s.out[n-1])
		s.out = s.out[:n-1]
		s.list.set()
	}
}

// free is a path in the bundle that nothing has.
func (f *flow) free(name string) library.ItemPath {
	ext := path.Ext(name)
	for n := 1; ; n++ {
		at := library.ItemPath(name)
		if n > 1 {
			at = library.ItemPath(strings.TrimSuffix(name, ext) + " (" + strconv.Itoa(n) + ")" + ext)
		}
		if f.draft.Item(at) == nil {
			return at
		}
	}
}

// itemWords say what an item is called.
func itemWords(i library.DraftItem) string {
	title := i.Name
	switch {
	case i.Role == library.RolePoster && i.Frame != "":
		text := lang.L("A frame of {{.Film}}", map[string]any{"Film": path.Base(i.Frame)})
		if i.At > 0 {
			text += ", " + frameAt(i.At)
		}
		return text
	case title == "":
		title = path.Base(string(i.Path))
	}
	return say.Item(library.ItemName{Title: title, Season: int(i.Season), Episode: int(i.Episode)})
}

// aboutItem says what else is known of it: its file, languages, and whose it is.
func aboutItem(d *library.Draft, i library.DraftItem) string {
	parts := []string{string(i.Path)}
	for _, l := range i.Languages {
		parts = append(parts, say.Language(string(l)))
	}
	if of := d.Item(i.For); of != nil {
		parts = append(parts, lang.L("for {{.Item}}", map[string]any{"Item": itemWords(*of)}))
	}
	if i.Role.Sealable() {
		var names []string
		for _, id := range i.Editions {
			if e := d.Edition(id); e != nil {
				names = append(names, e.Name)
			}
		}
		if len(names) == 0 {
			names = append(names, lang.L("for everybody"))
		}
		parts = append(parts, strings.Join(names, ", "))
	}
	return strings.Join(parts, " · ")
}

// itemList is the virtual list of items, with what can be done with all of them above.
// Enter changes one, Delete takes it out.
type itemList struct {
	widget.BaseWidget
	s      *itemsStep
	ground *kit.Fill
	hint   *kit.Label
	back   *kit.Button
	poster *kit.Button
	list   *itemRows
}

func newItemList(s *itemsStep) *itemList {
	l := &itemList{
		s: s, ground: kit.NewFill(kit.ColorSurface, kit.PanelRadius),
		hint: kit.NewLabel("", kit.TextBody, kit.Regular, kit.ColorMuted).Cut(),
	}
	look := kit.Plain()
	look.Height = 32
	l.back = s.f.button(lang.L("Put back"), kit.IconUndo, look, s.putBack)
	l.poster = s.f.button(lang.L("Choose the poster…"), "", look, s.f.askPoster)
	l.list = newItemRows(s)
	l.ExtendBaseWidget(l)
	return l
}

// set shows the items as they are now.
func (l *itemList) set() {
	d := &l.s.f.draft
	l.hint.SetText(lang.N("{{.N}} items, in the order in which they are watched", kit.Plural(len(d.Items)), map[string]any{"N": len(d.Items)}))
	l.back.Hidden = len(l.s.out) == 0
	l.list.items = d.Items
	l.Refresh()
	l.list.Refresh()
}

// CreateRenderer implements fyne.Widget.
func (l *itemList) CreateRenderer() fyne.WidgetRenderer { return &itemListRenderer{l} }

type itemListRenderer struct{ l *itemList }

func (r *itemListRenderer) Destroy()           {}
func (r *itemListRenderer) MinSize() fyne.Size { return fyne.NewSize(240, 120) }

func (r *itemListRenderer) Objects() []fyne.CanvasObject {
	return []fyne.CanvasObject{r.l.ground, r.l.hint, r.l.back, r.l.poster, r.l.list}
}

func (r *itemListRenderer) Layout(size fyne.Size) {
	l := r.l
	size.Width -= sheetRight
	put(l.ground, 0, 0, size.Width, size.Height)
	right := size.Width - tablePad
	for _, b := range []*kit.Button{l.poster, l.back} {
		if b.Visible() {
			own := b.MinSize()
			right -= own.Width
			put(b, right, 8, own.Width, own.Height)
			right -= 10
		}
	}
	put(l.hint, tablePad, 14, right-tablePad, 20)
	put(l.list, tablePad, 48, size.Width-2*tablePad, size.Height-56)
}

func (r *itemListRenderer) Refresh() {
	r.Layout(r.l.Size())
	for _, o := range r.Objects() {
		o.Refresh()
	}
}

// itemRows is the list itself.
type itemRows struct {
	kit.List
	s     *itemsStep
	items []library.DraftItem
	at    int
}

func newItemRows(s *itemsStep) *itemRows {
	l := &itemRows{s: s}
	l.Length = func() int { return len(l.items) }
	l.CreateItem = func() fyne.CanvasObject { return newItemRow(s) }
	l.UpdateItem = func(id widget.ListItemID, o fyne.CanvasObject) {
		if r, ok := o.(*itemRow); ok && id < len(l.items) {
			r.show(id, l.items[id])
		}
	}
	l.OnSelected = func(widget.ListItemID) { l.UnselectAll() }
	l.OnHighlighted = func(id widget.ListItemID) { l.at = id }
	l.HideSeparators = true
	l.ExtendBaseWidget(l)
	return l
}

// TypedKey implements fyne.Focusable.
func (l *itemRows) TypedKey(e *fyne.KeyEvent) {
	if l.at >= 0 && l.at < len(l.items) && kit.Perform(itemKeys(), l, e.Name) {
		return
	}
	if e.Name == fyne.KeyEscape {
		l.s.f.Key(e)
		return
	}
	l.List.TypedKey(e)
}

// itemKeys are the keys on an item.
func itemKeys() []kit.Binding[*itemRows] {
	return []kit.Binding[*itemRows]{
		{On: []fyne.KeyName{fyne.KeyReturn, fyne.KeyEnter, fyne.KeySpace}, Does: lang.L("Change an item"), Do: func(l *itemRows) { l.s.edit(l.at) }},
		{On: []fyne.KeyName{fyne.KeyDelete}, Does: lang.L("Leave an item out"), Do: func(l *itemRows) { l.s.takeOut(l.at) }},
	}
}

// itemRow is one item.
type itemRow struct {
	widget.BaseWidget
	s            *itemsStep
	at           int
	chip         *kit.Chip
	title, about *kit.Label
	up, down     *kit.Button
	ruler        *kit.Fill
}

func newItemRow(s *itemsStep) *itemRow {
	r := &itemRow{
		s: s, chip: kit.NewChip("", kit.ToneNeutral), ruler: kit.NewFill(kit.ColorLine, 0),
		title: kit.NewLabel("", kit.TextBody, kit.SemiBold, kit.ColorText).Cut(),
		about: kit.NewLabel("", kit.TextSecondary, kit.Regular, kit.ColorMuted).Cut(),
	}
	look := kit.Quiet()
	look.Height, look.Icon = 32, 16
	r.up = kit.NewIconButton(kit.IconUp, look, func() { s.move(r.at, -1) })
	r.down = kit.NewIconButton(kit.IconDown, look, func() { s.move(r.at, 1) })
	r.ExtendBaseWidget(r)
	return r
}

func (r *itemRow) show(at int, i library.DraftItem) {
	r.at = at
	tone := kit.ToneNeutral
	if i.Role == library.RoleMain {
		tone = kit.ToneActive
	}
	r.chip.Set(strings.ToUpper(roleWords(i.Role)), tone)
	r.title.SetText(itemWords(i))
	r.about.SetText(aboutItem(&r.s.f.draft, i))
	up, down := at == 0, at == len(r.s.f.draft.Items)-1
	if r.up.Hidden != up || r.down.Hidden != down {
		r.up.Hidden, r.down.Hidden = up, down
		r.Refresh()
	}
}

// Tapped implements fyne.Tappable.
func (r *itemRow) Tapped(*fyne.PointEvent) { r.s.edit(r.at) }

// CreateRenderer implements fyne.Widget.
func (r *itemRow) CreateRenderer() fyne.WidgetRenderer { return &itemRenderer{r} }

type itemRenderer struct{ r *itemRow }

func (r *itemRenderer) Destroy()           {}
func (r *itemRenderer) MinSize() fyne.Size { return fyne.NewSize(240, 52) }

func (r *itemRenderer) Objects() []fyne.CanvasObject {
	w := r.r
	return []fyne.CanvasObject{w.chip, w.title, w.about, w.up, w.down, w.ruler}
}

func (r *itemRenderer) Layout(size fyne.Size) {
	w := r.r
	const chip = 128
	put(w.chip, 0, 0, chip-8, size.Height)
	put(w.down, size.Width-32, 10, 32, 32)
	put(w.up, size.Width-66, 10, 32, 32)
	put(w.title, chip, 8, size.Width-chip-74, 18)
	put(w.about, chip, 28, size.Width-chip-74, 16)
	put(w.ruler, 0, size.Height-1, size.Width, 1)
}

func (r *itemRenderer) Refresh() {
	r.Layout(r.r.Size())
	for _, o := range r.Objects() {
		o.Refresh()
	}
}
