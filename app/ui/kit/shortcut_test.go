package kit

import (
	"testing"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/driver/desktop"
	"fyne.io/fyne/v2/test"
)

// heard is a window's canvas that hears shortcuts, as the real one does and the
// test driver's does not.
type heard struct {
	fyne.Canvas
	names []string
}

func (h *heard) TypedShortcut(s fyne.Shortcut) { h.names = append(h.names, s.ShortcutName()) }

func TestAFieldKeepsOnlyTheShortcutsItHasUseFor(t *testing.T) {
	window := &heard{}
	for _, c := range []struct {
		shortcut fyne.Shortcut
		passed   bool
	}{
		{&desktop.CustomShortcut{KeyName: fyne.Key2, Modifier: fyne.KeyModifierAlt}, true},
		{&desktop.CustomShortcut{KeyName: fyne.KeyQ, Modifier: fyne.KeyModifierControl}, true},
		{&desktop.CustomShortcut{KeyName: fyne.KeyLeft, Modifier: fyne.KeyModifierControl}, false}, // a word back
		{&fyne.ShortcutSelectAll{}, false},
		{&fyne.ShortcutPaste{}, false},
	} {
		if toWindow(window, c.shortcut) != c.passed {
			t.Errorf("%s: passed on or kept wrongly", c.shortcut.ShortcutName())
		}
	}
	if len(window.names) != 2 || toWindow(nil, &desktop.CustomShortcut{KeyName: fyne.Key2}) {
		t.Errorf("the window heard %v", window.names)
	}
	test.NewTempApp(t)
	field := NewField("", "")
	test.NewTempWindow(t, field)
	field.SetText("two words")
	field.TypedShortcut(&fyne.ShortcutSelectAll{})
	if field.SelectedText() != "two words" {
		t.Error("the field does not select its text")
	}
}
