package kit

import (
	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"
)

// Order is how a column of a table is sorted.
type Order int

// The orders.
const (
	Unsorted Order = iota
	Ascending
	Descending
)

// Column is the head of a table's column. Pressing it sorts by it.
type Column struct {
	pressable
	text  string
	order Order
}

// NewColumn makes a head; sort runs when it is pressed.
func NewColumn(text string, sort func()) *Column {
	c := &Column{text: text}
	c.press = sort
	c.ExtendBaseWidget(c)
	return c
}

// Text names the column.
func (c *Column) Text() string { return c.text }

// Order is how the column is sorted.
func (c *Column) Order() Order { return c.order }

// Set shows how the table is sorted by this column.
func (c *Column) Set(order Order) {
	if c.order != order {
		c.order = order
		c.Refresh()
	}
}

// CreateRenderer implements fyne.Widget.
func (c *Column) CreateRenderer() fyne.WidgetRenderer {
	r := &columnRenderer{
		c: c, ground: canvas.NewRectangle(nil),
		label: NewLabel(c.text, TextSecondary, Regular, ColorMuted), arrow: NewPicture("", ColorMuted),
	}
	r.paint()
	return r
}

type columnRenderer struct {
	c      *Column
	ground *canvas.Rectangle
	label  *Label
	arrow  *Picture
}

// columnInset lies left and right of the text, so that the focus has room.
const columnInset = 6

func (r *columnRenderer) paint() {
	color := ColorMuted
	if r.c.hovered || r.c.order != Unsorted {
		color = ColorText
	}
	r.ground.FillColor, r.ground.CornerRadius, r.ground.StrokeWidth = paletteOf(r.c, ColorNone), 6, 0
	if r.c.focused {
		r.ground.StrokeWidth, r.ground.StrokeColor = 2, paletteOf(r.c, "focus")
	}
	r.label.Set(r.c.text, color)
	icon := Icon("")
	switch r.c.order {
	case Ascending:
		icon = IconUp
	case Descending:
		icon = IconDown
	}
	r.arrow.Set(icon, color)
	r.arrow.Hidden = icon == ""
}

func (r *columnRenderer) Destroy() {}

func (r *columnRenderer) Objects() []fyne.CanvasObject {
	return []fyne.CanvasObject{r.ground, r.label, r.arrow}
}

func (r *columnRenderer) MinSize() fyne.Size {
	return fyne.NewSize(r.label.Width()+2*columnInset+14, 26)
}

func (r *columnRenderer) Layout(size fyne.Size) {
	width := min(size.Width, r.MinSize().Width)
	place(r.ground, 0, 0, width, size.Height)
	place(r.label, columnInset, 0, r.label.Width(), size.Height)
	place(r.arrow, columnInset+r.label.Width()+2, (size.Height-12)/2, 12, 12)
}

func (r *columnRenderer) Refresh() {
	r.paint()
	r.Layout(r.c.Size())
	r.ground.Refresh()
	r.label.Refresh()
	r.arrow.Refresh()
}
