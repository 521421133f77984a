package qr

import (
	"bytes"
	"image"
	"image/color"
	_ "image/png"
	"strings"
	"testing"

	"github.com/makiuchi-d/gozxing"
	"github.com/makiuchi-d/gozxing/qrcode"
)

// read is what a scanner of another make sees.
func read(t *testing.T, picture image.Image) string {
	t.Helper()
	bitmap, err := gozxing.NewBinaryBitmapFromImage(picture)
	if err != nil {
		t.Fatal(err)
	}
	got, err := qrcode.NewQRCodeReader().Decode(bitmap, map[gozxing.DecodeHintType]any{gozxing.DecodeHintType_PURE_BARCODE: true})
	if err != nil {
		t.Fatal(err)
	}
	return got.GetText()
}

// TestScanners: a scanner reads the link out of the picture, and out of what a
// terminal shows.
func TestScanners(t *testing.T) {
	link := "magnet:?xs=urn:btpk:" + strings.Repeat("0a", 32) + "&as=https%3A%2F%2Fmirror.example%2Fstudio&x.root=" + strings.Repeat("f1", 32)
	for _, text := range []string{"a", link, link + strings.Repeat("&as=https%3A%2F%2Fm.example%2F", 10)} {
		code, err := Encode(text)
		if err != nil {
			t.Fatal(err)
		}
		file, err := code.PNG()
		if err != nil {
			t.Fatal(err)
		}
		picture, _, err := image.Decode(bytes.NewReader(file))
		if err != nil {
			t.Fatal(err)
		}
		if got := read(t, picture); got != text {
			t.Errorf("the picture says %q", got)
		}
		if got := read(t, screen(code.Text())); got != text {
			t.Errorf("the terminal says %q", got)
		}
	}
	if _, err := Encode(strings.Repeat("x", 5000)); err == nil {
		t.Error("it drew what does not fit")
	}
}

// screen is what a dark terminal shows of a text.
func screen(text string) image.Image {
	const side = 4
	lines := strings.Split(strings.TrimSuffix(text, "\n"), "\n")
	out := image.NewGray(image.Rect(0, 0, len([]rune(lines[0]))*side, 2*len(lines)*side))
	for row, line := range lines {
		for x, r := range []rune(line) {
			for half, light := range []bool{r == '█' || r == '▀', r == '█' || r == '▄'} {
				for i := range side * side {
					if light {
						out.SetGray(x*side+i%side, (2*row+half)*side+i/side, color.Gray{255})
					}
				}
			}
		}
	}
	return out
}
