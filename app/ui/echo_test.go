package ui

import (
	"slices"
	"testing"

	"fyne.io/fyne/v2"

	"matinee/app/ui/kit"
)

// asToolkit is what the toolkit finds of a window where it speaks: it asks each object of a
// container what it is, and looks into containers alone.
func asToolkit(o fyne.CanvasObject, at fyne.Position, found func(words string, role fyne.AccessibleRole, at fyne.Position, size fyne.Size)) {
	if !o.Visible() {
		return
	}
	at = at.Add(o.Position())
	if a, ok := o.(fyne.Accessible); ok && a.AccessibilityRole() != fyne.AccessibleRoleContainer {
		found(a.AccessibilityLabel(), a.AccessibilityRole(), at, o.Size())
	}
	if c, ok := o.(*fyne.Container); ok {
		for _, child := range c.Objects {
			asToolkit(child, at, found)
		}
	}
}

func TestTheToolkitFindsWhatIsHeardBesideTheWidgets(t *testing.T) {
	h, _ := openLibrary(t)
	e := newEcho(h.window, h.window.frame)
	h.window.window.SetContent(e.content)
	if h.window.frame.Size() != h.window.window.Canvas().Size() {
		t.Fatalf("the window shows %v of %v", h.window.frame.Size(), h.window.window.Canvas().Size())
	}
	listen := func() (all []string) {
		asToolkit(e.content, fyne.Position{}, func(words string, role fyne.AccessibleRole, at fyne.Position, size fyne.Size) {
			if size.IsZero() {
				t.Errorf("%q is nowhere", words)
			}
			all = append(all, string(role)+" "+words)
		})
		return all
	}
	for _, want := range []string{"button Home, chosen", "button Library", "button Search your library"} {
		if all := listen(); !slices.Contains(all, want) {
			t.Errorf("%q is not among %q", want, all)
		}
	}
	h.alt("2")
	if all := listen(); !slices.Contains(all, "button Library, chosen") || slices.Contains(all, "button Home, chosen") {
		t.Errorf("in the library it hears %q", all)
	}
	kit.ShowMenu(h.window.window.Canvas(), fyne.NewPos(10, 10), []kit.MenuItem{{Text: "Newest", Checked: true, Do: func() {}}})
	if all := listen(); !slices.Contains(all, "button Newest, chosen") || slices.Contains(all, "button Library, chosen") {
		t.Errorf("of a menu it hears %q", all)
	}
	h.window.window.Canvas().Focused().TypedKey(&fyne.KeyEvent{Name: fyne.KeyEscape})
}
