//go:build cgo

package mpv

import (
	"fmt"
	"time"
	"unsafe"

	mpv "github.com/gen2brain/go-mpv"
)

// StartGL implements player.GLFrames.
func (f *frames) StartGL(proc func(name string) unsafe.Pointer) error {
	f.life.Lock()
	defer f.life.Unlock()
	switch {
	case f.core == nil:
		return errNotOpen
	case f.gl:
		return nil
	}
	f.change.Store(changing)
	defer f.changeOver()
	f.free()
	context, err := f.core.NewRenderContextGL(proc)
	if err != nil {
		err = fmt.Errorf("draw with OpenGL: %w", err)
		if back := f.startSoftware(); back != nil {
			return fmt.Errorf("%w; and without it: %w", err, back)
		}
		return err
	}
	f.context = context
	f.setGL(true)
	context.SetUpdateCallback(func() { f.announceFrame(false) })
	return nil
}

// changeOver has the loop tell that there is another context. life is held.
func (f *frames) changeOver() {
	f.change.Store(changed)
	f.core.Wakeup()
}

// StopGL implements player.GLFrames.
func (f *frames) StopGL() {
	f.life.Lock()
	defer f.life.Unlock()
	if !f.gl {
		return
	}
	f.change.Store(changing)
	defer f.changeOver()
	f.free()
	// A refusal leaves the picture black and the sound as it is.
	_ = f.startSoftware()
}

// DrawGL implements player.GLFrames.
func (f *frames) DrawGL(fbo, width, height int) error {
	f.life.Lock()
	defer f.life.Unlock()
	if !f.gl {
		return errNotOpen
	}
	isNew := f.context.Update()&mpv.RenderUpdateFrame != 0
	begin := time.Now()
	if err := f.context.RenderGL(fbo, width, height, false); err != nil {
		return fmt.Errorf("draw with OpenGL: %w", err)
	}
	if isNew {
		f.drawn.Add(1)
	}
	f.mu.Lock()
	f.drawTime = time.Since(begin)
	onDrawn := f.onDrawn
	f.mu.Unlock()
	if onDrawn != nil {
		onDrawn()
	}
	return nil
}
