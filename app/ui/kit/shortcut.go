package kit

import (
	"runtime"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/driver/desktop"
)

// toWindow hands a shortcut that a field has no use for to the window: the toolkit
// gives every key with Ctrl or Alt to what has the focus, and to nobody else. It
// reports whether it did.
func toWindow(window fyne.Canvas, s fyne.Shortcut) bool {
	custom, ok := s.(*desktop.CustomShortcut)
	if !ok || movesCursor(custom) {
		return false
	}
	c, ok := window.(fyne.Shortcutable)
	if ok {
		c.TypedShortcut(s)
	}
	return ok
}

// movesCursor reports whether a shortcut goes to another word or to the end.
func movesCursor(s *desktop.CustomShortcut) bool {
	if s.KeyName != fyne.KeyLeft && s.KeyName != fyne.KeyRight {
		return false
	}
	return runtime.GOOS == "darwin" || s.Modifier&fyne.KeyModifierAlt == 0
}

// TypedShortcut implements fyne.Shortcutable.
func (f *Field) TypedShortcut(s fyne.Shortcut) {
	if !toWindow(CanvasOf(f), s) {
		f.Entry.TypedShortcut(s)
	}
}

// TypedShortcut implements fyne.Shortcutable.
func (f *Input) TypedShortcut(s fyne.Shortcut) {
	if !toWindow(CanvasOf(f), s) {
		f.Entry.TypedShortcut(s)
	}
}
