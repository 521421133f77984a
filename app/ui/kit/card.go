package kit

import (
	"image"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"
	"fyne.io/fyne/v2/driver/desktop"
	"fyne.io/fyne/v2/widget"
)

// CardFace is what a card says besides its picture.
type CardFace struct {
	Title, Caption string
	Progress       float64 // from 0 to 1; 0 shows no bar
	Chip           string  // over the picture's upper left corner; "" for none
	Tone           Tone    // of the chip
	Playable       bool    // a play button appears under the mouse
}

// Card is a picture with a title and a caption below it. A click opens, a click
// on the round button that appears under the mouse plays. It takes no focus
// itself: the grid or strip around it does, and marks the card at hand.
type Card struct {
	widget.BaseWidget
	face    CardFace
	hovered bool
	marked  bool

	image          *canvas.Image
	title, caption *Label
	bar            *Progress
	chip           *Chip
	ring, round    *canvas.Rectangle
	sign           *Picture

	// OnResize runs when the card got another size: its picture may be wanted in
	// another one, too.
	OnResize func()
	OnOpen   func()
	OnPlay   func()
	OnMenu   func(at fyne.Position)
}

// The card's measures.
const (
	CardWidth   float32 = 176 // at least
	CardGap     float32 = 18  // between cards
	CardCaption float32 = 46  // room for title and caption below the picture
	cardRadius  float32 = 12
	cardRing    float32 = 3 // how far the ring stands off
	cardRound   float32 = 44
)

// CardHeight is the height of a card of some width.
func CardHeight(width float32) float32 { return PictureHeight(width) + CardCaption }

// PictureHeight keeps the picture at 16:9.
func PictureHeight(width float32) float32 { return float32(int(width*9/16 + 0.5)) }

// NewCard makes an empty card.
func NewCard() *Card {
	c := &Card{
		image:   &canvas.Image{FillMode: canvas.ImageFillCover, CornerRadius: cardRadius},
		title:   NewLabel("", TextBody, SemiBold, ColorText).Cut(),
		caption: NewLabel("", TextSecondary, Regular, ColorMuted).Cut(),
		bar:     NewProgress(), chip: NewChip("", ToneNeutral),
		ring: canvas.NewRectangle(nil), round: canvas.NewRectangle(nil), sign: NewPicture(IconPlay, ColorOnAccent),
	}
	c.ExtendBaseWidget(c)
	c.paint()
	return c
}

// Say changes what the card says; what stays the same costs nothing.
func (c *Card) Say(face CardFace) {
	if c.face == face {
		return
	}
	c.face = face
	c.title.SetText(face.Title)
	c.caption.SetText(face.Caption)
	c.bar.Set(face.Progress, ToneActive)
	c.chip.Set(face.Chip, face.Tone)
	c.Refresh()
}

// Face is what the card says.
func (c *Card) Face() CardFace { return c.face }

// SetPicture changes the picture; the same one costs nothing.
func (c *Card) SetPicture(picture image.Image) {
	if c.image.Image != picture {
		c.image.Image = picture
		c.image.Refresh()
	}
}

// Picture is the picture shown.
func (c *Card) Picture() image.Image { return c.image.Image }

// SetMarked tells whether the card is the one the keys mean.
func (c *Card) SetMarked(on bool) {
	if c.marked != on {
		c.marked = on
		c.Refresh()
	}
}

// ringed reports whether the card is told from the others.
func (c *Card) ringed() bool { return c.marked || c.hovered }

// paint sets what depends on the state.
func (c *Card) paint() {
	c.ring.CornerRadius, c.ring.StrokeColor = cardRadius+cardRing, paletteOf(c, ColorStageBuffered)
	if c.marked {
		c.ring.StrokeColor = paletteOf(c, "focus")
	}
	// It is never hidden: what the toolkit has not painted yet it does not repaint,
	// so that the first mark would not be seen. Without a stroke it costs nothing.
	c.ring.StrokeWidth = 0
	if c.ringed() {
		c.ring.StrokeWidth = 2
	}
	c.round.FillColor, c.round.CornerRadius = paletteOf(c, ColorAccent), cardRound/2
	c.round.Hidden = !c.hovered || !c.face.Playable || c.OnPlay == nil
	c.sign.Hidden = c.round.Hidden
	c.bar.Hidden = c.face.Progress <= 0
	c.chip.Hidden = c.face.Chip == ""
}

// Tapped implements fyne.Tappable.
func (c *Card) Tapped(e *fyne.PointEvent) {
	switch {
	case !c.round.Hidden && c.overRound(e.Position):
		c.OnPlay()
	case c.OnOpen != nil:
		c.OnOpen()
	}
}

func (c *Card) overRound(at fyne.Position) bool {
	corner := c.round.Position()
	return at.X >= corner.X && at.Y >= corner.Y && at.X < corner.X+cardRound && at.Y < corner.Y+cardRound
}

// TappedSecondary implements fyne.SecondaryTappable.
func (c *Card) TappedSecondary(e *fyne.PointEvent) {
	if c.OnMenu != nil {
		c.OnMenu(e.AbsolutePosition)
	}
}

// MouseIn implements desktop.Hoverable.
func (c *Card) MouseIn(*desktop.MouseEvent) { c.hover(true) }

// MouseMoved implements desktop.Hoverable.
func (c *Card) MouseMoved(*desktop.MouseEvent) {}

// MouseOut implements desktop.Hoverable.
func (c *Card) MouseOut() { c.hover(false) }

func (c *Card) hover(on bool) {
	if c.hovered != on {
		c.hovered = on
		c.Refresh()
	}
}

// Cursor implements desktop.Cursorable.
func (c *Card) Cursor() desktop.Cursor { return desktop.PointerCursor }

// CreateRenderer implements fyne.Widget.
func (c *Card) CreateRenderer() fyne.WidgetRenderer { return &cardRenderer{c} }

type cardRenderer struct{ c *Card }

func (r *cardRenderer) Destroy()           {}
func (r *cardRenderer) MinSize() fyne.Size { return fyne.NewSize(60, CardCaption) }

func (r *cardRenderer) Objects() []fyne.CanvasObject {
	c := r.c
	return []fyne.CanvasObject{c.image, c.bar, c.chip, c.ring, c.round, c.sign, c.title, c.caption}
}

func (r *cardRenderer) Layout(size fyne.Size) {
	c, height := r.c, PictureHeight(size.Width)
	place(c.image, 0, 0, size.Width, height)
	place(c.bar, 8, height-12, size.Width-16, progressHeight)
	place(c.chip, 8, 8, max(size.Width-16, 0), chipHeight)
	place(c.ring, -cardRing, -cardRing, size.Width+2*cardRing, height+2*cardRing)
	place(c.round, (size.Width-cardRound)/2, (height-cardRound)/2, cardRound, cardRound)
	place(c.sign, (size.Width-20)/2+1, (height-20)/2, 20, 20)
	place(c.title, 0, height+9, size.Width, 18)
	place(c.caption, 0, height+28, size.Width, 16)
	if c.OnResize != nil {
		c.OnResize()
	}
}

// Refresh paints what the card draws itself; its picture and its texts, whose
// textures take time, do so when they change.
func (r *cardRenderer) Refresh() {
	r.c.paint()
	r.c.ring.Refresh()
	r.c.round.Refresh()
	if r.c.sign.Visible() { // a drawing takes time, and every card that is scrolled into sight comes here
		r.c.sign.Refresh()
	}
}
