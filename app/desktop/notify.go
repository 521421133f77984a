//go:build !windows

package desktop

import (
	"context"

	"matinee/app/desktop/bus"
	"matinee/app/desktop/notes"
)

// Notify shows a message of the desktop's own. An error means that nobody saw it.
func (d *Desktop) Notify(ctx context.Context, m notes.Message) error {
	d.mu.Lock()
	shows := d.notes
	d.mu.Unlock()
	if shows == nil {
		return bus.ErrNone
	}
	return shows.Show(ctx, m)
}
