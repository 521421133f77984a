package ui

import (
	"context"
	"sync/atomic"
	"time"

	"matinee/app/ui/aloud"
	"matinee/app/ui/kit"
	"matinee/app/ui/native/inside"
)

// hearEvery is how often the window is read while somebody listens: what the keys mean is
// said that soon.
const hearEvery = 100 * time.Millisecond

// ear is what reads the window for those who hear it. It does nothing while nobody does.
type ear struct {
	reader *aloud.Reader // of the main thread
	front  atomic.Bool   // the window has the keys
}

func newEar(w *Window) *ear {
	e := &ear{reader: aloud.NewReader(inside.Of)}
	life := w.app.Lifecycle()
	life.SetOnEnteredForeground(func() { e.front.Store(true) })
	life.SetOnExitedForeground(func() { e.front.Store(false) })
	return e
}

// Heard is the window as it is heard, in a language.
type Heard struct {
	aloud.Tree
	Language string
	Active   bool // it has the keys
}

// Listen reads the window again and again until ctx ends or the window is gone. tell is
// called on the main thread, and must not wait.
func (r Remote) Listen(ctx context.Context, tell func(Heard)) {
	w := r.window
	var busy atomic.Bool
	tick := time.NewTicker(hearEvery)
	defer tick.Stop()
	for {
		if !busy.Swap(true) { // else the last one still waits for the main thread
			w.loop.Post(func() {
				defer busy.Store(false)
				if ctx.Err() == nil {
					tell(w.heard())
				}
			})
		}
		select {
		case <-ctx.Done():
			return
		case <-w.loop.Context().Done():
			return
		case <-tick.C:
		}
	}
}

func (w *Window) heard() Heard {
	h := Heard{Language: w.language, Active: w.ear.front.Load()}
	h.Title = w.window.Title()
	if w.visible() {
		h.Tree = w.ear.reader.Read(w.window.Canvas(), h.Title)
		h.Title = kit.Words(w.nav.where(h.Tree), h.Title)
	}
	return h
}

// Press does what a press on an element that was heard does.
func (r Remote) Press(id uint32) { r.window.loop.Post(func() { r.window.ear.reader.Press(id) }) }

// FocusOn gives it the keys.
func (r Remote) FocusOn(id uint32) { r.window.loop.Post(func() { r.window.ear.reader.Focus(id) }) }

// SetAmount changes what it is set to.
func (r Remote) SetAmount(id uint32, to float64) {
	r.window.loop.Post(func() { r.window.ear.reader.Set(id, to) })
}
