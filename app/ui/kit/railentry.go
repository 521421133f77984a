package kit

import (
	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"
)

// railBadge is the height of the count beside an entry.
const railBadge = 17

// RailEntry leads to a screen.
type RailEntry struct {
	pressable
	text     string
	icon     Icon
	badge    string
	selected bool
}

// NewRailEntry makes an entry; open shows its screen.
func NewRailEntry(text string, icon Icon, open func()) *RailEntry {
	e := &RailEntry{text: text, icon: icon}
	e.press = open
	e.ExtendBaseWidget(e)
	return e
}

// Text is what the entry is called.
func (e *RailEntry) Text() string { return e.text }

// SetBadge shows a short text beside the entry, as a count of what goes on there;
// "" shows none.
func (e *RailEntry) SetBadge(text string) {
	if e.badge != text {
		e.badge = text
		e.Refresh()
	}
}

// Badge is the text beside the entry.
func (e *RailEntry) Badge() string { return e.badge }

func (e *RailEntry) setSelected(on bool) {
	if e.selected != on {
		e.selected = on
		e.Refresh()
	}
}

// CreateRenderer implements fyne.Widget.
func (e *RailEntry) CreateRenderer() fyne.WidgetRenderer {
	r := &railEntryRenderer{
		entry: e, ground: canvas.NewRectangle(nil), icon: NewPicture(e.icon, ColorMuted),
		label: NewLabel(e.text, TextBody, Medium, ColorMuted).Cut(),
		badge: NewFill(ColorRaisedHover, railBadge/2),
		count: NewLabel("", TextChip, SemiBold, ColorText).Aligned(fyne.TextAlignCenter),
	}
	r.paint()
	return r
}

type railEntryRenderer struct {
	entry  *RailEntry
	ground *canvas.Rectangle
	icon   *Picture
	label  *Label
	badge  *Fill
	count  *Label
}

func (r *railEntryRenderer) paint() {
	e := r.entry
	fill, text := ColorNone, ColorMuted
	if e.selected {
		fill, text = ColorRaised, ColorText
	} else if e.hovered {
		fill, text = ColorSurface, ColorText
	}
	r.ground.FillColor, r.ground.CornerRadius = paletteOf(e, fill), 8
	r.ground.StrokeWidth = 0
	if e.focused {
		r.ground.StrokeWidth, r.ground.StrokeColor = 2, paletteOf(e, "focus")
	}
	r.label.Set(e.text, text)
	r.icon.Set(e.icon, text)
	r.count.SetText(e.badge)
	r.badge.Hidden, r.count.Hidden = e.badge == "", e.badge == ""
}

func (r *railEntryRenderer) Destroy() {}

func (r *railEntryRenderer) Objects() []fyne.CanvasObject {
	return []fyne.CanvasObject{r.ground, r.icon, r.label, r.badge, r.count}
}

func (r *railEntryRenderer) MinSize() fyne.Size { return fyne.NewSize(railEntry, railEntry) }

func (r *railEntryRenderer) Layout(size fyne.Size) {
	r.ground.Resize(size)
	narrow := size.Width < 100
	r.label.Hidden = narrow
	pill := max(r.count.Width()+14, railBadge)
	if narrow { // the icon alone, the count at its shoulder
		place(r.icon, (size.Width-18)/2, (size.Height-18)/2, 18, 18)
		place(r.badge, size.Width-pill, 0, pill, railBadge)
		place(r.count, size.Width-pill, 0, pill, railBadge)
		return
	}
	place(r.icon, 12, (size.Height-18)/2, 18, 18)
	text := size.Width - 42 - 12
	if r.entry.badge != "" {
		text -= pill + 6
	}
	place(r.label, 42, 0, text, size.Height)
	place(r.badge, size.Width-12-pill, (size.Height-railBadge)/2, pill, railBadge)
	place(r.count, size.Width-12-pill, (size.Height-railBadge)/2, pill, railBadge)
}

func (r *railEntryRenderer) Refresh() {
	r.paint()
	r.Layout(r.entry.Size())
	for _, o := range r.Objects() {
		o.Refresh()
	}
}
