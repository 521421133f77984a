//go:build !windows && !darwin

package outside

import (
	"context"
	"fmt"
	"net/url"

	"github.com/godbus/dbus/v5"

	"matinee/app/desktop/bus"
)

// manager is the name of whoever shows files (File Manager DBus Interface of
// freedesktop.org).
const manager = "org.freedesktop.FileManager1"

// Reveal selects a file in the desktop's file manager. An error means that nobody shows it.
func Reveal(ctx context.Context, conn *dbus.Conn, path string) error {
	if conn == nil {
		return fmt.Errorf("show %s: %w", path, bus.ErrNone)
	}
	file := (&url.URL{Scheme: "file", Path: path}).String()
	err := bus.Call(ctx, conn.Object(manager, "/org/freedesktop/FileManager1"), manager+".ShowItems", []string{file}, "").Err
	if err != nil {
		return fmt.Errorf("show %s: %w", path, err)
	}
	return nil
}
