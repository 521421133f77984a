package studio

import (
	"context"
	"errors"

	"matinee/app/ui/live"
	"matinee/library"
)

// Works are the bundles that are made right now. They go on whatever is shown, until
// the window ends. Its methods are called on the main thread.
type Works struct {
	loop    *live.Loop
	backend Backend
	running map[string]*work // by folder
}

// work is one of them, from its beginning until somebody has seen how it ended.
type work struct {
	cancel context.CancelFunc
	ended  bool
	made   library.Production
	err    error
	heard  func() // hears that it ended; nil while nobody looks
}

// NewWorks makes what remembers them; loop is the window's own.
func NewWorks(loop *live.Loop, b Backend) *Works {
	return &Works{loop: loop, backend: b, running: map[string]*work{}}
}

// of is what is made of a folder; nil for nothing.
func (w *Works) of(folder string) *work { return w.running[folder] }

// begin makes the bundle of a folder's draft, unless that is done already.
func (w *Works) begin(folder string, channel library.Key) *work {
	if had := w.running[folder]; had != nil && !had.ended {
		return had
	}
	ctx, cancel := context.WithCancel(w.loop.Context())
	j := &work{cancel: cancel}
	w.running[folder] = j
	w.loop.Work(func(context.Context) error {
		made, err := w.backend.Publish(ctx, folder, channel, func(int, int) {}) // the production tells how far it is
		j.made = made
		return err
	}, func(err error) {
		stopped := ctx.Err() != nil
		cancel()
		if stopped && (errors.Is(err, context.Canceled) || library.CodeOf(err) == library.CodeCanceled) {
			err = &library.Error{Code: library.CodeCanceled}
		}
		j.ended, j.err = true, err
		if j.heard != nil {
			j.heard()
		}
	})
	return j
}

// forget drops what ended.
func (w *Works) forget(folder string) {
	if j := w.running[folder]; j != nil && j.ended {
		delete(w.running, folder)
	}
}
