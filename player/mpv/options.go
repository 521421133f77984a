package mpv

import (
	"log/slog"
	"net/netip"
	"net/url"
	"path/filepath"
	"strings"

	"matinee/library"
	"matinee/player"
)

// Surface is where the picture goes.
type Surface string

// The surfaces.
const (
	// Inside draws software frames for a window of ours (player.Frames).
	Inside Surface = "inside"
	// OwnWindow lets mpv open a window, with mpv's usual keys.
	OwnWindow Surface = "own-window"
	// Headless shows nothing and is silent. Frames are still drawn, small, so
	// that "first frame" means the same as with a window.
	Headless Surface = "headless"
)

// Options is how mpv is set up.
type Options struct {
	player.Preferences         // may be changed while mpv runs
	Surface            Surface // "" means Inside
	Silent             bool    // no sound device is opened
	// MaxWidth and MaxHeight bound software frames; 0 means 1920 and 1200.
	MaxWidth, MaxHeight int
	// Log gets mpv's warnings; nil drops them.
	Log *slog.Logger
}

func (o Options) normal() Options {
	if o.Surface == "" {
		o.Surface = Inside
	}
	if o.MaxWidth <= 0 {
		o.MaxWidth = 1920
	}
	if o.MaxHeight <= 0 {
		o.MaxHeight = 1200
	}
	if o.Log == nil {
		o.Log = slog.New(slog.DiscardHandler)
	}
	return o
}

// checkAddress lets only absolute paths and HTTP on this machine through: mpv
// would open dozens of protocols.
func checkAddress(address string) error {
	if filepath.IsAbs(address) && !strings.Contains(address, "://") {
		return nil
	}
	if filepath.IsAbs(address) && (address[0] == '/' || address[0] == '\\') {
		return nil // a scheme cannot begin with a separator
	}
	u, err := url.Parse(address)
	if err == nil && u.Scheme == "http" {
		ip, err := netip.ParseAddr(u.Hostname())
		if err == nil && ip.IsLoopback() {
			return nil
		}
	}
	return library.Errorf(library.CodeRefusedAddr, "only files and this machine's stream server are played")
}
