package kit

import (
	"testing"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/test"
)

func TestATapBesideADialogLosesNothing(t *testing.T) {
	started(t, "en")
	w := shown(t, NewFill(ColorBackground, 0), 600, 500)
	beside := fyne.NewPos(10, 480)
	for _, how := range []struct {
		name  string
		close func(*Dialog)
	}{
		{"Escape", func(d *Dialog) { d.TypedKey(&fyne.KeyEvent{Name: fyne.KeyEscape}) }},
		{"a button", func(d *Dialog) { test.Tap(d.buttons[0]) }},
		{"a tap once nothing is filled in", func(d *Dialog) {
			if field, ok := d.content.(*Field); ok {
				field.SetText("")
			}
			test.TapCanvas(w.Canvas(), beside)
		}},
	} {
		t.Run(how.name, func(t *testing.T) {
			field, closed := NewField("", ""), 0
			var d *Dialog
			d = ShowDialog(w.Canvas(), "What is new?", field, NewButton("Cancel", "", Plain(), func() { d.Close() }))
			d.OnClosed(func() { closed++ })
			d.HoldWhile(func() bool { return field.Text != "" })
			w.Canvas().Focus(field)
			test.Type(field, "typed at length")
			test.TapCanvas(w.Canvas(), beside)
			test.TapSecondaryAt(d.layer, beside)
			if closed > 0 || field.Text != "typed at length" {
				t.Fatalf("a tap beside it closed it %d times; %q is left", closed, field.Text)
			}
			how.close(d)
			if closed != 1 || w.Canvas().Overlays().Top() != nil {
				t.Fatalf("it was closed %d times", closed)
			}
		})
	}
}

// TestDialogIsAsWideAsItsButtons: none sticks out of it, however long its words are.
func TestDialogIsAsWideAsItsButtons(t *testing.T) {
	started(t, "en")
	w := shown(t, NewFill(ColorBackground, 0), 1000, 500)
	var buttons []*Button
	for range 3 {
		buttons = append(buttons, NewButton("Write it in the mail program", "", Plain(), func() {}))
	}
	d := ShowDialog(w.Canvas(), "Report?", NewRoom(NewFill(ColorNone, 0), 40), buttons...)
	for i, b := range buttons {
		if b.Position().X < dialogPad || b.Position().X+b.Size().Width > d.Size().Width-dialogPad+1 {
			t.Errorf("button %d is at %v of a dialog of %v", i, b.Position().X, d.Size().Width)
		}
	}
	d.Close()
}
