package surface

import (
	"image"
	"image/color"

	"fyne.io/fyne/v2/canvas"

	"matinee/player"
)

// raster shows software frames by the toolkit's own means: black until there is
// one, and all there is where OpenGL cannot be reached.
type raster struct {
	*canvas.Raster
	frames player.Frames
	blank  *image.RGBA
	size   image.Point // pixels the frames were last told of
}

func newRaster() *raster {
	r := &raster{blank: image.NewRGBA(image.Rect(0, 0, 1, 1)), size: noPlace()}
	r.blank.Set(0, 0, color.Black)
	r.Raster = canvas.NewRaster(r.paint)
	r.ScaleMode = canvas.ImageScaleFastest
	return r
}

// noPlace is a size that no place has.
func noPlace() image.Point { return image.Pt(-1, -1) }

// use takes the frames to show; nil for none.
func (r *raster) use(frames player.Frames) { r.frames, r.size = frames, noPlace() }

// paint hands the painter the last finished frame, and tells the frames for how
// many pixels they are drawn.
func (r *raster) paint(width, height int) image.Image {
	if r.frames == nil || width <= 0 || height <= 0 {
		return r.blank
	}
	if size := image.Pt(width, height); size != r.size {
		r.size = size
		r.frames.Resize(width, height)
	}
	if frame := r.frames.Latest(); frame != nil {
		return frame
	}
	return r.blank
}
