package surface

import (
	"errors"
	"fmt"
	"image"
	"sync/atomic"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"

	"matinee/app/ui/native"
	"matinee/player"
)

// way is how frames come into the texture.
type way int

const (
	undecided way = iota // nothing was painted yet
	uploaded             // the processor draws them
	drawn                // OpenGL draws them
	unused               // they do not: the raster shows them
)

// texture is a shader that shows one texture, and the hook that fills it.
//
// The toolkit binds a shader's textures, sorted by name, to the units from 0 on,
// and uploads an image only when it is replaced. Nothing else of it uses unit 3,
// so that the texture of the fourth stays bound there. The hook is an object of
// one pixel that is painted before the shader: whoever paints it is on the thread
// and in the context that OpenGL needs.
type texture struct {
	surface *Surface
	hook    *canvas.Raster
	shader  *canvas.Shader
	nothing *image.RGBA

	way    way
	place  image.Point // pixels software frames were last told of
	gl     player.GLFrames
	window native.Window // that is painted
	target native.Canvas

	arrived atomic.Int64 // frames that were ready to be shown
	seen    int64        // of them, at the last draw
	count   int64        // frames drawn then
	misses  int          // draws in a row that brought no new frame although there was one
	absent  int          // paints in a row without a texture
}

// videoUnit is where the fourth texture is bound.
const videoUnit = 3

// How many paints in a row may fail to bring what there is.
const (
	missesMost = 30
	absentMost = 10
)

var errLost = errors.New("frames get lost on their way to the screen")

func newTexture(s *Surface) *texture {
	one := image.Rect(0, 0, 1, 1)
	t := &texture{surface: s, nothing: image.NewRGBA(one), place: noPlace()}
	t.hook = canvas.NewRaster(t.paint)
	t.shader = canvas.NewShader("matinee-picture", []byte(fragment), []byte(fragmentES))
	t.shader.Textures = map[string]image.Image{
		"a0": t.nothing, "a1": t.nothing, "a2": t.nothing, "video": image.NewRGBA(one),
	}
	t.shader.Uniforms = map[string]float32{"opaque": 0}
	if s.options.Mode == Plain {
		t.way = unused
		t.hook.Hide()
		t.shader.Hide()
	}
	return t
}

// renew forgets who drew.
func (t *texture) renew() {
	t.way, t.place, t.gl = undecided, noPlace(), nil
	t.seen, t.count, t.misses, t.absent = 0, 0, 0, 0
	t.shader.Uniforms["opaque"] = 0
	t.shader.Show()
	t.surface.showRaster(true)
}

// paint runs while the toolkit paints, before the shader.
func (t *texture) paint(int, int) image.Image {
	if t.surface.frames == nil {
		return t.nothing
	}
	if t.way == undecided {
		t.decide()
	}
	var err error
	switch t.way {
	case uploaded:
		err = t.upload()
	case drawn:
		if err = t.draw(); err != nil && !errors.Is(err, native.ErrNoTexture) {
			t.giveUp(err)
			err = nil
		}
	}
	t.present(err)
	return t.nothing
}

// present counts paints without the texture, which the shader's first one makes.
func (t *texture) present(err error) {
	if err == nil {
		t.absent = 0
		return
	}
	if t.absent++; t.absent <= absentMost {
		t.surface.options.Post(t.hook.Refresh)
		return
	}
	if t.way == drawn {
		t.giveUp(err)
	}
	t.way = unused
	t.surface.options.Post(func() {
		t.shader.Hide()
		t.surface.showRaster(true)
		t.surface.paintAgain()
	})
}

// decide looks who draws the window.
func (t *texture) decide() {
	defer t.surface.options.Post(t.surface.GoOn)
	t.way, t.window = uploaded, native.Current()
	frames, able := t.surface.frames.(player.GLFrames)
	mode := t.surface.options.Mode
	if !able || mode == Software || (mode == Auto && native.IsSoftware(native.Renderer())) {
		return
	}
	if err := frames.StartGL(native.Function); err != nil {
		t.report(err)
		return
	}
	t.way, t.gl = drawn, frames
}

// pixels is the size of the picture on the screen.
func (t *texture) pixels() image.Point {
	c := fyne.CurrentApp().Driver().CanvasForObject(t.shader)
	if c == nil {
		return image.Point{}
	}
	size := t.shader.Size()
	width, height := c.PixelCoordinateForPosition(fyne.NewPos(size.Width, size.Height))
	return image.Pt(width, height)
}

// upload puts the newest software frame into the texture.
func (t *texture) upload() error {
	place := t.pixels()
	if place != t.place && place.X > 0 && place.Y > 0 {
		t.place = place
		t.surface.frames.Resize(place.X, place.Y)
	}
	frame := t.surface.frames.Latest()
	if frame == nil {
		return nil
	}
	if err := t.target.Upload(videoUnit, frame.Rect.Dx(), frame.Rect.Dy(), frame.Pix, fits(frame.Rect.Size(), place)); err != nil {
		return err
	}
	t.appear()
	return nil
}

// roundedTo is what widths of frames are multiples of.
const roundedTo = 16

// fits reports whether a frame can be shown as it is, but for a few columns.
func fits(frame, place image.Point) bool {
	d := place.X - frame.X
	return d > -roundedTo && d < roundedTo && frame.Y == place.Y
}

// draw has OpenGL draw the newest frame into the texture.
func (t *texture) draw() error {
	if native.Current() != t.window {
		return fmt.Errorf("%w: the window is another one", errLost)
	}
	place := t.pixels()
	if place.X <= 0 || place.Y <= 0 {
		return nil
	}
	ready := t.arrived.Load()
	frame, err := t.target.Begin(videoUnit, place.X, place.Y)
	if err != nil {
		return err
	}
	err = t.gl.DrawGL(frame, place.X, place.Y)
	if end := t.target.End(); err == nil {
		err = end
	}
	if err != nil {
		return err
	}
	t.appear()
	return t.noticeLoss(ready)
}

// noticeLoss counts frames that were ready and never came.
func (t *texture) noticeLoss(ready int64) error {
	count := t.gl.Stats().Drawn
	switch {
	case count != t.count:
		t.misses = 0
	case ready != t.seen:
		t.misses++
	}
	t.count, t.seen = count, ready
	if t.misses > missesMost {
		return errLost
	}
	return nil
}

// appear shows the texture instead of what is below it.
func (t *texture) appear() {
	if t.shader.Uniforms["opaque"] == 1 {
		return
	}
	t.shader.Uniforms["opaque"] = 1
	t.surface.options.Post(func() {
		if t.way != unused {
			t.surface.showRaster(false)
		}
	})
}

// giveUp goes back to software frames, within a paint. What was drawn last stays
// in the texture until the first of them takes its place.
func (t *texture) giveUp(err error) {
	t.way, t.place = uploaded, noPlace()
	t.target.Free()
	t.gl.StopGL()
	t.report(err)
}

func (t *texture) report(err error) {
	if told := t.surface.options.GaveUp; told != nil {
		t.surface.options.Post(func() { told(err) })
	}
}

// close gives everything back while the window is still there.
func (t *texture) close() {
	if t.way != drawn {
		return
	}
	t.way = uploaded
	t.window.Paint(func() {
		t.target.Free()
		t.gl.StopGL()
	})
}
