package ui

import (
	"testing"

	"fyne.io/fyne/v2"

	"matinee/app/ui/kit"
)

// within reports whether an object is seen whole in the window, or as much of it as there is room for.
func (h *house) within(o fyne.CanvasObject) bool {
	at := fyne.CurrentApp().Driver().AbsolutePositionForObject(o)
	room, size := h.window.window.Canvas().Size(), o.Size()
	return at.X >= 0 && at.Y >= 0 && at.X+min(size.Width, room.Width/2) <= room.Width && at.Y+min(size.Height, room.Height/2) <= room.Height
}

// TestEveryTextSizeFitsASmallScreen: at three times the size, 1280×800 are 427×267 points.
func TestEveryTextSizeFitsASmallScreen(t *testing.T) {
	h, _ := openLibrary(t, func(_ *Deps, p *fakeProgram) { p.settings = map[string]string{"ui.scale": "300"} })
	c := h.window.window.Canvas()
	if least := h.window.view.MinSize(); least.Width > startWidth/3.0 || least.Height > startHeight/3.0 {
		t.Fatalf("the window is at least %v", least)
	}
	h.window.window.Resize(fyne.NewSize(startWidth/3.0, startHeight/3.0))
	if got, want := h.window.frame.Size(), h.window.frame.MinSize(); !h.window.view.tight || got != want {
		t.Fatalf("the screens have %v of %v", got, want)
	}
	seen := map[fyne.Focusable]bool{}
	for range 40 {
		c.FocusNext()
		now := c.Focused()
		if now == nil || seen[now] {
			break
		}
		seen[now] = true
		h.until(func() bool { return h.within(now.(fyne.CanvasObject)) })
	}
	if len(seen) < 6 {
		t.Errorf("only %d controls were reached", len(seen))
	}
	c.Unfocus()
	pressed := 0
	var buttons []*kit.Button
	for _, text := range []string{"One of the answers", "Another answer", "A third, which is long"} {
		buttons = append(buttons, kit.NewButton(text, "", kit.Plain(), func() { pressed++ }))
	}
	d := kit.ShowDialog(c, "A question", kit.NewRoom(kit.NewLabel("Words", kit.TextBody, kit.Regular, kit.ColorText), 300), buttons...)
	for _, b := range buttons {
		c.Focus(b)
		h.until(func() bool { return h.within(b) })
	}
	d.Close()
	h.window.Play("0001", -1)
	if h.window.view.tight || h.window.frame.Size() != c.Size() {
		t.Errorf("a film has %v of the window", h.window.frame.Size())
	}
	h.window.Leave()
	if !h.window.view.tight {
		t.Error("after the film the screens have too little room")
	}
	h.window.window.Resize(fyne.NewSize(startWidth, startHeight))
	if h.window.view.tight || h.window.frame.Size() != c.Size() || h.window.frame.Position() != (fyne.Position{}) {
		t.Errorf("in a large window the screens have %v at %v", h.window.frame.Size(), h.window.frame.Position())
	}
}
