package ui

import (
	"testing"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/test"

	"matinee/app/ui/kit"
)

// TestAGiftCodeIsPasted where a license is asked for, and nothing else is taken for one; a
// file can be chosen there as well, by the keyboard, too.
func TestAGiftCodeIsPasted(t *testing.T) {
	h := openWindow(t, nil)
	c := h.window.Fyne().Canvas()
	var got []string
	ask := func() *kit.Field {
		h.window.ChooseLicense(func(source string) { got = append(got, source) })
		field, ok := c.Focused().(*kit.Field)
		if !ok {
			t.Fatalf("the keys go to %T", c.Focused())
		}
		return field
	}
	field := ask()
	enter := &fyne.KeyEvent{Name: fyne.KeyReturn}
	field.SetText("magnet:?xt=urn:btih:1")
	field.TypedKey(enter)
	if len(got) != 0 || c.Overlays().Top() == nil {
		t.Fatalf("a magnet link is taken: %q", got)
	}
	field.SetText(" matinee:gift:abc\n")
	field.TypedKey(enter)
	if len(got) != 1 || got[0] != "matinee:gift:abc" || c.Overlays().Top() != nil {
		t.Fatalf("%q", got)
	}
	field = ask()
	field.TypedKey(&fyne.KeyEvent{Name: fyne.KeyEscape})
	if len(got) != 1 || c.Overlays().Top() != nil {
		t.Errorf("Escape leaves it open: %q", got)
	}
	ask()
	sheet := c.Overlays().Top()
	for _, o := range test.LaidOutObjects(sheet) {
		if b, ok := o.(*kit.Button); ok && b.Text() == "Choose a file…" {
			b.Tapped(nil)
		}
	}
	if top := c.Overlays().Top(); top == nil || top == sheet {
		t.Error("no file can be chosen")
	}
}
