package media

import (
	"image"
	"image/color"

	"golang.org/x/image/draw"

	"matinee/library"
)

// cut makes a picture of a shape. A picture of other proportions loses its edges; a
// square one, which is the cover of music, stays whole in front of its own colors
// where cutting would leave little of it.
func cut(img image.Image, shape library.Shape) *image.RGBA {
	w, h := shape.Size()
	out := image.NewRGBA(image.Rect(0, 0, w, h))
	b := img.Bounds()
	if isSquare(b.Dx(), b.Dy()) && shape != library.ShapeHero {
		haze(out, img)
		side := min(w, h)
		at := image.Rect(0, 0, side, side).Add(image.Pt((w-side)/2, (h-side)/2))
		paint(out, at, img, crop(b, side, side))
		return out
	}
	paint(out, out.Rect, img, crop(b, w, h))
	return out
}

// paint scales a part of a picture into a place.
func paint(out *image.RGBA, at image.Rectangle, img image.Image, part image.Rectangle) {
	// What is transparent would be black in a JPEG and differ from the surface.
	draw.Draw(out, at, image.NewUniform(color.RGBA{0x17, 0x1A, 0x23, 0xFF}), image.Point{}, draw.Src)
	draw.CatmullRom.Scale(out, at, img, part, draw.Over, nil)
}

// headroom is the part of what is cut off in height that goes from above: faces and
// titles stand in the upper half.
const headroom = 0.3

// crop is the largest part of b that has the proportions of w × h.
func crop(b image.Rectangle, w, h int) image.Rectangle {
	if b.Dx()*h > b.Dy()*w {
		width := max(b.Dy()*w/h, 1)
		x := b.Min.X + (b.Dx()-width)/2
		return image.Rect(x, b.Min.Y, x+width, b.Max.Y)
	}
	height := max(b.Dx()*h/w, 1)
	y := b.Min.Y + int(float64(b.Dy()-height)*headroom)
	return image.Rect(b.Min.X, y, b.Max.X, y+height)
}

// haze fills out with the colors of a picture, soft and dark.
func haze(out *image.RGBA, img image.Image) {
	w, h := out.Rect.Dx(), out.Rect.Dy()
	tiny := image.NewRGBA(image.Rect(0, 0, 8, max(8*h/w, 3)))
	draw.CatmullRom.Scale(tiny, tiny.Rect, img, crop(img.Bounds(), w, h), draw.Src, nil)
	draw.BiLinear.Scale(out, out.Rect, tiny, tiny.Rect, draw.Src, nil)
	shade := image.NewUniform(color.RGBA{0, 0, 0, 0x80})
	draw.Draw(out, out.Rect, shade, image.Point{}, draw.Over)
}
