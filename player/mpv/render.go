//go:build cgo

package mpv

import (
	"errors"
	"image"
	"sync"
	"sync/atomic"
	"time"

	mpv "github.com/gen2brain/go-mpv"

	"matinee/player"
)

// frames is mpv's picture for a window of ours. The processor draws it
// (software.go) until somebody has OpenGL draw it (opengl.go). A nil *frames, for
// a window of mpv's own, does nothing.
type frames struct {
	maxWidth, maxHeight int

	life    sync.Mutex // held while the context is used on a foreign thread, or changed
	core    *mpv.Mpv   // nil before it is open and after it is closed
	context *mpv.RenderContext
	gl      bool // OpenGL draws
	change  atomic.Int32

	wake   chan struct{} // holds a token while there may be something to draw
	quit   chan struct{} // ends the goroutine that draws
	joined sync.WaitGroup
	drawn  atomic.Int64

	mu       sync.Mutex
	asked    image.Point // size of the place where it is shown
	source   image.Point // size of the video; zero while unknown
	reduce   reducer
	redraw   bool // draw the same frame again, at another size
	back     *image.RGBA
	ready    *image.RGBA
	front    *image.RGBA
	fresh    bool // ready is newer than front
	onFrame  func()
	onDrawn  func() // the loop waits for a frame
	dropped  int64
	drawTime time.Duration
	openGL   bool // as gl, for Stats
}

var _ player.GLFrames = (*frames)(nil)

// The size of frames before anybody said one, and when nobody looks.
const (
	firstWidth, firstHeight = 640, 360
	blindWidth, blindHeight = 160, 90
)

func newFrames(o Options) *frames {
	f := &frames{
		maxWidth: o.MaxWidth, maxHeight: o.MaxHeight,
		wake: make(chan struct{}, 1), asked: image.Pt(firstWidth, firstHeight),
	}
	if o.Surface == Headless {
		f.asked = image.Pt(blindWidth, blindHeight)
	}
	return f
}

var errNotOpen = errors.New("mpv is not there")

// open begins to draw for a core that is initialized and has no file yet.
func (f *frames) open(core *mpv.Mpv) error {
	f.life.Lock()
	defer f.life.Unlock()
	f.core = core
	return f.startSoftware()
}

// close frees the context, which has to happen before the core goes, and reports
// whether it could: what OpenGL drew with needs its thread, and that may have
// gone without a word.
func (f *frames) close() bool {
	if f == nil {
		return true
	}
	f.life.Lock()
	defer f.life.Unlock()
	f.core = nil
	if f.gl {
		return false
	}
	f.free()
	return true
}

// What is under way of a change of the context. mpv gives up the picture then, and
// a file without sound with it.
const (
	steady   int32 = iota
	changing       // an end with an error is no error of the file
	changed        // the loop has to tell of it
)

// lost reports, once, that the picture was given up for another context.
func (f *frames) lost() bool { return f != nil && f.change.CompareAndSwap(changed, steady) }

// inChange reports whether an end with an error is owed to a change of context.
func (f *frames) inChange() bool { return f != nil && f.change.Load() != steady }

// free ends the drawing, whoever draws. life is held.
func (f *frames) free() {
	if f.context == nil {
		return
	}
	if f.quit != nil {
		close(f.quit)
		f.joined.Wait()
		f.quit = nil
	}
	f.context.SetUpdateCallback(func() {})
	f.context.Free()
	f.context = nil
	f.setGL(false)
}

// setGL notes who draws. What the other one drew is stale. life is held.
func (f *frames) setGL(on bool) {
	f.gl = on
	f.mu.Lock()
	defer f.mu.Unlock()
	f.openGL = on
	f.back, f.ready, f.front, f.fresh = nil, nil, nil, false
}

// announceFrame tells of a frame that was drawn, or can be.
func (f *frames) announceFrame(finished bool) {
	f.mu.Lock()
	onFrame, onDrawn := f.onFrame, f.onDrawn
	f.mu.Unlock()
	if onDrawn != nil && finished {
		onDrawn()
	}
	if onFrame != nil {
		onFrame()
	}
}

// Latest implements player.Frames.
func (f *frames) Latest() *image.RGBA {
	f.mu.Lock()
	defer f.mu.Unlock()
	if f.fresh {
		f.front, f.ready, f.fresh = f.ready, f.front, false
	}
	return f.front
}

// Resize implements player.Frames.
func (f *frames) Resize(width, height int) {
	f.mu.Lock()
	size := image.Pt(width, height)
	if size == f.asked {
		f.mu.Unlock()
		return
	}
	f.asked, f.redraw = size, true
	f.reduce.reset()
	f.mu.Unlock()
	f.signal()
}

// OnFrame implements player.Frames.
func (f *frames) OnFrame(fn func()) {
	f.mu.Lock()
	defer f.mu.Unlock()
	f.onFrame = fn
}

// size is what to draw at now. mu is held.
func (f *frames) size() (int, int) {
	most := image.Pt(max(f.maxWidth, f.source.X), max(f.maxHeight, f.source.Y))
	return frameSize(f.asked.X, f.asked.Y, min(most.X, hugeWidth), min(most.Y, hugeHeight), f.reduce.step)
}

// Stats implements player.Frames.
func (f *frames) Stats() player.FrameStats {
	f.mu.Lock()
	defer f.mu.Unlock()
	w, h := f.size()
	return player.FrameStats{
		Width: w, Height: h, Drawn: f.drawn.Load(), Dropped: f.dropped, DrawTime: f.drawTime,
		Reduced: f.reduce.step > 0, OpenGL: f.openGL,
	}
}

// drawnCount is the number of frames drawn so far.
func (f *frames) drawnCount() int64 {
	if f == nil {
		return 0
	}
	return f.drawn.Load()
}

// announce has fn called after each frame; nil for no more.
func (f *frames) announce(fn func()) {
	if f == nil {
		return
	}
	f.mu.Lock()
	defer f.mu.Unlock()
	f.onDrawn = fn
}

// jumped tells of a load, which begins with the full size, or a seek.
func (f *frames) jumped(load bool) {
	if f == nil {
		return
	}
	f.mu.Lock()
	defer f.mu.Unlock()
	f.reduce.jumped(time.Now())
	if load {
		f.reduce.reset()
		f.source = image.Point{}
	}
}

// sized tells how large the video is: frames larger than the usual bound make
// sense for a larger video only.
func (f *frames) sized(width, height int) {
	if f == nil {
		return
	}
	f.mu.Lock()
	defer f.mu.Unlock()
	f.source = image.Pt(width, height)
}

// noteDrops takes the number of frames of this file that came too late.
func (f *frames) noteDrops(n int64) {
	if f == nil {
		return
	}
	f.mu.Lock()
	defer f.mu.Unlock()
	f.dropped = n
	if f.reduce.note(n, time.Now()) {
		f.redraw = true
	}
}
