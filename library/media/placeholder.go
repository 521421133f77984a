package media

import (
	"hash/fnv"
	"image"
	"image/color"
	"math"

	"matinee/library"
)

// Placeholder draws the picture of a bundle that has none: a calm gradient that is
// always the same for a bundle. It takes milliseconds and touches no file. An
// unknown shape gives an empty picture.
func Placeholder(id library.BundleID, shape library.Shape) *image.RGBA {
	w, h := shape.Size()
	img := image.NewRGBA(image.Rect(0, 0, w, h))
	dice := seedOf(id)
	colors := gradients()[dice.pick(len(gradients()))]
	angle := (25 + 35*dice.part()) * math.Pi / 180
	middle := 0.45 + 0.2*dice.part()
	dx, dy := math.Cos(angle), math.Sin(angle)
	grain := dither()
	way := ramp(colors, middle)
	step := float64(len(way)-1) / (float64(w)*dx + float64(h)*dy)
	for y := range h {
		row := img.Pix[y*img.Stride:][:4*w]
		for x := range w {
			c := &way[int((float64(x)*dx+float64(y)*dy)*step)]
			g := grain[y%4][x%4]
			row[4*x], row[4*x+1], row[4*x+2], row[4*x+3] = byte((c[0]+g)>>8), byte((c[1]+g)>>8), byte((c[2]+g)>>8), 0xFF
		}
	}
	return img
}

// gradients run from a dark corner through a full color to a light one.
func gradients() [][3]color.RGBA {
	return [][3]color.RGBA{
		{{0x15, 0x40, 0x3C, 0xFF}, {0x2C, 0x8F, 0x7A, 0xFF}, {0xD8, 0xD9, 0xA4, 0xFF}}, // sea and sand
		{{0x3E, 0x1D, 0x66, 0xFF}, {0x83, 0x3F, 0xA6, 0xFF}, {0xE8, 0x64, 0x8C, 0xFF}}, // neon
		{{0x55, 0x1A, 0x1C, 0xFF}, {0xC2, 0x45, 0x28, 0xFF}, {0xF9, 0xC0, 0x66, 0xFF}}, // ember
		{{0x10, 0x24, 0x33, 0xFF}, {0x1D, 0x6A, 0x8E, 0xFF}, {0x84, 0xDA, 0xCC, 0xFF}}, // lagoon
		{{0x1D, 0x22, 0x30, 0xFF}, {0x3F, 0x57, 0x75, 0xFF}, {0x9B, 0xBD, 0xDB, 0xFF}}, // harbor
		{{0x2A, 0x2F, 0x6B, 0xFF}, {0xB5, 0x46, 0x73, 0xFF}, {0xFB, 0xB0, 0x68, 0xFF}}, // dusk
		{{0x1C, 0x2B, 0x22, 0xFF}, {0x4E, 0x7A, 0x3C, 0xFF}, {0xE3, 0xCF, 0x7B, 0xFF}}, // meadow
		{{0x2B, 0x1B, 0x2E, 0xFF}, {0x7A, 0x3B, 0x57, 0xFF}, {0xE6, 0xB0, 0x9A, 0xFF}}, // clay
	}
}

// rampSteps is how many colors a gradient has: more than a wide picture shows.
const rampSteps = 2048

// ramp is the way through three colors, in 256ths of a step. It may not reach 0xFF00,
// so that a grain fits on top.
func ramp(colors [3]color.RGBA, middle float64) (way [rampSteps][3]uint16) {
	for i := range way {
		at := float64(i) / (rampSteps - 1)
		a, b, part := colors[0], colors[1], at/middle
		if at > middle {
			a, b, part = colors[1], colors[2], (at-middle)/(1-middle)
		}
		part = part * part * (3 - 2*part) // no edge where the colors meet
		blend := func(p, q uint8) uint16 { return uint16((float64(p) + (float64(q)-float64(p))*part) * 0xFF) }
		way[i] = [3]uint16{blend(a.R, b.R), blend(a.G, b.G), blend(a.B, b.B)}
	}
	return way
}

// dither is a fixed pattern (ordered, 4 × 4) that hides the bands which 256 steps
// would leave in a wide picture, in 256ths of a step.
func dither() [4][4]uint16 {
	return [4][4]uint16{{0, 128, 32, 160}, {192, 64, 224, 96}, {48, 176, 16, 144}, {240, 112, 208, 80}}
}

// dice are numbers that depend on a bundle only.
type dice struct{ state uint64 }

func seedOf(id library.BundleID) *dice {
	h := fnv.New64a()
	_, _ = h.Write([]byte(id)) // it never fails
	return &dice{h.Sum64()}
}

// next is a step of splitmix64.
func (d *dice) next() uint64 {
	d.state += 0x9E3779B97F4A7C15
	z := d.state
	z = (z ^ z>>30) * 0xBF58476D1CE4E5B9
	z = (z ^ z>>27) * 0x94D049BB133111EB
	return z ^ z>>31
}

func (d *dice) pick(n int) int { return int(d.next() % uint64(n)) }

func (d *dice) part() float64 { return float64(d.next()>>11) / (1 << 53) }
