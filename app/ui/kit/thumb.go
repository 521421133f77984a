package kit

import (
	"image"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"
)

// Thumb is a picture that can be chosen among others.
type Thumb struct {
	pressable
	picture image.Image
	caption string
	chosen  bool
}

// NewThumb makes one without a picture; choose runs when it is pressed.
func NewThumb(caption string, choose func()) *Thumb {
	t := &Thumb{caption: caption}
	t.press = choose
	t.ExtendBaseWidget(t)
	return t
}

// Put puts a picture on it, and what stands below.
func (t *Thumb) Put(picture image.Image, caption string) {
	t.picture, t.caption = picture, caption
	t.Refresh()
}

// Choose marks it as the one that is chosen, or as another one.
func (t *Thumb) Choose(on bool) {
	if t.chosen != on {
		t.chosen = on
		t.Refresh()
	}
}

// Chosen reports whether it is.
func (t *Thumb) Chosen() bool { return t.chosen }

// Text is what stands below the picture.
func (t *Thumb) Text() string { return t.caption }

// The measures of a thumb.
const (
	thumbWidth   float32 = 176
	thumbHeight  float32 = 99
	thumbCaption float32 = 24
)

// CreateRenderer implements fyne.Widget.
func (t *Thumb) CreateRenderer() fyne.WidgetRenderer {
	r := &thumbRenderer{
		t: t, ground: canvas.NewRectangle(nil), ring: canvas.NewRectangle(nil),
		image: &canvas.Image{FillMode: canvas.ImageFillCover, CornerRadius: 8},
		label: NewLabel(t.caption, TextSecondary, Medium, ColorMuted).Cut(),
	}
	r.paint()
	return r
}

type thumbRenderer struct {
	t            *Thumb
	ground, ring *canvas.Rectangle
	image        *canvas.Image
	label        *Label
}

func (r *thumbRenderer) paint() {
	r.ground.FillColor, r.ground.CornerRadius = paletteOf(r.t, ColorRaised), 8
	r.ring.CornerRadius, r.ring.StrokeWidth = 11, 0
	text := ColorMuted
	switch { // the keys are seen also on what is chosen
	case r.t.focused:
		r.ring.StrokeWidth, r.ring.StrokeColor = 2, paletteOf(r.t, "focus")
	case r.t.chosen:
		r.ring.StrokeWidth, r.ring.StrokeColor = 3, paletteOf(r.t, ColorAccent)
	case r.t.hovered && !r.t.disabled:
		r.ring.StrokeWidth, r.ring.StrokeColor = 2, paletteOf(r.t, ColorStageBuffered)
	}
	if r.t.chosen {
		text = ColorText
	}
	r.image.Image = r.t.picture
	r.label.Set(r.t.caption, text)
}

func (r *thumbRenderer) Destroy() {}

func (r *thumbRenderer) MinSize() fyne.Size {
	return fyne.NewSize(thumbWidth, thumbHeight+thumbCaption)
}

func (r *thumbRenderer) Objects() []fyne.CanvasObject {
	return []fyne.CanvasObject{r.ground, r.image, r.ring, r.label}
}

func (r *thumbRenderer) Layout(size fyne.Size) {
	place(r.ring, 0, 0, size.Width, size.Height-thumbCaption)
	place(r.ground, 4, 4, size.Width-8, size.Height-thumbCaption-8)
	place(r.image, 4, 4, size.Width-8, size.Height-thumbCaption-8)
	place(r.label, 4, size.Height-thumbCaption+2, size.Width-8, thumbCaption-4)
}

func (r *thumbRenderer) Refresh() {
	r.paint()
	for _, o := range r.Objects() {
		o.Refresh()
	}
}
