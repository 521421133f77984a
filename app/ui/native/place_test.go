package native

import (
	"image"
	"testing"
)

func TestTheLowerRightKeepsItsMargins(t *testing.T) {
	frame := image.Rectangle{Min: image.Pt(1, 24), Max: image.Pt(1, 5)} // left, top; right, bottom
	for _, c := range []struct {
		name       string
		area       image.Rectangle
		size, want image.Point
	}{
		{"a screen with a panel above", image.Rect(0, 30, 1920, 1080), image.Pt(480, 270), image.Pt(1920-20-1-480, 1080-20-5-270)},
		{"the second of two", image.Rect(1920, 0, 3200, 1024), image.Pt(480, 270), image.Pt(3200-20-1-480, 1024-20-5-270)},
		{"too small for it", image.Rect(100, 30, 500, 200), image.Pt(480, 270), image.Pt(101, 54)},
	} {
		if got := lowerRight(c.area, c.size, frame, 20); got != c.want {
			t.Errorf("%s: %v, want %v", c.name, got, c.want)
		}
	}
}

func TestTheScreenIsTheOneThatShowsMost(t *testing.T) {
	two := []image.Rectangle{image.Rect(0, 0, 1920, 1080), image.Rect(1920, 0, 3200, 1024)}
	for _, c := range []struct {
		window  image.Rectangle
		screens []image.Rectangle
		want    int
	}{
		{image.Rect(100, 100, 1380, 900), two, 0},
		{image.Rect(1800, 100, 3000, 900), two, 1},
		{image.Rect(1000, 100, 2200, 900), two, 0},
		{image.Rect(-5000, 0, -4000, 500), two, 0},
		{image.Rect(0, 0, 100, 100), nil, -1},
	} {
		if got := mostOf(c.window, c.screens); got != c.want {
			t.Errorf("%v is on screen %d, not %d", c.window, got, c.want)
		}
	}
}
