package art

import (
	"hash/fnv"
	"image"
	"image/color"
	"strconv"

	"matinee/library"
)

// hues are the two colours of each stand-in, from its upper left to its lower
// right corner.
func hues() [][2]color.NRGBA {
	return [][2]color.NRGBA{
		{rgb(0x1B4A46), rgb(0x8FBF9A)},
		{rgb(0x3A1E66), rgb(0xC05C9A)},
		{rgb(0x5E2222), rgb(0xE2934F)},
		{rgb(0x15303F), rgb(0x5BB7B4)},
		{rgb(0x20242F), rgb(0x7D9CC4)},
		{rgb(0x25315F), rgb(0xC2557C)},
		{rgb(0x3F2A14), rgb(0xC9A45B)},
		{rgb(0x1E3A5C), rgb(0x8FA9E8)},
	}
}

func rgb(hex uint32) color.NRGBA {
	return color.NRGBA{R: uint8(hex >> 16), G: uint8(hex >> 8), B: uint8(hex), A: 0xFF}
}

// hueOf is the same for a bundle at every time.
func hueOf(id library.BundleID) int {
	h := fnv.New32a()
	h.Write([]byte(id))
	return int(h.Sum32() % uint32(len(hues())))
}

// The stand-ins are painted small: they are smooth, and are enlarged when drawn.
const (
	standWidth  = 96
	standHeight = 54
)

// standKey names the stand-in of a picture: those of the same hue share one.
func (w Want) standKey() Want {
	key := Want{Mark: strconv.Itoa(hueOf(w.ID)), Width: standWidth, Height: standHeight, Fade: w.Fade}
	if w.Width > 0 && w.Height > 0 {
		key.Height = min(max(standWidth*w.Height/w.Width, 1), 4*standWidth)
	}
	return key
}

// paintStandIn paints a quiet gradient in the hue of the bundle.
func paintStandIn(w Want) *image.RGBA {
	size, hue := w.standKey(), hues()[hueOf(w.ID)]
	out := image.NewRGBA(image.Rect(0, 0, size.Width, size.Height))
	for y := range size.Height {
		for x := range size.Width {
			part := (float64(x)/float64(size.Width) + 1.4*float64(y)/float64(size.Height)) / 2.4
			out.SetRGBA(x, y, mix(hue[0], hue[1], part))
		}
	}
	fade(out, w.Fade)
	return out
}

func mix(a, b color.NRGBA, part float64) color.RGBA {
	between := func(a, b uint8) uint8 { return uint8(float64(a) + (float64(b)-float64(a))*part + 0.5) }
	return color.RGBA{R: between(a.R, b.R), G: between(a.G, b.G), B: between(a.B, b.B), A: 0xFF}
}
