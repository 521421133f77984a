package media

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"image"
	"image/gif"
	"image/jpeg"
	"image/png"
	"io"
	"os"

	"golang.org/x/image/bmp"
	"golang.org/x/image/webp"
)

// What is opened of a stranger's picture. Together with what making it smaller takes,
// a picture needs no more than about 100 MB.
const (
	maxPictureFile  = 64 << 20 // bytes
	maxDecoded      = 56 << 20 // bytes that decoding may take
	maxPictureRatio = 6        // of its sides: a strip is no picture of a bundle
	minPictureSide  = 32       // pixels
)

var errNoPicture = errors.New("this is not a picture of a usable kind or size")

// decoder reads one format.
type decoder struct {
	config func(io.Reader) (image.Config, error)
	decode func(io.Reader) (image.Image, error)
	pixel  int // bytes that decoding takes a pixel, at most; 0: the header tells
}

// decoderOf finds the format by the first bytes: names lie.
func decoderOf(head []byte) (d decoder, ok bool) {
	is := func(magic string) bool { return len(head) >= len(magic) && string(head[:len(magic)]) == magic }
	switch {
	case is("\xff\xd8\xff"):
		return decoder{jpeg.DecodeConfig, jpeg.Decode, 0}, true
	case is("\x89PNG\r\n\x1a\n"):
		return decoder{png.DecodeConfig, png.Decode, 8}, true
	case is("GIF8"):
		return decoder{gif.DecodeConfig, gif.Decode, 2}, true // its first picture
	case is("RIFF") && len(head) >= 12 && string(head[8:12]) == "WEBP":
		return decoder{webp.DecodeConfig, webp.Decode, 8}, true
	case is("BM"):
		return decoder{bmp.DecodeConfig, bmp.Decode, 4}, true
	}
	return decoder{}, false
}

// measured is a picture file whose header was read.
type measured struct {
	path string
	decoder
	width, height int
	cost          int64 // bytes that decoding takes, at most
	jpeg          bool
}

// portrait reports whether it is higher than it is wide.
func (p measured) portrait() bool { return p.height > p.width }

// square reports whether it is nearly square, as the covers of music are.
func (p measured) square() bool { return isSquare(p.width, p.height) }

func isSquare(w, h int) bool { return w*10 <= h*12 && h*10 <= w*12 }

// measure reads the header of a picture file and refuses what cannot be a bundle's
// picture.
func measure(path string) (p measured, err error) {
	file, err := openPicture(path)
	if err != nil {
		return p, err
	}
	defer file.Close()
	in := bufio.NewReader(file)
	head, err := in.Peek(12)
	if err != nil && !errors.Is(err, io.EOF) {
		return p, err
	}
	d, ok := decoderOf(head)
	if !ok {
		return p, errNoPicture
	}
	c, err := d.config(in)
	if err != nil {
		return p, err
	}
	p = measured{path: path, decoder: d, width: c.Width, height: c.Height, jpeg: d.pixel == 0}
	short, long := min(c.Width, c.Height), max(c.Width, c.Height)
	if short < minPictureSide || long > maxSide || long > short*maxPictureRatio {
		return p, errNoPicture
	}
	perPixel := float64(d.pixel)
	if p.jpeg {
		if perPixel, err = jpegPixel(file); err != nil {
			return p, err
		}
	}
	p.cost = int64(perPixel * float64(c.Width) * float64(c.Height))
	return p, nil
}

func openPicture(path string) (*os.File, error) {
	info, err := os.Stat(path)
	if err != nil {
		return nil, err
	}
	if !info.Mode().IsRegular() || info.Size() > maxPictureFile {
		return nil, errNoPicture
	}
	return os.Open(path)
}

// open decodes a picture and makes it small. What would take too much memory is left
// to ffmpeg if it is a JPEG, which can be read at an eighth of its size; else it is
// refused.
func (m *Media) open(ctx context.Context, p measured) (image.Image, error) {
	if p.cost > maxDecoded {
		if !p.jpeg {
			return nil, fmt.Errorf("%d × %d pixels: %w", p.width, p.height, errNoPicture)
		}
		return m.shrink(ctx, p)
	}
	file, err := openPicture(p.path)
	if err != nil {
		return nil, err
	}
	defer file.Close()
	img, err := p.decode(bufio.NewReader(io.LimitReader(file, maxPictureFile)))
	if err != nil {
		return nil, err
	}
	if b := img.Bounds(); b.Dx() != p.width || b.Dy() != p.height {
		return nil, errNoPicture // it was replaced, or its parts disagree
	}
	return reduce(img), nil
}

// decodeSmall decodes a picture that a helper made of a size we asked for.
func decodeSmall(r io.ReadSeeker) (image.Image, error) {
	c, err := jpeg.DecodeConfig(r)
	if err != nil {
		return nil, err
	}
	if c.Width*c.Height*8 > maxDecoded {
		return nil, errNoPicture
	}
	if _, err := r.Seek(0, io.SeekStart); err != nil {
		return nil, err
	}
	return jpeg.Decode(r)
}
