package kit

import (
	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"
)

// Switch is on or off. Setting it never calls back.
type Switch struct {
	pressable
	on bool
}

// NewSwitch makes a switch; changed hears of every change by a person.
func NewSwitch(on bool, changed func(bool)) *Switch {
	s := &Switch{on: on}
	s.press = func() {
		s.Set(!s.on)
		changed(s.on)
	}
	s.ExtendBaseWidget(s)
	return s
}

// Set turns the switch without calling back.
func (s *Switch) Set(on bool) {
	if s.on != on {
		s.on = on
		s.Refresh()
	}
}

// On reports whether it is on.
func (s *Switch) On() bool { return s.on }

// The switch's measures.
const (
	switchWidth  = 40
	switchHeight = 22
	switchKnob   = 16
)

// CreateRenderer implements fyne.Widget.
func (s *Switch) CreateRenderer() fyne.WidgetRenderer {
	r := &switchRenderer{s: s, track: canvas.NewRectangle(nil), knob: canvas.NewCircle(nil)}
	r.paint()
	return r
}

type switchRenderer struct {
	s     *Switch
	track *canvas.Rectangle
	knob  *canvas.Circle
}

func (r *switchRenderer) paint() {
	track, knob := ColorRaised, ColorMuted
	switch {
	case r.s.on:
		track, knob = ColorAccent, ColorOnAccent
	case r.s.hovered:
		track = ColorRaisedHover
	}
	r.track.FillColor, r.track.CornerRadius = paletteOf(r.s, track), switchHeight/2
	r.knob.FillColor = paletteOf(r.s, knob)
	r.track.StrokeWidth = 0
	if r.s.focused {
		r.track.StrokeWidth, r.track.StrokeColor = 2, paletteOf(r.s, ColorText)
	}
}

func (r *switchRenderer) Destroy()           {}
func (r *switchRenderer) MinSize() fyne.Size { return fyne.NewSize(switchWidth, switchHeight) }

func (r *switchRenderer) Objects() []fyne.CanvasObject {
	return []fyne.CanvasObject{r.track, r.knob}
}

// Layout keeps the switch at its own size, at the right of the room it is given.
func (r *switchRenderer) Layout(size fyne.Size) {
	x, y := size.Width-switchWidth, (size.Height-switchHeight)/2
	place(r.track, x, y, switchWidth, switchHeight)
	inset := float32(switchHeight-switchKnob) / 2
	at := x + inset
	if r.s.on {
		at = x + switchWidth - switchKnob - inset
	}
	place(r.knob, at, y+inset, switchKnob, switchKnob)
}

func (r *switchRenderer) Refresh() {
	r.paint()
	r.Layout(r.s.Size())
	r.track.Refresh()
	r.knob.Refresh()
}
