package kit

import (
	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"
	"fyne.io/fyne/v2/widget"
)

// Week is a row of days of which each is chosen or not.
type Week struct {
	widget.BaseWidget
	named
	days []*dayButton
}

// NewWeek makes a row; names are the short names of its days, and changed hears
// which are chosen after every change by a person.
func NewWeek(names []string, changed func(chosen []bool)) *Week {
	w := &Week{}
	for _, name := range names {
		d := &dayButton{text: name}
		d.press = func() {
			d.on = !d.on
			d.Refresh()
			changed(w.Chosen())
		}
		d.ExtendBaseWidget(d)
		w.days = append(w.days, d)
	}
	w.ExtendBaseWidget(w)
	return w
}

// Chosen tells which days are chosen.
func (w *Week) Chosen() []bool {
	chosen := make([]bool, len(w.days))
	for i, d := range w.days {
		chosen[i] = d.on
	}
	return chosen
}

// Set chooses days without calling back.
func (w *Week) Set(chosen []bool) {
	for i, d := range w.days {
		if on := i < len(chosen) && chosen[i]; on != d.on {
			d.on = on
			d.Refresh()
		}
	}
}

// CreateRenderer implements fyne.Widget.
func (w *Week) CreateRenderer() fyne.WidgetRenderer { return &weekRenderer{w} }

type weekRenderer struct{ w *Week }

const (
	daySide = 32
	dayGap  = 5
)

func (r *weekRenderer) Destroy() {}

func (r *weekRenderer) MinSize() fyne.Size {
	return fyne.NewSize(float32(len(r.w.days))*(daySide+dayGap)-dayGap, daySide)
}

func (r *weekRenderer) Objects() []fyne.CanvasObject {
	objects := make([]fyne.CanvasObject, len(r.w.days))
	for i, d := range r.w.days {
		objects[i] = d
	}
	return objects
}

// Layout puts the days at the right of the room they are given.
func (r *weekRenderer) Layout(size fyne.Size) {
	x := size.Width - r.MinSize().Width
	for _, d := range r.w.days {
		place(d, x, (size.Height-daySide)/2, daySide, daySide)
		x += daySide + dayGap
	}
}

func (r *weekRenderer) Refresh() {
	r.Layout(r.w.Size())
	for _, d := range r.w.days {
		d.Refresh()
	}
}

type dayButton struct {
	pressable
	text string
	on   bool
}

// CreateRenderer implements fyne.Widget.
func (d *dayButton) CreateRenderer() fyne.WidgetRenderer {
	r := &dayRenderer{
		d: d, ground: canvas.NewRectangle(nil), bar: NewFill(ColorOnAccent, 1),
		label: NewLabel(d.text, TextSecondary, SemiBold, ColorMuted).Aligned(fyne.TextAlignCenter),
	}
	r.paint()
	return r
}

type dayRenderer struct {
	d      *dayButton
	ground *canvas.Rectangle
	bar    *Fill // below a day that is chosen: the color alone does not say it
	label  *Label
}

func (r *dayRenderer) paint() {
	fill, text := ColorRaised, ColorMuted
	switch {
	case r.d.on:
		fill, text = ColorAccent, ColorOnAccent
	case r.d.hovered:
		fill, text = ColorRaisedHover, ColorText
	}
	r.ground.FillColor, r.ground.CornerRadius, r.ground.StrokeWidth = paletteOf(r.d, fill), 9, 0
	if r.d.focused {
		r.ground.StrokeWidth, r.ground.StrokeColor = 2, paletteOf(r.d, ColorText)
	}
	r.label.Set(r.d.text, text)
	r.bar.Hidden = !r.d.on
}

func (r *dayRenderer) Destroy()           {}
func (r *dayRenderer) MinSize() fyne.Size { return fyne.NewSquareSize(daySide) }

func (r *dayRenderer) Objects() []fyne.CanvasObject {
	return []fyne.CanvasObject{r.ground, r.bar, r.label}
}

func (r *dayRenderer) Layout(size fyne.Size) {
	place(r.bar, (size.Width-14)/2, size.Height-6, 14, 2)
	r.ground.Resize(size)
	r.label.Resize(size)
}

func (r *dayRenderer) Refresh() {
	r.paint()
	r.ground.Refresh()
	r.bar.Refresh()
	r.label.Refresh()
}
