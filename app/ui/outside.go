package ui

import (
	"context"
	"path/filepath"

	"matinee/library"
)

// OpenOutside implements bundle.Desk.
func (w *Window) OpenOutside(id library.BundleID, item int) {
	d := w.deps.Desktop
	if d == nil {
		w.Tell(&library.Error{Code: library.CodeNoOutside})
		return
	}
	w.loop.Work(func(ctx context.Context) error { return d.OpenOutside(ctx, id, item) }, w.Tell)
}

// ShowFile implements bundle.Desk. Where nothing selects the file, its folder opens.
func (w *Window) ShowFile(path string) {
	d := w.deps.Desktop
	if d == nil {
		w.OpenFolder(filepath.Dir(path))
		return
	}
	w.loop.Work(func(ctx context.Context) error { return d.Reveal(ctx, path) }, func(err error) {
		if err != nil {
			w.OpenFolder(filepath.Dir(path))
		}
	})
}
