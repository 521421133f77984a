package app

import (
	"context"
	"net"
	"os"
	"path/filepath"
	"runtime"
	"strings"
	"time"

	"matinee/library"
)

// displayWait bounds the look whether a display answers.
const displayWait = 2 * time.Second

// Display implements cli.Program: nil when a window can be opened here.
func (p *program) Display(ctx context.Context) error {
	if !withWindow {
		return library.Errorf(library.CodeNoDisplay, "this is the build without a window")
	}
	if runtime.GOOS == "windows" || runtime.GOOS == "darwin" {
		return nil
	}
	wayland, x := os.Getenv("WAYLAND_DISPLAY"), os.Getenv("DISPLAY")
	if wayland == "" && x == "" {
		return &library.Error{Code: library.CodeNoDisplay}
	}
	if (wayland != "" && answers(ctx, waylandSocket(wayland))) || (x != "" && answers(ctx, xSockets(x)...)) {
		return nil
	}
	return library.Errorf(library.CodeNoDisplay, "the display %s does not answer", first(wayland, x))
}

func first(texts ...string) string {
	for _, t := range texts {
		if t != "" {
			return t
		}
	}
	return ""
}

func waylandSocket(name string) string {
	if filepath.IsAbs(name) {
		return name
	}
	return filepath.Join(os.Getenv("XDG_RUNTIME_DIR"), name)
}

// xSockets are where the server of a display such as :0 or :1.0 listens; a name
// with a host (a remote display) has none here.
func xSockets(display string) []string {
	host, number, found := strings.Cut(display, ":")
	if !found || (host != "" && host != "unix") {
		return nil
	}
	number, _, _ = strings.Cut(number, ".")
	path := "/tmp/.X11-unix/X" + number
	return []string{path, "@" + path}
}

// answers reports whether somebody listens on one of the sockets; of none, that
// is taken for granted.
func answers(ctx context.Context, sockets ...string) bool {
	ctx, cancel := context.WithTimeout(ctx, displayWait)
	defer cancel()
	var dialer net.Dialer
	for _, s := range sockets {
		conn, err := dialer.DialContext(ctx, "unix", s)
		if err == nil {
			_ = conn.Close() // nothing was said
			return true
		}
	}
	return len(sockets) == 0
}
