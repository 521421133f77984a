package kit

import (
	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/widget"
)

// Choice is a row of words of which one is chosen, such as filters. Where there
// is no room for all of them, the row is scrolled by choosing.
type Choice struct {
	widget.BaseWidget
	options []*option
	chosen  int
}

// NewChoice makes a row with the first word chosen; changed hears of every
// change by a person.
func NewChoice(words []string, changed func(index int)) *Choice {
	c := &Choice{}
	for i, word := range words {
		o := &option{text: word, chosen: i == 0}
		o.press = func() {
			if c.chosen != i {
				c.Set(i)
				changed(i)
			}
		}
		o.ExtendBaseWidget(o)
		c.options = append(c.options, o)
	}
	c.ExtendBaseWidget(c)
	return c
}

// Set chooses without calling back.
func (c *Choice) Set(index int) {
	c.chosen = index
	for i, o := range c.options {
		if o.chosen != (i == index) {
			o.chosen = i == index
			o.Refresh()
		}
	}
}

// Chosen is the index of the word chosen.
func (c *Choice) Chosen() int { return c.chosen }

// PassKeys sends what the words have no use for to the screen.
func (c *Choice) PassKeys(key func(*fyne.KeyEvent), r func(rune)) {
	for _, o := range c.options {
		o.PassKeys(key, r)
	}
}

// ChoiceHeight is the height of a choice.
const ChoiceHeight float32 = 32

const (
	choiceGap float32 = 6
	choicePad float32 = 14
)

// CreateRenderer implements fyne.Widget.
func (c *Choice) CreateRenderer() fyne.WidgetRenderer { return &choiceRenderer{c} }

type choiceRenderer struct{ c *Choice }

func (r *choiceRenderer) Destroy() {}

func (r *choiceRenderer) MinSize() fyne.Size {
	width := -choiceGap
	for _, o := range r.c.options {
		width += o.MinSize().Width + choiceGap
	}
	return fyne.NewSize(width, ChoiceHeight)
}

func (r *choiceRenderer) Objects() []fyne.CanvasObject {
	objects := make([]fyne.CanvasObject, len(r.c.options))
	for i, o := range r.c.options {
		objects[i] = o
	}
	return objects
}

// Layout puts the words side by side. Where they have no room they are narrowed
// evenly, and their texts cut.
func (r *choiceRenderer) Layout(size fyne.Size) {
	part := min(size.Width/max(r.MinSize().Width, 1), 1)
	x := float32(0)
	for _, o := range r.c.options {
		width := o.MinSize().Width * part
		place(o, x, 0, width, size.Height)
		x += width + choiceGap*part
	}
}

func (r *choiceRenderer) Refresh() {
	r.Layout(r.c.Size())
	for _, o := range r.c.options {
		o.Refresh()
	}
}

// option is one word of a choice.
type option struct {
	pressable
	text   string
	chosen bool
}

// CreateRenderer implements fyne.Widget.
func (o *option) CreateRenderer() fyne.WidgetRenderer {
	r := &optionRenderer{
		o: o, ground: NewFill(ColorSurface, ChoiceHeight/2), ring: newRing(ChoiceHeight / 2),
		label: NewLabel(o.text, 13, Medium, ColorMuted).Cut().Aligned(fyne.TextAlignCenter),
	}
	r.paint()
	return r
}

type optionRenderer struct {
	o      *option
	ground *Fill
	ring   *ring
	label  *Label
}

func (r *optionRenderer) paint() {
	ground, text := ColorSurface, ColorMuted
	switch {
	case r.o.chosen:
		ground, text = ColorText, ColorBackground
	case r.o.hovered:
		ground, text = ColorRaised, ColorText
	}
	r.ground.SetColor(ground)
	r.label.Set(r.o.text, text)
	r.ring.show(r.o.focused)
}

func (r *optionRenderer) Destroy() {}

func (r *optionRenderer) MinSize() fyne.Size {
	return fyne.NewSize(r.label.Width()+2*choicePad, ChoiceHeight)
}

func (r *optionRenderer) Objects() []fyne.CanvasObject {
	return []fyne.CanvasObject{r.ground, r.ring, r.label}
}

func (r *optionRenderer) Layout(size fyne.Size) {
	r.ground.Resize(size)
	r.ring.Resize(size)
	place(r.label, 6, 0, size.Width-12, size.Height)
}

func (r *optionRenderer) Refresh() {
	r.paint()
	r.ground.Refresh()
	r.ring.Refresh()
	r.label.Refresh()
}
