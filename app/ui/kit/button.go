package kit

import (
	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"
)

// Look is how a button is drawn: its colours and measures.
type Look struct {
	Fill, Hover, Text fyne.ThemeColorName
	Height, Pad       float32 // height; room left and right of the content
	Radius            float32
	Type, Icon        float32 // size of the text, side of the icon
	Weight            Weight
	IconAfter         bool // the icon stands behind the text
}

// Primary is the one accented action of a screen.
func Primary() Look {
	l := Plain()
	l.Fill, l.Hover, l.Text = ColorAccent, ColorAccent, ColorOnAccent
	return l
}

// Plain is an ordinary action.
func Plain() Look {
	return Look{
		Fill: ColorRaised, Hover: ColorRaisedHover, Text: ColorText,
		Height: 38, Pad: 18, Radius: 10, Type: TextBody, Icon: 16, Weight: SemiBold,
	}
}

// Quiet is an action without a ground of its own until the mouse is over it.
func Quiet() Look {
	l := Plain()
	l.Fill, l.Hover, l.Text, l.Height, l.Pad = ColorNone, ColorRaised, ColorMuted, 34, 9
	return l
}

// Destructive is an action that takes something away for good.
func Destructive() Look {
	l := Plain()
	l.Fill, l.Hover, l.Text = ColorDangerBack, ColorDangerBack, ColorDanger
	return l
}

// Stage is an action that lies over the picture.
func Stage() Look {
	return Look{
		Fill: ColorNone, Hover: ColorStageHover, Text: ColorStageText,
		Height: 36, Pad: 8, Radius: 9, Type: TextBody, Icon: 20, Weight: Medium,
	}
}

// Button is a button with an icon, a text, or both.
type Button struct {
	pressable
	text  string
	icon  Icon
	look  Look
	tells func() string // what it works on is set to, for who hears it; nil: nothing
}

// NewButton makes a button; icon may be empty.
func NewButton(text string, icon Icon, look Look, press func()) *Button {
	b := &Button{text: text, icon: icon, look: look}
	b.press = press
	b.ExtendBaseWidget(b)
	return b
}

// NewIconButton makes a square button that shows only an icon.
func NewIconButton(icon Icon, look Look, press func()) *Button {
	return NewButton("", icon, look, press)
}

// Set changes text and icon; the same ones cost nothing.
func (b *Button) Set(text string, icon Icon) {
	if b.text != text || b.icon != icon {
		b.text, b.icon = text, icon
		b.Refresh()
	}
}

// Dress changes how the button is drawn; the same look costs nothing.
func (b *Button) Dress(l Look) {
	if b.look != l {
		b.look = l
		b.Refresh()
	}
}

// Text is the button's text.
func (b *Button) Text() string { return b.text }

// Shows is the button's icon.
func (b *Button) Shows() Icon { return b.icon }

// CreateRenderer implements fyne.Widget.
func (b *Button) CreateRenderer() fyne.WidgetRenderer {
	r := &buttonRenderer{
		button: b, ground: canvas.NewRectangle(nil),
		icon: NewPicture(b.icon, b.look.Text), label: NewLabel(b.text, b.look.Type, b.look.Weight, b.look.Text),
	}
	r.paint()
	return r
}

type buttonRenderer struct {
	button *Button
	ground *canvas.Rectangle
	icon   *Picture
	label  *Label
}

// iconGap lies between icon and text.
const iconGap = 8

func (l Look) gap() float32 {
	if l.Fill == ColorNone {
		return iconGap / 2
	}
	return iconGap
}

func (r *buttonRenderer) paint() {
	b := r.button
	fill, text := b.look.Fill, b.look.Text
	if b.hovered && !b.disabled {
		fill = b.look.Hover
		if b.look.Text == ColorMuted {
			text = ColorText
		}
	}
	if b.disabled {
		text = "disabled"
	}
	r.ground.FillColor = paletteOf(b, fill)
	r.ground.CornerRadius = b.look.Radius
	r.ground.StrokeWidth = 0
	if b.focused {
		r.ground.StrokeWidth = 2
		r.ground.StrokeColor = paletteOf(b, "focus")
		if b.look.Fill == ColorAccent {
			r.ground.StrokeColor = paletteOf(b, ColorText)
		}
	}
	r.label.size, r.label.weight = b.look.Type, b.look.Weight
	r.label.Set(b.text, text)
	r.icon.Set(b.icon, text)
	r.icon.Hidden = b.icon == ""
	r.label.Hidden = b.text == ""
}

func (r *buttonRenderer) Destroy() {}

func (r *buttonRenderer) Objects() []fyne.CanvasObject {
	return []fyne.CanvasObject{r.ground, r.icon, r.label}
}

func (r *buttonRenderer) content() (width float32) {
	b := r.button
	if b.icon != "" {
		width += b.look.Icon
	}
	if b.text != "" {
		width += r.label.Width()
	}
	if b.icon != "" && b.text != "" {
		width += b.look.gap()
	}
	return width
}

func (r *buttonRenderer) MinSize() fyne.Size {
	b := r.button
	if b.text == "" {
		return fyne.NewSquareSize(b.look.Height)
	}
	return fyne.NewSize(r.content()+2*b.look.Pad, b.look.Height)
}

func (r *buttonRenderer) Layout(size fyne.Size) {
	b := r.button
	r.ground.Resize(size)
	left, text := (size.Width-r.content())/2, r.label.Width()
	iconAt, textAt := left, left
	switch {
	case b.look.IconAfter && b.text != "":
		iconAt = left + text + b.look.gap()
	case b.icon != "":
		textAt = left + b.look.Icon + b.look.gap()
	}
	place(r.icon, iconAt, (size.Height-b.look.Icon)/2, b.look.Icon, b.look.Icon)
	place(r.label, textAt, 0, text, size.Height)
}

func (r *buttonRenderer) Refresh() {
	r.paint()
	r.Layout(r.button.Size())
	r.ground.Refresh()
	r.icon.Refresh()
	r.label.Refresh()
}
