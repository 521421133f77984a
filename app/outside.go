//go:build cgo

package app

import (
	"context"
	"os"

	"matinee/app/desktop/outside"
	"matinee/library"
)

// OpenOutside implements ui.Desktop.
func (d *desk) OpenOutside(ctx context.Context, id library.BundleID, item int) error {
	film, err := d.own.Outside(ctx, id, item)
	if err != nil {
		return err
	}
	return library.Wrap(library.CodeNoOutside, outside.Play(ctx, d.own.CurrentSettings().External, outside.Film(film)))
}

// Launch implements ui.Desktop.
func (d *desk) Launch(ctx context.Context, what string) error { return outside.Open(ctx, what) }

// Reveal implements ui.Desktop. A file that is not whole yet has another name.
func (d *desk) Reveal(ctx context.Context, path string) error {
	around := d.desktopNow()
	if around == nil {
		return context.Canceled
	}
	if _, err := os.Stat(path); err != nil {
		path += ".part"
	}
	if _, err := os.Stat(path); err != nil {
		return err
	}
	return around.Reveal(ctx, path)
}
