package kit

import (
	"image"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"
	"fyne.io/fyne/v2/widget"
)

// Backdrop is the large picture behind a title. The picture runs out into the
// background by itself.
type Backdrop struct {
	widget.BaseWidget
	image *canvas.Image
}

// NewBackdrop makes an empty backdrop.
func NewBackdrop() *Backdrop {
	b := &Backdrop{image: &canvas.Image{FillMode: canvas.ImageFillCover}}
	b.ExtendBaseWidget(b)
	return b
}

// SetPicture changes the picture; the same one costs nothing.
func (b *Backdrop) SetPicture(picture image.Image) {
	if b.image.Image != picture {
		b.image.Image = picture
		b.image.Refresh()
	}
}

// CreateRenderer implements fyne.Widget.
func (b *Backdrop) CreateRenderer() fyne.WidgetRenderer { return &backdropRenderer{b} }

type backdropRenderer struct{ b *Backdrop }

func (r *backdropRenderer) Destroy()                     {}
func (r *backdropRenderer) MinSize() fyne.Size           { return fyne.Size{} }
func (r *backdropRenderer) Layout(size fyne.Size)        { r.b.image.Resize(size) }
func (r *backdropRenderer) Objects() []fyne.CanvasObject { return []fyne.CanvasObject{r.b.image} }
func (r *backdropRenderer) Refresh()                     { canvas.Refresh(r.b.image) }
