// Package motion asks the desktop whether its person wants things to move: by the
// settings of the portal (org.freedesktop.portal.Settings), which GNOME, KDE and others
// answer. It must not know what moves.
package motion

import (
	"context"
	"log/slog"

	"github.com/godbus/dbus/v5"

	"matinee/app/desktop/bus"
)

const (
	portal  = "org.freedesktop.portal.Desktop"
	path    = "/org/freedesktop/portal/desktop"
	service = "org.freedesktop.portal.Settings"
)

// setting is one way by which desktops say it.
type setting struct {
	space, key string
	reduced    func(value any) bool
}

// settings are the ways, the one made for it first.
func settings() []setting {
	return []setting{
		{"org.freedesktop.appearance", "reduced-motion", func(v any) bool { return v == uint32(1) }},
		{"org.gnome.desktop.interface", "enable-animations", func(v any) bool { return v == false }},
	}
}

// Follow tells of the desktop's wish, and of each change of it, until ctx ends or the
// connection is lost. Where nobody answers, tell is not called.
func Follow(ctx context.Context, conn *dbus.Conn, log *slog.Logger, tell func(reduced bool)) {
	news := make(chan *dbus.Signal, 16)
	conn.Signal(news)
	defer conn.RemoveSignal(news)
	err := bus.Match(ctx, conn, dbus.WithMatchSender(portal), dbus.WithMatchInterface(service), dbus.WithMatchMember("SettingChanged"))
	if err != nil {
		log.WarnContext(ctx, "changes of the desktop's settings are not heard", "error", err)
	}
	ask := func() {
		if reduced, known := asked(ctx, conn); known {
			tell(reduced)
		}
	}
	for ask(); ; {
		select {
		case <-ctx.Done():
			return
		case sig := <-news:
			if sig == nil { // the connection is lost
				return
			}
			if concerns(sig) {
				ask()
			}
		}
	}
}

// concerns reports whether a signal is about one of the settings. What it says is not
// believed but asked for: anybody may send one.
func concerns(sig *dbus.Signal) bool {
	if sig.Name != service+".SettingChanged" || len(sig.Body) != 3 {
		return false
	}
	for _, s := range settings() {
		if sig.Body[0] == s.space && sig.Body[1] == s.key {
			return true
		}
	}
	return false
}

// asked is what the desktop says; it is not known where nobody answers, or with
// something else.
func asked(ctx context.Context, conn *dbus.Conn) (reduced, known bool) {
	for _, s := range settings() {
		var value dbus.Variant
		if bus.Call(ctx, conn.Object(portal, path), service+".Read", s.space, s.key).Store(&value) != nil {
			continue
		}
		inner := value.Value()
		if v, ok := inner.(dbus.Variant); ok { // Read wraps it once more
			inner = v.Value()
		}
		switch inner.(type) {
		case bool, uint32:
			known = true
			reduced = reduced || s.reduced(inner)
		}
	}
	return reduced, known
}
