package kit

import (
	"slices"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/driver/desktop"
	"fyne.io/fyne/v2/widget"
)

// MenuItem is one line of a menu. An item without Do is a heading.
type MenuItem struct {
	Text     string
	Icon     Icon
	Checked  bool
	Danger   bool
	Disabled bool
	Do       func()
	// Keep leaves the menu open after Do, for values changed step by step;
	// Value, when set, is read again then.
	Keep  bool
	Value func() string
}

// MenuLine separates groups of items.
func MenuLine() MenuItem { return MenuItem{} }

func (m MenuItem) line() bool       { return m.Text == "" }
func (m MenuItem) selectable() bool { return m.Do != nil && !m.Disabled }

// Menu is a list of actions that opens over the window, with the mark on
// the choice that holds, else on the first. Arrow keys, Home and End move, Enter and space choose, Escape closes.
type Menu struct {
	widget.BaseWidget
	items []MenuItem
	at    int // -1: none
	panel *menuPanel
	layer *Layer
}

// ShowMenu opens a menu with one corner near at: below it where there is room,
// else above.
func ShowMenu(c fyne.Canvas, at fyne.Position, items []MenuItem) *Menu {
	m := &Menu{items: items, at: -1}
	m.at = max(slices.IndexFunc(items, func(i MenuItem) bool { return i.Checked && i.Icon == "" && i.selectable() }), m.next(-1, 1))
	m.ExtendBaseWidget(m)
	m.panel = newMenuPanel(m)
	m.layer = showLayer(c, ColorNone, m.panel, func(window, panel fyne.Size) fyne.Position {
		x := min(max(at.X, 8), window.Width-panel.Width-8)
		y := at.Y
		if y+panel.Height > window.Height-8 {
			y = max(8, at.Y-panel.Height-44)
		}
		return fyne.NewPos(x, y)
	})
	m.reveal()
	c.Focus(m)
	return m
}

// Items are the menu's lines.
func (m *Menu) Items() []MenuItem { return m.items }

// Close takes the menu away.
func (m *Menu) Close() { m.layer.Close() }

// OnClosed sets what runs when the menu goes away.
func (m *Menu) OnClosed(f func()) { m.layer.OnClosed(f) }

// FocusGained implements fyne.Focusable.
func (m *Menu) FocusGained() {}

// FocusLost implements fyne.Focusable.
func (m *Menu) FocusLost() {}

// TypedRune implements fyne.Focusable.
func (m *Menu) TypedRune(rune) {}

// TypedKey implements fyne.Focusable.
func (m *Menu) TypedKey(e *fyne.KeyEvent) {
	switch e.Name {
	case fyne.KeyDown, fyne.KeyTab:
		m.step(1)
	case fyne.KeyUp:
		m.step(-1)
	case fyne.KeyHome:
		m.mark(m.next(-1, 1))
	case fyne.KeyEnd:
		m.mark(m.next(len(m.items), -1))
	case fyne.KeyReturn, fyne.KeyEnter, fyne.KeySpace:
		m.choose(m.at)
	case fyne.KeyEscape:
		m.Close()
	}
}

// AcceptsTab implements fyne.Tabbable: Tab moves within the menu.
func (m *Menu) AcceptsTab() bool { return true }

func (m *Menu) step(by int) { m.mark(m.next(m.at, by)) }

// next is the item after i, or before it, that can be chosen; -1 if none can.
func (m *Menu) next(i, by int) int {
	for range m.items {
		i = (i + by + len(m.items)) % len(m.items)
		if m.items[i].selectable() {
			return i
		}
	}
	return -1
}

func (m *Menu) mark(i int) {
	if m.at != i {
		m.at = i
		m.Refresh()
		m.reveal()
	}
}

// reveal brings the marked item into sight, the first and the last one with the edge.
func (m *Menu) reveal() {
	if m.at < 0 {
		return
	}
	top := float32(menuPad)
	for _, item := range m.items[:m.at] {
		top += item.height()
	}
	bottom := top + m.items[m.at].height()
	if m.at == m.next(-1, 1) {
		top = 0
	}
	if m.at == len(m.items)-1 {
		bottom += menuPad
	}
	m.panel.reveal(top, bottom)
}

func (m *Menu) choose(i int) {
	if i < 0 || i >= len(m.items) || !m.items[i].selectable() {
		return
	}
	if item := m.items[i]; item.Keep {
		item.Do()
		m.Refresh()
	} else {
		m.Close()
		item.Do()
	}
}

// Tapped implements fyne.Tappable.
func (m *Menu) Tapped(e *fyne.PointEvent) { m.choose(m.under(e.Position.Y)) }

// MouseIn implements desktop.Hoverable.
func (m *Menu) MouseIn(e *desktop.MouseEvent) { m.MouseMoved(e) }

// MouseMoved implements desktop.Hoverable.
func (m *Menu) MouseMoved(e *desktop.MouseEvent) {
	if i := m.under(e.Position.Y); i >= 0 && m.items[i].selectable() {
		m.mark(i)
	}
}

// MouseOut implements desktop.Hoverable.
func (m *Menu) MouseOut() {}

// The menu's measures.
const (
	menuHeight = 34
	menuLine   = 9
	menuPad    = 6
	menuInset  = 12
	menuIcon   = 16
	menuMin    = 190
	menuRadius = 10
)

func (m MenuItem) height() float32 {
	if m.line() {
		return menuLine
	}
	return menuHeight
}

// under is the index of the item at y, -1 for none.
func (m *Menu) under(y float32) int {
	top := float32(menuPad)
	for i, item := range m.items {
		if y >= top && y < top+item.height() {
			return i
		}
		top += item.height()
	}
	return -1
}

// CreateRenderer implements fyne.Widget.
func (m *Menu) CreateRenderer() fyne.WidgetRenderer {
	r := &menuRenderer{menu: m, mark: NewFill(ColorRaisedHover, 7)}
	for _, item := range m.items {
		r.rows = append(r.rows, newMenuRow(item))
	}
	return r
}

type menuRow struct {
	icon         *Picture
	label, value *Label
	line         *Fill
}

func newMenuRow(item MenuItem) menuRow {
	color, weight := ColorText, Medium
	switch {
	case item.Danger:
		color = ColorDanger
	case item.Disabled || item.Do == nil:
		color, weight = ColorMuted, Regular
	}
	icon := item.Icon
	if item.Checked {
		icon = IconCheck
	}
	row := menuRow{
		icon:  NewPicture(icon, color),
		label: NewLabel(item.Text, TextBody, weight, color),
		value: NewLabel("", TextBody, Regular, ColorMuted).Aligned(fyne.TextAlignTrailing),
		line:  NewFill(ColorLine, 0),
	}
	row.icon.Hidden = icon == ""
	row.line.Hidden = !item.line()
	if item.Value != nil {
		row.value.SetText(item.Value())
	}
	return row
}

type menuRenderer struct {
	menu *Menu
	mark *Fill
	rows []menuRow
}

func (r *menuRenderer) Destroy() {}

func (r *menuRenderer) Objects() []fyne.CanvasObject {
	objects := []fyne.CanvasObject{r.mark}
	for _, row := range r.rows {
		objects = append(objects, row.line, row.icon, row.label, row.value)
	}
	return objects
}

func (r *menuRenderer) MinSize() fyne.Size {
	size := fyne.NewSize(menuMin, 2*menuPad)
	for i, row := range r.rows {
		width := row.label.Width() + 2*menuInset + menuIcon + iconGap + 2*menuPad
		if r.menu.items[i].Value != nil {
			width += row.value.Width() + 24
		}
		size.Width = max(size.Width, width)
		size.Height += r.menu.items[i].height()
	}
	return size
}

func (r *menuRenderer) Layout(size fyne.Size) {
	top := float32(menuPad)
	text := float32(menuPad + menuInset + menuIcon + iconGap)
	for i, row := range r.rows {
		item := r.menu.items[i]
		if i == r.menu.at {
			r.mark.Move(fyne.NewPos(menuPad, top))
			r.mark.Resize(fyne.NewSize(size.Width-2*menuPad, menuHeight))
		}
		row.line.Move(fyne.NewPos(menuPad, top+menuLine/2))
		row.line.Resize(fyne.NewSize(size.Width-2*menuPad, 1))
		row.icon.Move(fyne.NewPos(menuPad+menuInset-2, top+(menuHeight-menuIcon)/2))
		row.icon.Resize(fyne.NewSquareSize(menuIcon))
		row.label.Move(fyne.NewPos(text, top))
		row.label.Resize(fyne.NewSize(size.Width-text-menuPad, menuHeight))
		row.value.Move(fyne.NewPos(text, top))
		row.value.Resize(fyne.NewSize(size.Width-text-menuPad-menuInset, menuHeight))
		top += item.height()
	}
	r.mark.Hidden = r.menu.at < 0
}

func (r *menuRenderer) Refresh() {
	for i, row := range r.rows {
		if value := r.menu.items[i].Value; value != nil {
			row.value.SetText(value())
		}
	}
	r.Layout(r.menu.Size())
	for _, o := range r.Objects() {
		o.Refresh()
	}
}
