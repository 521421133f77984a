package desktop

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"time"

	"github.com/godbus/dbus/v5"
)

// callWait bounds every call to another program on the bus, which may hang.
const callWait = 5 * time.Second

// sessionAddress is where the session bus listens, "" when there is none. Unlike
// the bus library's own search it never starts a bus: one that nobody else uses
// would have no tray.
func sessionAddress() string {
	if address := os.Getenv("DBUS_SESSION_BUS_ADDRESS"); address != "" && !strings.HasPrefix(address, "autolaunch:") {
		return address
	}
	dir := os.Getenv("XDG_RUNTIME_DIR")
	if dir == "" {
		return ""
	}
	socket := filepath.Join(dir, "bus")
	if _, err := os.Stat(socket); err != nil {
		return ""
	}
	return "unix:path=" + dbus.EscapeBusAddressValue(socket)
}

// errNoBus tells that there is no bus to look for.
var errNoBus = errors.New("no session bus: neither DBUS_SESSION_BUS_ADDRESS nor XDG_RUNTIME_DIR leads to one")

// connect opens a connection of our own: what it holds, a name and inhibitions,
// ends with it, also when the program crashes. ctx bounds the connecting only, so
// that what is held can be given back in order.
func connect(ctx context.Context, address string) (*dbus.Conn, error) {
	if address == "" {
		if address = sessionAddress(); address == "" {
			return nil, errNoBus
		}
	}
	return dial(ctx, func(o dbus.ConnOption) (*dbus.Conn, error) { return dbus.Connect(address, o) })
}

// dial gives up when ctx ends before the bus has answered.
func dial(ctx context.Context, open func(dbus.ConnOption) (*dbus.Conn, error)) (*dbus.Conn, error) {
	life, end := context.WithCancel(context.WithoutCancel(ctx))
	settled := context.AfterFunc(ctx, end)
	conn, err := open(dbus.WithContext(life))
	if err != nil {
		end()
		return nil, fmt.Errorf("connect to the bus: %w", err)
	}
	if !settled() {
		conn.Close()
		end()
		return nil, ctx.Err()
	}
	context.AfterFunc(conn.Context(), end)
	return conn, nil
}

// call asks another program on the bus, within callWait.
func call(ctx context.Context, o dbus.BusObject, method string, args ...any) *dbus.Call {
	ctx, cancel := context.WithTimeout(ctx, callWait)
	defer cancel()
	return o.CallWithContext(ctx, method, 0, args...)
}
