package kit

import (
	"image/color"
	"strings"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"
)

// AvatarColours is how many colours an avatar can have.
const AvatarColours = 8

// avatarColor is one of the palette; a number beyond it begins anew.
func avatarColor(n int) color.Color {
	palette := [AvatarColours]uint32{0x3D5AFE, 0x00897B, 0xC2185B, 0xE65100, 0x7B1FA2, 0x2E7D32, 0xB71C1C, 0x455A64}
	return rgb(palette[(n%AvatarColours+AvatarColours)%AvatarColours])
}

// Avatar stands for a person: the first letter of the name on a colour. It can
// be pressed.
type Avatar struct {
	pressable
	name     string
	colour   int
	selected bool
}

// NewAvatar makes an avatar; press may be nil.
func NewAvatar(name string, colour int, press func()) *Avatar {
	a := &Avatar{name: name, colour: colour}
	a.press = press
	a.ExtendBaseWidget(a)
	return a
}

// Set changes name and colour; the same ones cost nothing.
func (a *Avatar) Set(name string, colour int) {
	if a.name != name || a.colour != colour {
		a.name, a.colour = name, colour
		a.Refresh()
	}
}

// Name is who the avatar stands for.
func (a *Avatar) Name() string { return a.name }

// Select marks the avatar as chosen.
func (a *Avatar) Select(on bool) {
	if a.selected != on {
		a.selected = on
		a.Refresh()
	}
}

// CreateRenderer implements fyne.Widget.
func (a *Avatar) CreateRenderer() fyne.WidgetRenderer {
	r := &avatarRenderer{
		a: a, ground: canvas.NewCircle(nil), tick: NewPicture(IconCheck, ColorStageText),
		letter: NewLabel("", TextBody, Bold, ColorStageText).Aligned(fyne.TextAlignCenter),
	}
	r.paint()
	return r
}

type avatarRenderer struct {
	a      *Avatar
	ground *canvas.Circle
	tick   *Picture
	letter *Label
}

func (r *avatarRenderer) paint() {
	r.ground.FillColor = avatarColor(r.a.colour)
	r.ground.StrokeWidth = 0
	if r.a.focused || r.a.hovered && r.a.press != nil {
		r.ground.StrokeWidth, r.ground.StrokeColor = 2, paletteOf(r.a, ColorText)
	}
	letter := ""
	for _, first := range strings.ToUpper(strings.TrimSpace(r.a.name)) {
		letter = string(first)
		break
	}
	r.letter.Set(letter, ColorStageText)
	r.letter.Hidden = r.a.selected
	r.tick.Hidden = !r.a.selected
}

func (r *avatarRenderer) Destroy()           {}
func (r *avatarRenderer) MinSize() fyne.Size { return fyne.NewSquareSize(32) }

func (r *avatarRenderer) Objects() []fyne.CanvasObject {
	return []fyne.CanvasObject{r.ground, r.letter, r.tick}
}

func (r *avatarRenderer) Layout(size fyne.Size) {
	side := min(size.Width, size.Height)
	x, y := (size.Width-side)/2, (size.Height-side)/2
	place(r.ground, x, y, side, side)
	place(r.letter, x, y, side, side)
	place(r.tick, x+side*0.28, y+side*0.28, side*0.44, side*0.44)
}

func (r *avatarRenderer) Refresh() {
	r.paint()
	r.Layout(r.a.Size())
	r.ground.Refresh()
	r.letter.Refresh()
	r.tick.Refresh()
}
