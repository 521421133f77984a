package kit

import (
	"image/color"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"
	"fyne.io/fyne/v2/widget"
)

// paletteOf looks a colour up in the theme a widget is shown in.
func paletteOf(w interface{ Theme() fyne.Theme }, name fyne.ThemeColorName) color.Color {
	return w.Theme().Color(name, fyne.CurrentApp().Settings().ThemeVariant())
}

// Fill is a rectangle in a colour of the theme that follows its changes.
type Fill struct {
	widget.BaseWidget
	color  fyne.ThemeColorName
	radius float32
	shadow bool
}

// NewFill makes a rectangle with rounded corners of the given radius.
func NewFill(color fyne.ThemeColorName, radius float32) *Fill {
	f := &Fill{color: color, radius: radius}
	f.ExtendBaseWidget(f)
	return f
}

// Raised gives the rectangle a shadow. It returns the rectangle.
func (f *Fill) Raised() *Fill { f.shadow = true; return f }

// SetColor changes the colour; the same colour costs nothing.
func (f *Fill) SetColor(color fyne.ThemeColorName) {
	if f.color != color {
		f.color = color
		f.Refresh()
	}
}

// CreateRenderer implements fyne.Widget.
func (f *Fill) CreateRenderer() fyne.WidgetRenderer {
	r := &fillRenderer{fill: f, rect: canvas.NewRectangle(nil)}
	r.paint()
	return r
}

type fillRenderer struct {
	fill *Fill
	rect *canvas.Rectangle
}

func (r *fillRenderer) paint() {
	r.rect.FillColor = paletteOf(r.fill, r.fill.color)
	r.rect.CornerRadius = r.fill.radius
	if r.fill.shadow {
		r.rect.Shadow = canvas.Shadow{
			Color: paletteOf(r.fill, "shadow"), BlurRadius: 24, Offset: fyne.NewPos(0, 8),
		}
	}
}

func (r *fillRenderer) Destroy()                     {}
func (r *fillRenderer) Layout(size fyne.Size)        { r.rect.Resize(size) }
func (r *fillRenderer) MinSize() fyne.Size           { return fyne.Size{} }
func (r *fillRenderer) Objects() []fyne.CanvasObject { return []fyne.CanvasObject{r.rect} }
func (r *fillRenderer) Refresh()                     { r.paint(); r.rect.Refresh() }
