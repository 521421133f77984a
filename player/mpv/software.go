//go:build cgo

package mpv

import (
	"image"
	"time"
	"unsafe"

	mpv "github.com/gen2brain/go-mpv"
)

// startSoftware draws into three images in turn: one is drawn into, one is
// finished, one is on screen. One goroutine draws, woken by mpv. life is held.
func (f *frames) startSoftware() error {
	if f.core == nil {
		return errNotOpen
	}
	context, err := f.core.NewRenderContextSW()
	if err != nil {
		return err
	}
	f.context = context
	quit := make(chan struct{})
	f.quit = quit
	context.SetUpdateCallback(f.signal)
	f.joined.Go(func() { f.run(context, quit) })
	return nil
}

func (f *frames) signal() {
	select {
	case f.wake <- struct{}{}:
	default:
	}
}

func (f *frames) run(context *mpv.RenderContext, quit <-chan struct{}) {
	picture := false // before the first, mpv draws black over what another context left on the screen
	for {
		select {
		case <-quit:
			return
		case <-f.wake:
		}
		isNew := context.Update()&mpv.RenderUpdateFrame != 0
		f.mu.Lock()
		again := f.redraw
		f.redraw = false
		f.mu.Unlock()
		picture = picture || isNew
		if picture && (isNew || again) {
			f.draw(context, isNew)
		}
	}
}

// draw draws one frame and makes it the ready one.
func (f *frames) draw(context *mpv.RenderContext, isNew bool) {
	f.mu.Lock()
	w, h := f.size()
	back := f.back
	f.mu.Unlock()
	if back == nil || back.Rect.Dx() != w || back.Rect.Dy() != h {
		back = newImage(w, h)
	}
	begin := time.Now()
	if context.RenderSW(w, h, back.Stride, "rgb0", back.Pix) != nil {
		return
	}
	fillAlpha(back.Pix)
	if isNew {
		f.drawn.Add(1)
	}
	f.finish(back, begin, isNew)
}

func (f *frames) finish(back *image.RGBA, begin time.Time, isNew bool) {
	now := time.Now()
	f.mu.Lock()
	f.back, f.ready, f.fresh = f.ready, back, true
	f.drawTime = now.Sub(begin)
	if isNew && f.reduce.took(f.drawTime, now) {
		f.redraw = true
	}
	f.mu.Unlock()
	f.announceFrame(true)
}

// newImage makes an image whose rows begin at multiples of 64 bytes, for which
// mpv draws fastest. w is a multiple of 16.
func newImage(w, h int) *image.RGBA {
	const align = 64
	raw := make([]byte, 4*w*h+align)
	skip := int(-uintptr(unsafe.Pointer(&raw[0])) % align)
	return &image.RGBA{Pix: raw[skip : skip+4*w*h : skip+4*w*h], Stride: 4 * w, Rect: image.Rect(0, 0, w, h)}
}

// fillAlpha makes every pixel opaque; mpv leaves the fourth byte 0.
func fillAlpha(pix []byte) {
	for i := 3; i < len(pix); i += 4 {
		pix[i] = 0xFF
	}
}
