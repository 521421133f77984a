package kit

import (
	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"
)

// Toggle is a line with a box that is ticked or not.
type Toggle struct {
	pressable
	text   string
	ticked bool
}

// NewToggle makes a toggle; changed hears of every change by a person.
func NewToggle(text string, ticked bool, changed func(bool)) *Toggle {
	t := &Toggle{text: text, ticked: ticked}
	t.press = func() {
		t.Set(!t.ticked)
		changed(t.ticked)
	}
	t.ExtendBaseWidget(t)
	return t
}

// Text is what the line says.
func (t *Toggle) Text() string { return t.text }

// Set ticks or unticks without calling back.
func (t *Toggle) Set(ticked bool) {
	if t.ticked != ticked {
		t.ticked = ticked
		t.Refresh()
	}
}

// Ticked reports whether the box is ticked.
func (t *Toggle) Ticked() bool { return t.ticked }

// CreateRenderer implements fyne.Widget.
func (t *Toggle) CreateRenderer() fyne.WidgetRenderer {
	r := &toggleRenderer{
		t: t, box: canvas.NewRectangle(nil), tick: NewPicture(IconCheck, ColorOnAccent),
		label: NewLabel(t.text, TextBody, Regular, ColorText).Cut(),
	}
	r.paint()
	return r
}

// toggleBox is the side of the box.
const toggleBox = 20

type toggleRenderer struct {
	t     *Toggle
	box   *canvas.Rectangle
	tick  *Picture
	label *Label
}

func (r *toggleRenderer) paint() {
	fill := ColorRaised
	if r.t.ticked {
		fill = ColorAccent
	} else if r.t.hovered {
		fill = ColorRaisedHover
	}
	r.box.FillColor, r.box.CornerRadius = paletteOf(r.t, fill), 6
	r.box.StrokeWidth = 0
	if r.t.focused {
		r.box.StrokeWidth, r.box.StrokeColor = 2, paletteOf(r.t, ColorText)
	}
	r.tick.Hidden = !r.t.ticked
}

func (r *toggleRenderer) Destroy() {}

func (r *toggleRenderer) Objects() []fyne.CanvasObject {
	return []fyne.CanvasObject{r.box, r.tick, r.label}
}

func (r *toggleRenderer) MinSize() fyne.Size { return fyne.NewSize(120, 34) }

func (r *toggleRenderer) Layout(size fyne.Size) {
	y := (size.Height - toggleBox) / 2
	place(r.box, 0, y, toggleBox, toggleBox)
	place(r.tick, 3, y+3, toggleBox-6, toggleBox-6)
	place(r.label, toggleBox+12, 0, size.Width-toggleBox-12, size.Height)
}

func (r *toggleRenderer) Refresh() {
	r.paint()
	r.box.Refresh()
	r.tick.Refresh()
	r.label.Refresh()
}
