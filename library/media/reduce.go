package media

import (
	"image"
	"image/draw"
)

// enough is the size below which a picture is not made smaller before it is cut: the
// largest shape is cut out of at least as many pixels as it has.
const enough = 1400

// reduce makes a large picture smaller by a whole number, averaging squares of
// pixels. It holds a strip of the large one at a time as RGBA, where scaling at once
// would hold all of it in floating-point numbers.
func reduce(img image.Image) image.Image {
	b := img.Bounds()
	by := min(b.Dx(), b.Dy()) / enough
	if by < 2 {
		return img
	}
	out := image.NewRGBA(image.Rect(0, 0, b.Dx()/by, b.Dy()/by))
	strip := image.NewRGBA(image.Rect(0, 0, b.Dx(), by))
	for y := range out.Rect.Dy() {
		clear(strip.Pix)
		draw.Draw(strip, strip.Rect, img, image.Pt(b.Min.X, b.Min.Y+y*by), draw.Src)
		average(out.Pix[y*out.Stride:(y+1)*out.Stride], strip, by)
	}
	return out
}

// average fills a row with the means of by × by pixels of a strip.
func average(row []byte, strip *image.RGBA, by int) {
	for x := 0; x < len(row)/4; x++ {
		var sum [4]int
		for dy := range by {
			at := dy*strip.Stride + x*by*4
			for i, v := range strip.Pix[at : at+by*4] {
				sum[i%4] += int(v)
			}
		}
		for i, v := range sum {
			row[x*4+i] = byte(v / (by * by))
		}
	}
}
