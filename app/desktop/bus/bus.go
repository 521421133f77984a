// Package bus reaches the buses over which programs on one machine speak to each other,
// and bounds what is asked there: whoever answers is another program, which may hang, go,
// or be hostile. It must not know what is said.
package bus

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"time"

	"github.com/godbus/dbus/v5"
	"github.com/godbus/dbus/v5/introspect"
	"github.com/godbus/dbus/v5/prop"
)

// CallWait bounds every call to another program on the bus, which may hang.
const CallWait = 5 * time.Second

// SessionAddress is where the session bus listens, "" when there is none. Unlike
// the bus library's own search it never starts a bus: one that nobody else uses
// would have no tray.
func SessionAddress() string {
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

// ErrNone tells that there is no bus to look for.
var ErrNone = errors.New("no session bus: neither DBUS_SESSION_BUS_ADDRESS nor XDG_RUNTIME_DIR leads to one")

// Session opens a connection of our own: what it holds, a name and inhibitions,
// ends with it, also when the program crashes. ctx bounds the connecting only, so
// that what is held can be given back in order.
func Session(ctx context.Context, address string) (*dbus.Conn, error) {
	if address == "" {
		if address = SessionAddress(); address == "" {
			return nil, ErrNone
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

// Call asks another program on the bus, within CallWait.
func Call(ctx context.Context, o dbus.BusObject, method string, args ...any) *dbus.Call {
	ctx, cancel := context.WithTimeout(ctx, CallWait)
	defer cancel()
	return o.CallWithContext(ctx, method, 0, args...)
}

// Match asks the bus for signals, within CallWait.
func Match(ctx context.Context, conn *dbus.Conn, of ...dbus.MatchOption) error {
	ctx, cancel := context.WithTimeout(ctx, CallWait)
	defer cancel()
	return conn.AddMatchSignalContext(ctx, of...)
}

// Own asks the bus for a name, within CallWait, and reports whether it is ours. A name
// that another program has is not waited for.
func Own(ctx context.Context, conn *dbus.Conn, name string) (bool, error) {
	var got uint32
	err := Call(ctx, conn.BusObject(), "org.freedesktop.DBus.RequestName", name, uint32(dbus.NameFlagDoNotQueue)).Store(&got)
	if err != nil {
		return false, fmt.Errorf("take the name %s: %w", name, err)
	}
	reply := dbus.RequestNameReply(got)
	return reply == dbus.RequestNameReplyPrimaryOwner || reply == dbus.RequestNameReplyAlreadyOwner, nil
}

// System opens a connection to the system's bus, "" as the address looks for it.
func System(ctx context.Context, address string) (*dbus.Conn, error) {
	return dial(ctx, func(o dbus.ConnOption) (*dbus.Conn, error) {
		if address == "" {
			return dbus.ConnectSystemBus(o)
		}
		return dbus.Connect(address, o)
	})
}

// Describe lets others ask what an object can do.
func Describe(conn *dbus.Conn, path dbus.ObjectPath, own ...introspect.Interface) error {
	node := introspect.NewIntrospectable(&introspect.Node{
		Name: string(path), Interfaces: append([]introspect.Interface{introspect.IntrospectData, prop.IntrospectData}, own...),
	})
	if err := conn.Export(node, path, "org.freedesktop.DBus.Introspectable"); err != nil {
		return fmt.Errorf("describe %s: %w", path, err)
	}
	return nil
}
