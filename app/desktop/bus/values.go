package bus

import (
	"image"
	"image/draw"
	"strings"
)

// Text is a text as the bus takes it: whole characters, none that ends it, and at most so
// many bytes. What comes from a stranger's file goes to everybody on the bus.
func Text(s string, most int) string {
	s = strings.ReplaceAll(s[:min(len(s), most)], "\x00", "")
	return strings.ToValidUTF8(s, "")
}

// Straight is a picture whose colors are not multiplied by its alpha, as all that take
// pictures over the bus want them, beginning at 0, 0.
func Straight(of image.Image) *image.NRGBA {
	b := of.Bounds()
	s := image.NewNRGBA(image.Rect(0, 0, b.Dx(), b.Dy()))
	draw.Draw(s, s.Rect, of, b.Min, draw.Src)
	return s
}
