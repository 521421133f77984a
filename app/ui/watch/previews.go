package watch

import (
	"context"
	"fmt"
	"image"
	"image/jpeg"
	"os"
	"time"

	"matinee/app/ui/live"
	"matinee/library"
)

// Gallery has the pictures of what plays, as paths of JPEG files. It is asked off
// the main thread; an error means that there is no picture.
type Gallery interface {
	Artwork(ctx context.Context, id library.BundleID, shape library.Shape) (path string, err error)
	Thumbnail(ctx context.Context, id library.BundleID, item int, at time.Duration) (path string, err error)
}

// previews brings the small pictures of a film that is pointed at. One is asked
// for at a time: while it comes, only the last place pointed at is kept. It
// belongs to the main thread.
type previews struct {
	loop    *live.Loop
	gallery Gallery
	show    func(image.Image)
	at      moment
	running bool
	again   bool
	cancel  context.CancelFunc
}

// moment is a place in an item.
type moment struct {
	bundle library.BundleID
	item   int
	at     time.Duration
}

// previewStep is how far apart two places are that have pictures of their own.
const previewStep = time.Second

// point asks for the picture of a place.
func (p *previews) point(m moment) {
	m.at = m.at.Truncate(previewStep)
	if p.gallery == nil || m == p.at && p.running {
		return
	}
	p.at = m
	if p.running {
		p.again = true
		return
	}
	p.fetch()
}

func (p *previews) fetch() {
	p.running, p.again = true, false
	m := p.at
	ctx, cancel := context.WithCancel(p.loop.Context())
	p.cancel = cancel
	var picture image.Image
	p.loop.Work(func(context.Context) error {
		path, err := p.gallery.Thumbnail(ctx, m.bundle, m.item, m.at)
		if err != nil {
			return err
		}
		picture, err = readPicture(path)
		return err
	}, func(err error) {
		cancel()
		p.running = false
		switch {
		case p.again:
			p.fetch()
		case p.at != m: // nobody points any more
		case err == nil:
			p.show(picture)
		default:
			p.show(nil)
		}
	})
}

// stop forgets the place; what is under way for it ends.
func (p *previews) stop() {
	p.at, p.again = moment{}, false
	if p.cancel != nil {
		p.cancel()
	}
	p.show(nil)
}

// maxPictureSide bounds a picture in pixels: larger ones are not decoded.
const maxPictureSide = 4096

// readPicture decodes a JPEG file of the program's own.
func readPicture(path string) (picture image.Image, err error) {
	f, err := os.Open(path)
	if err != nil {
		return nil, fmt.Errorf("read a picture: %w", err)
	}
	defer func() {
		if closing := f.Close(); err == nil && closing != nil {
			err = fmt.Errorf("read a picture: %w", closing)
		}
	}()
	config, err := jpeg.DecodeConfig(f)
	if err != nil {
		return nil, fmt.Errorf("read a picture: %w", err)
	}
	if max(config.Width, config.Height) > maxPictureSide {
		return nil, fmt.Errorf("a picture of %d by %d is too large", config.Width, config.Height)
	}
	if _, err := f.Seek(0, 0); err != nil {
		return nil, fmt.Errorf("read a picture: %w", err)
	}
	if picture, err = jpeg.Decode(f); err != nil {
		return nil, fmt.Errorf("read a picture: %w", err)
	}
	return picture, nil
}

// pointed hears of the bar: a film that is here whole has a picture of each place.
func (s *Screen) pointed(at float64) {
	v := s.last
	if at < 0 || !v.stream.Complete || v.music() || v.now.Bundle.ID == "" {
		s.previews.stop()
		return
	}
	s.previews.point(moment{v.now.Bundle.ID, v.now.Item.Index, time.Duration(at * float64(v.status.Duration))})
}
