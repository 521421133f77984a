package player

import (
	"image"
	"time"
	"unsafe"
)

// Frames is the picture as software frames, to be painted in a window.
//
// Frames are drawn into three images in turn, so that one can be painted while
// the next is drawn. That holds for one painter: Latest is to be called from one
// goroutine, and its image is valid until the call after it.
type Frames interface {
	// Resize sets the size of the place where the picture is shown, in pixels.
	// Frames may be smaller (see FrameStats); the painter stretches them.
	// Widths that are multiples of 16 are drawn as they are.
	Resize(width, height int)
	// Latest is the last finished frame; nil before the first, and while OpenGL
	// draws. Every pixel is opaque and Stride is four times the width.
	Latest() *image.RGBA
	// OnFrame sets the function told of each finished frame, or of each that
	// OpenGL can draw now; it must not block. nil for none.
	OnFrame(func())
	// Stats tells how the drawing goes.
	Stats() FrameStats
}

// GLFrames is what Frames may be besides: a picture that the graphics processor
// draws, with no copy through memory. Its methods are to be called on the thread
// whose OpenGL context is current, the same one each time.
type GLFrames interface {
	Frames
	// StartGL gives up software frames; proc finds OpenGL's functions by name.
	// After an error software frames go on. It may be called while something
	// plays, which then shows its last frame for a moment.
	StartGL(proc func(name string) unsafe.Pointer) error
	// DrawGL draws the newest frame into a framebuffer object, the picture's top
	// row first. It leaves framebuffer, viewport and blending changed.
	DrawGL(fbo, width, height int) error
	// StopGL goes back to software frames, as StartGL came from them. Where it is
	// not called before the context goes, the backend cannot give back what it
	// holds when it is closed. While OpenGL does not draw it does nothing.
	StopGL()
}

// FrameStats tells how the drawing of frames goes.
type FrameStats struct {
	Width, Height int           // of the frames now drawn
	Drawn         int64         // frames drawn since the start
	Dropped       int64         // frames of the current media that came too late
	DrawTime      time.Duration // of the last frame
	Reduced       bool          // drawn smaller than asked, since this machine is slow
	OpenGL        bool          // OpenGL draws
}
