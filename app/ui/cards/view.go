package cards

import (
	"image"
	"image/color"

	"fyne.io/fyne/v2"

	"matinee/app/ui/art"
	"matinee/app/ui/kit"
	"matinee/library"
)

// View is a card on the screen and the bundle it shows now.
type View struct {
	*kit.Card
	bundle library.Card
	loader *art.Loader
	ticket *art.Ticket
	want   art.Want
}

// NewView makes an empty view.
func NewView(loader *art.Loader) *View {
	v := &View{Card: kit.NewCard(), loader: loader}
	v.OnResize = v.load
	return v
}

// Bundle is what the view shows.
func (v *View) Bundle() library.Card { return v.bundle }

// Bind shows a bundle; face says what is to be said of it.
func (v *View) Bind(c library.Card, face kit.CardFace) {
	v.bundle = c
	v.Say(face)
	v.load()
}

// load asks for the picture in the size of now.
func (v *View) load() {
	if v.bundle.ID == "" || v.Size().Width <= 0 {
		return
	}
	w := Want(v, v.bundle, library.ShapeCard, fyne.NewSize(v.Size().Width, kit.PictureHeight(v.Size().Width)))
	if w == v.want {
		return
	}
	v.Loose()
	v.want = w
	var now image.Image
	now, v.ticket = v.loader.Load(w, v.SetPicture)
	v.SetPicture(now)
}

// Loose gives up a picture that is still under way.
func (v *View) Loose() {
	v.ticket.Cancel()
	v.ticket, v.want = nil, art.Want{}
}

var _ kit.Cell = (*View)(nil)

// SizeStep is to what multiple of pixels pictures are prepared, so that a window
// being resized does not ask for each of them anew.
const SizeStep = 32

// Want is a bundle's picture for a widget of some size.
func Want(o fyne.CanvasObject, c library.Card, shape library.Shape, size fyne.Size) art.Want {
	scale := float32(1)
	if on := kit.CanvasOf(o); on != nil {
		scale = on.Scale()
	}
	width := int(size.Width*scale+SizeStep-1) / SizeStep * SizeStep
	height := 0
	if size.Width > 0 {
		height = int(float32(width)*size.Height/size.Width + 0.5)
	}
	return art.Want{ID: c.ID, Mark: c.Artwork, Shape: shape, Width: width, Height: height}
}

// Ground is the colour a large picture runs out into.
func Ground(o interface{ Theme() fyne.Theme }) color.NRGBA {
	c := o.Theme().Color(kit.ColorBackground, fyne.CurrentApp().Settings().ThemeVariant())
	n, _ := color.NRGBAModel.Convert(c).(color.NRGBA)
	return color.NRGBA{R: cleared(n.R), G: cleared(n.G), B: cleared(n.B), A: n.A}
}

// cleared is a part of a colour as the toolkit fills a window with it: it takes
// 255 times 255 for white where 65,535 is, which brightens a light ground.
func cleared(part uint8) uint8 { return uint8(min((int(part)*257+127)/255, 255)) }
