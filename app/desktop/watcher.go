//go:build !windows

package desktop

import (
	"context"
	"fmt"

	"github.com/godbus/dbus/v5"

	"matinee/app/desktop/bus"
)

// The program that keeps the list of tray items, by the document
// StatusNotifierItem of freedesktop.org with KDE's names, which everybody uses.
const (
	watcherName = "org.kde.StatusNotifierWatcher"
	watcherPath = "/StatusNotifierWatcher"
	busName     = "org.freedesktop.DBus"
)

// watcher follows the list of tray items and who shows it. It belongs to one
// goroutine.
type watcher struct {
	conn *dbus.Conn
	news chan *dbus.Signal // something about trays changed
}

// watch asks the bus for news about trays. The watcher returned is never nil.
func watch(ctx context.Context, conn *dbus.Conn) (*watcher, error) {
	w := &watcher{conn: conn, news: make(chan *dbus.Signal, 16)}
	conn.Signal(w.news)
	for _, match := range [][]dbus.MatchOption{
		{dbus.WithMatchSender(busName), dbus.WithMatchInterface(busName), dbus.WithMatchMember("NameOwnerChanged"), dbus.WithMatchArg(0, watcherName)},
		{dbus.WithMatchSender(watcherName), dbus.WithMatchInterface(watcherName), dbus.WithMatchMember("StatusNotifierHostRegistered")},
		{dbus.WithMatchSender(watcherName), dbus.WithMatchInterface(watcherName), dbus.WithMatchMember("StatusNotifierHostUnregistered")},
	} {
		if err := bus.Match(ctx, conn, match...); err != nil {
			return w, fmt.Errorf("follow the tray: %w", err)
		}
	}
	return w, nil
}

// end stops the news.
func (w *watcher) end() { w.conn.RemoveSignal(w.news) }

// register puts our item on the list, which does no harm if it is there already,
// and reports whether somebody shows it.
func (w *watcher) register(ctx context.Context) bool {
	var owned bool
	if err := bus.Call(ctx, w.conn.BusObject(), busName+".NameHasOwner", watcherName).Store(&owned); err != nil || !owned {
		return false
	}
	list := w.conn.Object(watcherName, watcherPath)
	if err := bus.Call(ctx, list, watcherName+".RegisterStatusNotifierItem", itemPath).Err; err != nil {
		return false
	}
	var shown dbus.Variant
	err := bus.Call(ctx, list, "org.freedesktop.DBus.Properties.Get", watcherName, "IsStatusNotifierHostRegistered").Store(&shown)
	here, ok := shown.Value().(bool)
	return err == nil && ok && here
}
