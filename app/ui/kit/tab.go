package kit

import (
	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"
)

// Tab leads to one of the pages of a screen.
type Tab struct {
	pressable
	text     string
	selected bool
}

// NewTab makes a tab; open shows its page.
func NewTab(text string, open func()) *Tab {
	t := &Tab{text: text}
	t.press = open
	t.ExtendBaseWidget(t)
	return t
}

// Select marks the tab as the one whose page is shown, or as another one.
func (t *Tab) Select(on bool) {
	if t.selected != on {
		t.selected = on
		t.Refresh()
	}
}

// Selected reports whether its page is shown.
func (t *Tab) Selected() bool { return t.selected }

// Text is the tab's name.
func (t *Tab) Text() string { return t.text }

// TabHeight is the height of a tab.
const TabHeight float32 = 36

// CreateRenderer implements fyne.Widget.
func (t *Tab) CreateRenderer() fyne.WidgetRenderer {
	r := &tabRenderer{t: t, ground: canvas.NewRectangle(nil), label: NewLabel(t.text, TextBody, Medium, ColorMuted).Cut()}
	r.paint()
	return r
}

type tabRenderer struct {
	t      *Tab
	ground *canvas.Rectangle
	label  *Label
}

func (r *tabRenderer) paint() {
	fill, text := ColorNone, ColorMuted
	switch {
	case r.t.selected:
		fill, text = ColorRaised, ColorText
	case r.t.hovered:
		fill, text = ColorSurface, ColorText
	}
	r.ground.FillColor, r.ground.CornerRadius, r.ground.StrokeWidth = paletteOf(r.t, fill), 8, 0
	if r.t.focused {
		r.ground.StrokeWidth, r.ground.StrokeColor = 2, paletteOf(r.t, "focus")
	}
	r.label.Set(r.t.text, text)
}

func (r *tabRenderer) Destroy()           {}
func (r *tabRenderer) MinSize() fyne.Size { return fyne.NewSize(100, TabHeight) }

func (r *tabRenderer) Objects() []fyne.CanvasObject {
	return []fyne.CanvasObject{r.ground, r.label}
}

func (r *tabRenderer) Layout(size fyne.Size) {
	r.ground.Resize(size)
	place(r.label, 12, 0, size.Width-20, size.Height)
}

func (r *tabRenderer) Refresh() {
	r.paint()
	r.ground.Refresh()
	r.label.Refresh()
}
