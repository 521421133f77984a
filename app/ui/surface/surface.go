package surface

import (
	"sync/atomic"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/widget"

	"matinee/app/ui/native"
	"matinee/player"
)

// Mode says who draws the frames.
type Mode string

// The modes; all but Plain are values of the setting player.surface.
const (
	// Plain is for a toolkit that does not draw with OpenGL, as in tests.
	Plain    Mode = ""
	Auto     Mode = "auto"     // OpenGL where a graphics processor draws the window
	Software Mode = "software" // the processor
	GPU      Mode = "gpu"      // OpenGL whoever draws, for as long as it works
)

// Options says how a surface behaves.
type Options struct {
	Mode Mode
	// Post runs a function on the main thread, and does not wait for it.
	Post func(func())
	// GaveUp is told, on the main thread, that OpenGL does not work here.
	GaveUp func(error)
}

// Surface is the picture. It belongs to the main thread.
type Surface struct {
	widget.BaseWidget
	options Options
	frames  player.Frames
	raster  *raster
	texture *texture
	waiting []func() // what waits for the choice

	on      atomic.Bool // somebody sees it
	pending atomic.Bool // a repaint is under way to the main thread
}

// New makes a surface that shows nothing yet.
func New(o Options) *Surface {
	s := &Surface{options: o, raster: newRaster()}
	s.texture = newTexture(s)
	s.ExtendBaseWidget(s)
	return s
}

// Begin starts showing frames; nil shows none.
func (s *Surface) Begin(frames player.Frames) {
	s.Pause()
	s.frames = frames
	s.raster.use(frames)
	s.texture.place = noPlace()
	s.on.Store(true)
	if frames != nil {
		frames.OnFrame(s.arrived)
		s.paintAgain()
	}
}

// Pause stops repainting: nobody sees the picture.
func (s *Surface) Pause() {
	s.on.Store(false)
	if s.frames != nil {
		s.frames.OnFrame(nil)
	}
	s.frames = nil
	s.raster.use(nil)
}

// WhenChosen calls back, on the main thread, once it is clear who draws: at once,
// or after the first paint, or when GoOn is called. What is opened before that
// may have to be shown anew.
func (s *Surface) WhenChosen(f func()) {
	if s.texture.way != undecided || s.frames == nil {
		f()
		return
	}
	s.waiting = append(s.waiting, f)
	s.paintAgain()
}

// GoOn calls those who wait for the choice although nothing was painted.
func (s *Surface) GoOn() {
	waiting := s.waiting
	s.waiting = nil
	for _, f := range waiting {
		f()
	}
}

// OpenGL reports whether OpenGL draws the frames.
func (s *Surface) OpenGL() bool { return s.texture.way == drawn }

// Window is the system's window the picture was painted in last.
func (s *Surface) Window() native.Window { return s.texture.window }

// Renew lets it be chosen anew who draws, because the frames will be other ones or
// a person wants it otherwise. It gives back what OpenGL holds of the former ones.
func (s *Surface) Renew(mode Mode) {
	s.Close()
	if s.options.Mode != Plain {
		s.options.Mode = mode
		s.texture.renew()
	}
}

// Close gives back what OpenGL holds. It must be called before the window goes.
func (s *Surface) Close() {
	s.Pause()
	s.texture.close()
	s.GoOn()
}

// Forget is for a window that went before Close was called: nothing of it may be
// touched.
func (s *Surface) Forget() {
	if s.texture.way == drawn {
		s.texture.way = unused
	}
}

// arrived hears of every frame, on the goroutine that draws them.
func (s *Surface) arrived() {
	s.texture.arrived.Add(1)
	if !s.on.Load() || s.pending.Swap(true) {
		return
	}
	s.options.Post(func() {
		s.pending.Store(false)
		if s.on.Load() {
			s.paintAgain()
		}
	})
}

// paintAgain has the toolkit paint the newest frame, once.
func (s *Surface) paintAgain() {
	if s.texture.way == unused {
		s.raster.Refresh()
	} else {
		s.texture.hook.Refresh()
	}
}

// showRaster changes between the raster and the texture over it.
func (s *Surface) showRaster(on bool) {
	if on {
		s.raster.Show()
	} else {
		s.raster.Hide()
	}
}

// CreateRenderer implements fyne.Widget.
func (s *Surface) CreateRenderer() fyne.WidgetRenderer { return &renderer{s} }

type renderer struct{ s *Surface }

func (r *renderer) Destroy()           {}
func (r *renderer) MinSize() fyne.Size { return fyne.Size{} }

// Objects: the hook is painted before the texture it fills is shown.
func (r *renderer) Objects() []fyne.CanvasObject {
	return []fyne.CanvasObject{r.s.raster.Raster, r.s.texture.hook, r.s.texture.shader}
}

func (r *renderer) Layout(size fyne.Size) {
	r.s.raster.Resize(size)
	r.s.texture.hook.Resize(fyne.NewSquareSize(1))
	if r.s.texture.shader.Size() != size {
		r.s.texture.shader.Resize(size)
		r.s.paintAgain()
	}
}

// Refresh only lays out: frames ask for painting when they come.
func (r *renderer) Refresh() { r.Layout(r.s.Size()) }
