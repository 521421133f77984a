package kit

import (
	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/widget"
)

// Tone is the meaning of a chip or a bar, shown by its colour.
type Tone int

// The tones.
const (
	ToneNeutral Tone = iota
	ToneActive       // going on now
	ToneGood         // complete, open, seeding
	ToneInfo
	ToneDanger
)

func (t Tone) colors() (text, ground fyne.ThemeColorName) {
	switch t {
	case ToneActive:
		return ColorNotable, ColorNotableBack
	case ToneGood:
		return ColorGood, ColorGoodBack
	case ToneInfo:
		return ColorInfo, ColorInfoBack
	case ToneDanger:
		return ColorDanger, ColorDangerBack
	}
	return ColorText, ColorRaised
}

// Chip is a short word on a coloured ground: the state of something.
type Chip struct {
	widget.BaseWidget
	text string
	tone Tone
}

// NewChip makes a chip.
func NewChip(text string, tone Tone) *Chip {
	c := &Chip{text: text, tone: tone}
	c.ExtendBaseWidget(c)
	return c
}

// Set changes word and tone; the same ones cost nothing.
func (c *Chip) Set(text string, tone Tone) {
	if c.text != text || c.tone != tone {
		c.text, c.tone = text, tone
		c.Refresh()
	}
}

// Text is the chip's word.
func (c *Chip) Text() string { return c.text }

// The chip's measures.
const (
	chipHeight = 20
	chipPad    = 8
	chipRadius = 6
)

// CreateRenderer implements fyne.Widget.
func (c *Chip) CreateRenderer() fyne.WidgetRenderer {
	text, ground := c.tone.colors()
	return &chipRenderer{
		chip: c, ground: NewFill(ground, chipRadius),
		label: NewLabel(c.text, TextChip, SemiBold, text).Aligned(fyne.TextAlignCenter),
	}
}

type chipRenderer struct {
	chip   *Chip
	ground *Fill
	label  *Label
}

func (r *chipRenderer) Destroy() {}

func (r *chipRenderer) Objects() []fyne.CanvasObject {
	return []fyne.CanvasObject{r.ground, r.label}
}

func (r *chipRenderer) MinSize() fyne.Size {
	return fyne.NewSize(r.label.Width()+2*chipPad, chipHeight)
}

// Layout keeps the chip at its own size, to the left of the room it is given.
func (r *chipRenderer) Layout(size fyne.Size) {
	own := fyne.NewSize(min(size.Width, r.label.Width()+2*chipPad), chipHeight)
	at := fyne.NewPos(0, (size.Height-chipHeight)/2)
	r.ground.Resize(own)
	r.ground.Move(at)
	r.label.Resize(own)
	r.label.Move(at)
}

func (r *chipRenderer) Refresh() {
	text, ground := r.chip.tone.colors()
	r.ground.SetColor(ground)
	r.label.Set(r.chip.text, text)
	r.Layout(r.chip.Size())
	r.ground.Refresh()
	r.label.Refresh()
}
