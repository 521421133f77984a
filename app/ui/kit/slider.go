package kit

import (
	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"
	"fyne.io/fyne/v2/driver/desktop"
	"fyne.io/fyne/v2/widget"
)

// Slider is a small bar over the picture that is moved by tap, drag and wheel.
// Setting its value never calls OnChange.
type Slider struct {
	widget.BaseWidget
	named
	OnChange func(value float64) // from 0 to 1
	value    float64
	held     bool
}

// NewSlider makes a slider.
func NewSlider(change func(float64)) *Slider {
	s := &Slider{OnChange: change}
	s.ExtendBaseWidget(s)
	return s
}

// Set moves the slider, unless a person holds it.
func (s *Slider) Set(value float64) {
	value = min(max(value, 0), 1)
	if !s.held && s.value != value {
		s.value = value
		s.Refresh()
	}
}

// Value is the slider's value.
func (s *Slider) Value() float64 { return s.value }

func (s *Slider) choose(value float64) {
	value = min(max(value, 0), 1)
	if s.value != value {
		s.value = value
		s.Refresh()
		s.OnChange(value)
	}
}

// Tapped implements fyne.Tappable.
func (s *Slider) Tapped(e *fyne.PointEvent) { s.choose(float64(e.Position.X / s.Size().Width)) }

// Dragged implements fyne.Draggable.
func (s *Slider) Dragged(e *fyne.DragEvent) {
	s.held = true
	s.choose(float64(e.Position.X / s.Size().Width))
}

// DragEnd implements fyne.Draggable.
func (s *Slider) DragEnd() { s.held = false }

// Scrolled implements fyne.Scrollable.
func (s *Slider) Scrolled(e *fyne.ScrollEvent) {
	if e.Scrolled.DY > 0 {
		s.choose(s.value + 0.05)
	} else if e.Scrolled.DY < 0 {
		s.choose(s.value - 0.05)
	}
}

// Cursor implements desktop.Cursorable.
func (s *Slider) Cursor() desktop.Cursor { return desktop.PointerCursor }

// CreateRenderer implements fyne.Widget.
func (s *Slider) CreateRenderer() fyne.WidgetRenderer {
	return &sliderRenderer{s: s, track: NewFill(ColorStageTrack, 2), done: NewFill(ColorStageText, 2), knob: canvas.NewCircle(nil)}
}

type sliderRenderer struct {
	s           *Slider
	track, done *Fill
	knob        *canvas.Circle
}

func (r *sliderRenderer) Destroy()           {}
func (r *sliderRenderer) MinSize() fyne.Size { return fyne.NewSize(72, 28) }

func (r *sliderRenderer) Objects() []fyne.CanvasObject {
	return []fyne.CanvasObject{r.track, r.done, r.knob}
}

func (r *sliderRenderer) Layout(size fyne.Size) {
	at := size.Width * float32(r.s.value)
	place(r.track, 0, size.Height/2-2, size.Width, 4)
	place(r.done, 0, size.Height/2-2, at, 4)
	r.knob.FillColor = paletteOf(r.s, ColorStageText)
	place(r.knob, min(max(at-6, 0), size.Width-12), size.Height/2-6, 12, 12)
}

func (r *sliderRenderer) Refresh() {
	r.Layout(r.s.Size())
	r.track.Refresh()
	r.done.Refresh()
	r.knob.Refresh()
}
