package media

import (
	"bytes"
	"context"
	"fmt"
	"image"
	"image/jpeg"
	"time"

	"golang.org/x/image/draw"

	"matinee/library"
)

// Still is a picture that stands for a file, at most width pixels wide, as a JPEG
// file: a picture itself, or the frame of a film that shows most.
func (m *Media) Still(ctx context.Context, file string, width int) ([]byte, error) {
	img, err := m.still(ctx, file)
	if err != nil {
		return nil, fmt.Errorf("make a picture: %w", err)
	}
	b := img.Bounds()
	if b.Dx() > width {
		small := image.NewRGBA(image.Rect(0, 0, width, max(b.Dy()*width/b.Dx(), 1)))
		draw.CatmullRom.Scale(small, small.Rect, img, b, draw.Src, nil)
		img = small
	}
	var out bytes.Buffer
	if err := jpeg.Encode(&out, img, &jpeg.Options{Quality: quality}); err != nil {
		return nil, fmt.Errorf("make a picture: %w", err)
	}
	return out.Bytes(), nil
}

// Frame is what a film shows at a place, or shortly before it, at most width pixels wide,
// as a JPEG file.
func (m *Media) Frame(ctx context.Context, file string, at time.Duration, width int) ([]byte, error) {
	raw, err := m.grab(ctx, file, min(max(at, 0), maxFrameOffset), width)
	if err != nil {
		return nil, fmt.Errorf("take a frame: %w", err)
	}
	return raw, nil
}

func (m *Media) still(ctx context.Context, file string) (image.Image, error) {
	if library.KindOf(file) == library.Image {
		p, err := measure(file)
		if err != nil {
			return nil, err
		}
		return m.open(ctx, p)
	}
	facts, err := m.Probe(ctx, file)
	if err != nil {
		return nil, err
	}
	if !facts.HasPicture() {
		return nil, errNoPicture
	}
	return m.frame(ctx, file, facts.Duration)
}
