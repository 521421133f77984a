package kit

import "fyne.io/fyne/v2"

// Area takes a text of several lines. Tab leads on, as in every other field.
type Area struct{ Input }

// NewArea makes an area.
func NewArea(value string) *Area {
	a := &Area{}
	a.shown, a.Text = value, value
	a.MultiLine = true
	a.Wrapping = fyne.TextWrapWord
	a.ExtendBaseWidget(a)
	return a
}

// AcceptsTab implements fyne.Tabbable.
func (a *Area) AcceptsTab() bool { return false }
