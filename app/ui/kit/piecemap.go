package kit

import (
	"image"
	"image/color"
	"slices"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"
	"fyne.io/fyne/v2/widget"

	"matinee/library"
)

// PieceMap is a bar that shows which pieces are here: one stripe for each point
// of its width, as bright as the part of its pieces that is here.
type PieceMap struct {
	widget.BaseWidget
	pieces []library.PieceState
}

// NewPieceMap makes an empty map.
func NewPieceMap() *PieceMap {
	m := &PieceMap{}
	m.ExtendBaseWidget(m)
	return m
}

// Set shows pieces; the same ones cost nothing.
func (m *PieceMap) Set(pieces []library.PieceState) {
	if !slices.Equal(m.pieces, pieces) {
		m.pieces = slices.Clone(pieces)
		m.Refresh()
	}
}

// part is how much of the pieces from a to b is here, and whether any of them is
// wanted at all.
func (m *PieceMap) part(a, b int) (part float64, wanted bool) {
	var here, all float64
	for _, p := range m.pieces[a:b] {
		switch p {
		case library.PieceSkipped:
			continue
		case library.PieceDone:
			here++
		case library.PiecePartial, library.PieceChecking:
			here += 0.4
		}
		all++
	}
	if all == 0 {
		return 0, false
	}
	return here / all, true
}

// CreateRenderer implements fyne.Widget.
func (m *PieceMap) CreateRenderer() fyne.WidgetRenderer {
	r := &pieceMapRenderer{m: m}
	r.raster = canvas.NewRaster(r.draw)
	return r
}

type pieceMapRenderer struct {
	m      *PieceMap
	raster *canvas.Raster
}

// draw is called with the size in pixels.
func (r *pieceMapRenderer) draw(w, h int) image.Image {
	picture := image.NewRGBA(image.Rect(0, 0, max(w, 1), max(h, 1)))
	none := color.RGBAModel.Convert(paletteOf(r.m, ColorRaised)).(color.RGBA)
	full := color.RGBAModel.Convert(paletteOf(r.m, ColorGood)).(color.RGBA)
	n := len(r.m.pieces)
	for x := range w {
		stripe := none
		if n > 0 {
			from := x * n / w
			part, wanted := r.m.part(from, max((x+1)*n/w, from+1))
			if !wanted {
				stripe = color.RGBA{}
			} else {
				stripe = between(none, full, part)
			}
		}
		for y := range h {
			picture.SetRGBA(x, y, stripe)
		}
	}
	return picture
}

func between(a, b color.RGBA, part float64) color.RGBA {
	mix := func(x, y uint8) uint8 { return uint8(float64(x) + part*(float64(y)-float64(x))) }
	return color.RGBA{mix(a.R, b.R), mix(a.G, b.G), mix(a.B, b.B), 0xFF}
}

func (r *pieceMapRenderer) Destroy()                     {}
func (r *pieceMapRenderer) MinSize() fyne.Size           { return fyne.NewSize(60, 10) }
func (r *pieceMapRenderer) Objects() []fyne.CanvasObject { return []fyne.CanvasObject{r.raster} }
func (r *pieceMapRenderer) Layout(size fyne.Size)        { r.raster.Resize(size) }
func (r *pieceMapRenderer) Refresh()                     { r.raster.Refresh() }
