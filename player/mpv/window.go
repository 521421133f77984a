//go:build cgo

package mpv

import (
	"fmt"
	"strings"

	mpv "github.com/gen2brain/go-mpv"
)

// tameWindow changes what mpv's own window does by itself: closing it ends the
// media, not the player, and keys that would open a console, write files or leave
// this program do nothing. The rest of mpv's keys stay.
func tameWindow(core *mpv.Mpv) error {
	const section = "matinee"
	bindings := []string{
		"q stop", "CLOSE_WIN stop", "STOP stop", "POWER stop", "ESC set fullscreen no",
		"c cycle sub", "k cycle pause", "a cycle audio", "x add sub-delay 0.1", "z add sub-delay -0.1",
		"LEFT seek -10", "RIGHT seek 10", "Shift+LEFT seek -30", "Shift+RIGHT seek 30",
		"UP add volume 5", "DOWN add volume -5",
	}
	for _, key := range []string{"Q", "s", "S", "Ctrl+s", "`", "Ctrl+c", "Ctrl+w", "Meta+q", "Alt+s", "Ctrl+v", "Alt+t"} {
		bindings = append(bindings, key+" ignore")
	}
	for _, command := range [][]string{
		{"define-section", section, strings.Join(bindings, "\n"), "force"},
		{"enable-section", section, "allow-vo-dragging+allow-hide-cursor"},
	} {
		if err := core.Command(command); err != nil {
			return fmt.Errorf("%s: %w", command[0], err)
		}
	}
	return nil
}
