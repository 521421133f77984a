//go:build !windows

package desktop

import (
	"context"

	"matinee/app/desktop/outside"
)

// Reveal selects a file in the file manager. An error means that nobody shows it.
func (d *Desktop) Reveal(ctx context.Context, path string) error {
	d.mu.Lock()
	conn := d.conn
	d.mu.Unlock()
	return outside.Reveal(ctx, conn, path)
}
