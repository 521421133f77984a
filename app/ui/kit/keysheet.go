package kit

import (
	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"
	"fyne.io/fyne/v2/lang"
	"fyne.io/fyne/v2/widget"
)

// The measures of the sheet of keys.
const (
	keyLine    float32 = 23
	keyTitle   float32 = 36
	keyColumn  float32 = 176
	keySheet   float32 = 600
	keyAround  float32 = 190 // what the dialog needs besides the list
	keyScrolls float32 = 3 * keyLine
)

// ShowKeys lists keys and what they do over the window. Up, Down and the page keys
// move the list, Escape and Enter close it.
func ShowKeys(c fyne.Canvas, title string, groups []KeyGroup) {
	table := newKeyTable(groups)
	list := container.NewVScroll(table)
	list.SetMinSize(fyne.NewSize(0, min(table.MinSize().Height, max(c.Size().Height-keyAround, keyScrolls))))
	var d *Dialog
	closes := NewButton(lang.L("Close"), "", Primary(), func() { d.Close() })
	d = ShowDialog(c, title, list, closes).Wide(keySheet)
	keys := sheetKeys()
	closes.PassKeys(func(e *fyne.KeyEvent) {
		if !Perform(keys, list, e.Name) {
			d.TypedKey(e)
		}
	}, nil)
}

// sheetKeys move the sheet itself.
func sheetKeys() []Binding[*container.Scroll] {
	by := func(way func(*container.Scroll) float32) func(*container.Scroll) {
		return func(s *container.Scroll) {
			s.Scrolled(&fyne.ScrollEvent{Scrolled: fyne.NewDelta(0, way(s))})
		}
	}
	return []Binding[*container.Scroll]{
		{On: []fyne.KeyName{fyne.KeyUp}, Do: by(func(*container.Scroll) float32 { return keyScrolls })},
		{On: []fyne.KeyName{fyne.KeyDown}, Do: by(func(*container.Scroll) float32 { return -keyScrolls })},
		{On: []fyne.KeyName{fyne.KeyPageUp}, Do: by(func(s *container.Scroll) float32 { return s.Size().Height })},
		{On: []fyne.KeyName{fyne.KeyPageDown}, Do: by(func(s *container.Scroll) float32 { return -s.Size().Height })},
		{On: []fyne.KeyName{fyne.KeyHome}, Do: (*container.Scroll).ScrollToTop},
		{On: []fyne.KeyName{fyne.KeyEnd}, Do: (*container.Scroll).ScrollToBottom},
	}
}

// keyTable shows keys and what they do, line by line, under the titles of their groups.
type keyTable struct {
	widget.BaseWidget
	rows []keyRow
}

// keyRow is a title, or keys and what they do.
type keyRow struct{ title, keys, does *Label }

func newKeyTable(groups []KeyGroup) *keyTable {
	t := &keyTable{}
	for _, g := range groups {
		if g.Title != "" {
			t.rows = append(t.rows, keyRow{title: NewLabel(g.Title, TextBody, SemiBold, ColorAccent).Cut()})
		}
		for _, line := range g.Lines {
			t.rows = append(t.rows, keyRow{
				keys: NewLabel(line.Keys, TextBody, SemiBold, ColorText).Cut(),
				does: NewLabel(line.Does, TextBody, Regular, ColorMuted).WithLines(2),
			})
		}
	}
	t.ExtendBaseWidget(t)
	return t
}

// CreateRenderer implements fyne.Widget.
func (t *keyTable) CreateRenderer() fyne.WidgetRenderer { return &keyTableRenderer{t} }

type keyTableRenderer struct{ t *keyTable }

func (r *keyTableRenderer) Destroy() {}

// width is that of the table: the dialog's, before it was laid out.
func (r *keyTableRenderer) width() float32 {
	if width := r.t.Size().Width; width > 0 {
		return width
	}
	return keySheet - 2*dialogPad
}

func (r *keyTableRenderer) height(row keyRow) float32 {
	if row.title != nil {
		return keyTitle
	}
	return keyLine + 18*float32(max(row.does.LinesIn(r.width()-keyColumn), 1)-1)
}

func (r *keyTableRenderer) MinSize() fyne.Size {
	height := float32(0)
	for _, row := range r.t.rows {
		height += r.height(row)
	}
	return fyne.NewSize(300, height)
}

func (r *keyTableRenderer) Objects() []fyne.CanvasObject {
	var objects []fyne.CanvasObject
	for _, row := range r.t.rows {
		if row.title != nil {
			objects = append(objects, row.title)
			continue
		}
		objects = append(objects, row.keys, row.does)
	}
	return objects
}

func (r *keyTableRenderer) Layout(size fyne.Size) {
	place := func(o fyne.CanvasObject, x, y, width, height float32) {
		o.Move(fyne.NewPos(x, y))
		o.Resize(fyne.NewSize(max(width, 0), height))
	}
	y := float32(0)
	for _, row := range r.t.rows {
		height := r.height(row)
		if row.title != nil {
			place(row.title, 0, y+8, size.Width, height-12)
		} else {
			place(row.keys, 0, y, keyColumn-12, keyLine)
			place(row.does, keyColumn, y, size.Width-keyColumn-12, height)
		}
		y += height
	}
}

func (r *keyTableRenderer) Refresh() {
	r.Layout(r.t.Size())
	for _, o := range r.Objects() {
		o.Refresh()
	}
}
