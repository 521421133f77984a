package kit

import (
	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/widget"
)

// Stepper is a field between two buttons that make its value smaller and larger.
// Up and Down do the same while the field has the focus.
type Stepper struct {
	widget.BaseWidget
	Input      *Input
	less, more *Button
}

// NewStepper makes a stepper. step is told 1 or -1.
func NewStepper(value string, commit func(text string), step func(dir int)) *Stepper {
	s := &Stepper{Input: NewInput(value, commit)}
	s.Input.step = step
	look := Plain()
	look.Height, look.Icon, look.Radius = 36, 14, 9
	s.less = NewIconButton(IconMinus, look, func() { step(-1) })
	s.more = NewIconButton(IconAdd, look, func() { step(1) })
	// Who presses one hears what came of it.
	s.less.tells = func() string { return s.Input.Text }
	s.more.tells = s.less.tells
	s.ExtendBaseWidget(s)
	return s
}

// PassKeys sends the keys the stepper has no use for to somebody else.
func (s *Stepper) PassKeys(key func(*fyne.KeyEvent)) {
	s.Input.PassKeys(key)
	s.less.PassKeys(key, nil)
	s.more.PassKeys(key, nil)
}

// CreateRenderer implements fyne.Widget.
func (s *Stepper) CreateRenderer() fyne.WidgetRenderer { return &stepperRenderer{s} }

type stepperRenderer struct{ s *Stepper }

func (r *stepperRenderer) Destroy()           {}
func (r *stepperRenderer) MinSize() fyne.Size { return fyne.NewSize(190, 36) }

func (r *stepperRenderer) Objects() []fyne.CanvasObject {
	return []fyne.CanvasObject{r.s.less, r.s.Input, r.s.more}
}

func (r *stepperRenderer) Layout(size fyne.Size) {
	side := size.Height
	place(r.s.less, 0, 0, side, side)
	place(r.s.Input, side+6, 0, size.Width-2*side-12, size.Height)
	place(r.s.more, size.Width-side, 0, side, side)
}

func (r *stepperRenderer) Refresh() {
	r.Layout(r.s.Size())
	for _, o := range r.Objects() {
		o.Refresh()
	}
}
