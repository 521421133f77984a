package art

import (
	"bufio"
	"errors"
	"fmt"
	"image"
	"image/color"
	"image/jpeg"
	"os"

	"golang.org/x/image/draw"
)

// maxPixels bounds what is decoded. The program keeps its pictures far smaller;
// a file that claims more was not made by it.
const maxPixels = 8 << 20

// decode reads a picture, crops it to the proportion that is wanted and scales
// it down to the size it is shown in.
func decode(path string, w Want) (*image.RGBA, error) {
	f, err := os.Open(path)
	if err != nil {
		return nil, fmt.Errorf("open picture: %w", err)
	}
	defer f.Close()
	config, err := jpeg.DecodeConfig(bufio.NewReader(f))
	if err != nil {
		return nil, fmt.Errorf("read picture: %w", err)
	}
	if config.Width <= 0 || config.Height <= 0 || config.Width*config.Height > maxPixels {
		return nil, fmt.Errorf("read picture: %d × %d pixels", config.Width, config.Height)
	}
	if _, err := f.Seek(0, 0); err != nil {
		return nil, fmt.Errorf("read picture: %w", err)
	}
	source, err := jpeg.Decode(bufio.NewReader(f))
	if err != nil {
		return nil, fmt.Errorf("decode picture: %w", err)
	}
	crop := cropped(source.Bounds(), w.Width, w.Height)
	if crop.Empty() {
		return nil, errors.New("decode picture: nothing to show")
	}
	width, height := w.Width, w.Height
	if width > crop.Dx() {
		width, height = crop.Dx(), crop.Dy()
	}
	out := image.NewRGBA(image.Rect(0, 0, width, height))
	scaler(crop.Dx(), width).Scale(out, out.Rect, source, crop, draw.Src, nil)
	fade(out, w.Fade)
	return out, nil
}

// scaler is the cheapest way to make a picture smaller that leaves none of its
// pixels out: up to half its size four neighbours hold all of them.
func scaler(from, to int) draw.Scaler {
	if from <= 2*to {
		return draw.ApproxBiLinear
	}
	return draw.BiLinear
}

// cropped is the largest part of bounds in the proportion of width to height:
// from its middle, and where it is too tall from a little above it, where faces
// are. A square is the cover of music, which stands in the middle of its poster.
func cropped(bounds image.Rectangle, width, height int) image.Rectangle {
	w, h := bounds.Dx(), bounds.Dy()
	if w*height > h*width {
		part := max(h*width/height, 1)
		left := bounds.Min.X + (w-part)/2
		return image.Rect(left, bounds.Min.Y, left+part, bounds.Max.Y)
	}
	part := max(w*height/width, 1)
	top := bounds.Min.Y + (h-part)*2/5
	if width == height {
		top = bounds.Min.Y + (h-part)/2
	}
	return image.Rect(bounds.Min.X, top, bounds.Max.X, top+part)
}

// How far a picture fades: from its left edge and from its lower one, as parts
// of its width and height.
const (
	fadeLeft  = 0.95
	fadeBelow = 0.62
)

// fade lets a picture run out into a colour, so that text beside and below it
// can be read and no edge shows.
func fade(img *image.RGBA, into color.NRGBA) {
	if into.A == 0 {
		return
	}
	width, height := img.Rect.Dx(), img.Rect.Dy()
	across := make([]float64, width)
	for x := range across {
		across[x] = smooth(float64(x) / float64(width) / fadeLeft)
	}
	for y := range height {
		down := smooth((1 - float64(y+1)/float64(height)) / fadeBelow)
		row := img.Pix[y*img.Stride:]
		for x, side := range across {
			stays := side * down
			p := row[4*x : 4*x+4 : 4*x+4]
			p[0] = blend(into.R, p[0], stays)
			p[1] = blend(into.G, p[1], stays)
			p[2] = blend(into.B, p[2], stays)
		}
	}
}

func blend(from, to uint8, part float64) uint8 {
	return uint8(float64(from) + (float64(to)-float64(from))*part + 0.5)
}

// smooth eases a part from 0 to 1 at both ends.
func smooth(x float64) float64 {
	x = min(max(x, 0), 1)
	return x * x * (3 - 2*x)
}
