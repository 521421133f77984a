package ui

import (
	"strings"
	"testing"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/test"

	"matinee/app/ui/kit"
)

// sheet is what the sheet of keys says; "" while it is closed.
func (h *house) sheet() string {
	top := h.window.window.Canvas().Overlays().Top()
	if top == nil {
		return ""
	}
	var said []string
	for _, o := range test.LaidOutObjects(top) {
		if l, ok := o.(*kit.Label); ok {
			said = append(said, l.Text())
		}
	}
	return strings.Join(said, "\n")
}

// escape presses Escape on what has the focus.
func (h *house) escape() {
	h.window.window.Canvas().Focused().TypedKey(&fyne.KeyEvent{Name: fyne.KeyEscape})
}

func TestTheSheetOfKeysOpensWhereverTheFocusIs(t *testing.T) {
	h, _ := openLibrary(t)
	c := h.window.window.Canvas()
	search := func() fyne.Focusable {
		h.window.search()
		return c.Focused()
	}()
	for name, from := range map[string]struct {
		focus fyne.Focusable
		ask   func()
	}{
		"nothing has the focus, ?":  {nil, func() { h.window.typedRune('?') }},
		"nothing has the focus, F1": {nil, func() { h.window.typedKey(&fyne.KeyEvent{Name: fyne.KeyF1}) }},
		"an entry of the rail, ?":   {h.window.busy, func() { h.window.busy.TypedRune('?') }},
		"the search, F1":            {search, func() { search.TypedKey(&fyne.KeyEvent{Name: fyne.KeyF1}) }},
	} {
		c.Focus(from.focus)
		from.ask()
		if !strings.Contains(h.sheet(), "Another entry") {
			t.Fatalf("%s: no sheet of keys: %q", name, h.sheet())
		}
		h.window.typedRune('?') // no second one over it
		h.escape()
		if h.sheet() != "" {
			t.Fatalf("%s: Escape leaves the sheet open", name)
		}
		if from.focus != nil && c.Focused() != from.focus {
			t.Errorf("%s: the focus is lost", name)
		}
	}
	if text := search.(*kit.Field).Text; text != "" {
		t.Errorf("%q was typed into the search", text)
	}
	c.Focus(search)
	search.TypedRune('?')
	if h.sheet() != "" {
		t.Error("a question mark cannot be typed into the search")
	}
}

func TestTheSheetListsTheKeysOfEveryPlace(t *testing.T) {
	h := speaking(t)
	h.window.showKeys()
	for _, p := range h.window.nav.places {
		if !strings.Contains(h.sheet(), p.entry.Text()) {
			t.Errorf("no key leads to %s", p.entry.Text())
		}
	}
	for _, g := range h.window.keyGroups() {
		if g.Title == "" || len(g.Lines) == 0 {
			t.Errorf("%q has no keys", g.Title)
		}
		for _, l := range g.Lines {
			if l.Keys == "" || l.Does == "" {
				t.Errorf("%s: %q does %q", g.Title, l.Keys, l.Does)
			}
		}
	}
	h.escape()
	h.program.put("ui.language", "fr")
	h.window.reword()
	h.window.showKeys()
	if !strings.Contains(h.sheet(), "Une autre entrée") || !strings.Contains(h.sheet(), "Échap") {
		t.Errorf("in French the sheet says %q", h.sheet())
	}
	h.escape()
}
