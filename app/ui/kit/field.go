package kit

import (
	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/widget"
)

// Field is a line of text to type into.
type Field struct {
	widget.Entry
	named
	// OnKey is asked first; when it returns true the field does nothing with the
	// key.
	OnKey   func(*fyne.KeyEvent) bool
	OnFocus func(on bool)
	// OnMarked tells which of the things found Enter would open; nil for none.
	OnMarked func() fyne.CanvasObject
}

// FieldHeight is the height of a field.
const FieldHeight float32 = 38

// NewField makes an empty field with a hint in it. The icon may be "".
func NewField(hint string, icon Icon) *Field {
	f := &Field{}
	f.PlaceHolder = hint
	if icon != "" {
		f.Icon = icon.painted(paletteOf(f, ColorMuted))
	}
	f.ExtendBaseWidget(f)
	return f
}

// TypedKey implements fyne.Focusable.
func (f *Field) TypedKey(e *fyne.KeyEvent) {
	if !asksForHelp(f, e.Name) && (f.OnKey == nil || !f.OnKey(e)) {
		f.Entry.TypedKey(e)
	}
}

// FocusGained implements fyne.Focusable.
func (f *Field) FocusGained() {
	f.Entry.FocusGained()
	if f.OnFocus != nil {
		f.OnFocus(true)
	}
}

// FocusLost implements fyne.Focusable.
func (f *Field) FocusLost() {
	f.Entry.FocusLost()
	if f.OnFocus != nil {
		f.OnFocus(false)
	}
}
