package media

import (
	"bytes"
	"fmt"
	"image"
	"testing"

	"matinee/library"
)

// TestPlaceholder: it has the shape's size, is the same for a bundle every time, and
// differs between bundles.
func TestPlaceholder(t *testing.T) {
	t.Parallel()
	seen := map[string]bool{}
	for i := range 40 {
		id := library.BundleID(fmt.Sprintf("%040x", i))
		img := Placeholder(id, library.ShapeCard)
		if !bytes.Equal(img.Pix, Placeholder(id, library.ShapeCard).Pix) {
			t.Fatalf("the picture of %s is not always the same", id)
		}
		seen[string(img.Pix)] = true
	}
	if len(seen) < 36 {
		t.Errorf("40 bundles have %d pictures", len(seen))
	}
	for _, shape := range shapes() {
		w, h := shape.Size()
		img := Placeholder(bundleA, shape)
		if img.Bounds() != image.Rect(0, 0, w, h) {
			t.Errorf("the %s is %v", shape, img.Bounds())
		}
		// White text and the accent must stand out from its dark corner.
		if c := img.RGBAAt(2, 2); c.A != 0xFF || int(c.R)+int(c.G)+int(c.B) > 3*0x60 {
			t.Errorf("the %s begins with %v", shape, c)
		}
	}
	if b := Placeholder("", "no shape").Bounds(); !b.Empty() {
		t.Errorf("no shape has %v", b)
	}
}

func BenchmarkPlaceholder(b *testing.B) {
	for b.Loop() {
		Placeholder(bundleA, library.ShapeHero)
	}
}
