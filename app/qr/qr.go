// Package qr draws QR codes (ISO/IEC 18004), for the links of channels and for gift codes. It must
// not know what these are, nor who shows the code.
package qr

import (
	"bytes"
	"fmt"
	"image"
	"image/color"
	"image/png"
	"strings"

	"github.com/skip2/go-qrcode"
)

// Code is a QR code as squares, dark ones true, without the quiet zone around it.
type Code struct{ dark [][]bool }

// Encode draws a text. Longer ones than about 2,300 bytes have no code.
func Encode(text string) (Code, error) {
	made, err := qrcode.New(text, qrcode.Medium)
	if err != nil {
		return Code{}, fmt.Errorf("draw a QR code: %w", err)
	}
	made.DisableBorder = true // drawn here, as light as the rest
	return Code{made.Bitmap()}, nil
}

// quiet is how many squares stay light around a code, as the standard asks.
const quiet = 4

// at reports whether a square is dark; the quiet zone is not.
func (c Code) at(x, y int) bool {
	x, y = x-quiet, y-quiet
	return y >= 0 && y < len(c.dark) && x >= 0 && x < len(c.dark[y]) && c.dark[y][x]
}

// Size is how many squares a side has, the quiet zone included.
func (c Code) Size() int { return len(c.dark) + 2*quiet }

// Text draws the code for a terminal, two rows of squares a line. It paints the light
// ones, so that it can be read on a dark ground.
func (c Code) Text() string {
	var out strings.Builder
	for y := 0; y < c.Size(); y += 2 {
		for x := range c.Size() {
			upper, lower := !c.at(x, y), !c.at(x, y+1)
			switch {
			case upper && lower:
				out.WriteString("█")
			case upper:
				out.WriteString("▀")
			case lower:
				out.WriteString("▄")
			default:
				out.WriteString(" ")
			}
		}
		out.WriteByte('\n')
	}
	return out.String()
}

// square is the side of a square in a picture, in pixels.
const square = 8

// Image draws the code as a picture.
func (c Code) Image() image.Image {
	side := c.Size() * square
	out := image.NewPaletted(image.Rect(0, 0, side, side), color.Palette{color.White, color.Black})
	for y := range side {
		for x := range side {
			if c.at(x/square, y/square) {
				out.SetColorIndex(x, y, 1)
			}
		}
	}
	return out
}

// PNG is the picture as a file.
func (c Code) PNG() ([]byte, error) {
	var out bytes.Buffer
	if err := png.Encode(&out, c.Image()); err != nil {
		return nil, fmt.Errorf("write a QR code: %w", err)
	}
	return out.Bytes(), nil
}
