//go:build !windows

package power

import (
	"context"
	"time"

	"github.com/godbus/dbus/v5"

	"matinee/app/desktop/bus"
	"matinee/library"
)

// Names of the services.
const (
	upower     = "org.freedesktop.UPower"
	upowerPath = "/org/freedesktop/UPower"
	network    = "org.freedesktop.NetworkManager"
	netPath    = "/org/freedesktop/NetworkManager"
	login      = "org.freedesktop.login1"
	loginPath  = "/org/freedesktop/login1"
	manager    = "org.freedesktop.login1.Manager"
	props      = "org.freedesktop.DBus.Properties"
	busName    = "org.freedesktop.DBus"
)

// What NetworkManager calls a metered link, sure of it or not.
const (
	meteredYes   uint32 = 1
	meteredGuess uint32 = 3
)

const again = time.Minute

// Watch tells what changes until ctx ends.
func Watch(ctx context.Context, o Options) {
	if o.Again == 0 {
		o.Again = again
	}
	w := &watch{opt: o}
	timer := time.NewTimer(0)
	defer timer.Stop()
	for {
		select {
		case <-ctx.Done():
			return
		case <-timer.C:
		}
		conn, err := bus.System(ctx, o.Address)
		if err == nil {
			w.hold(ctx, conn)
			conn.Close()
			w.settle(library.Supply{}) // nobody says any more how it stands
		} else {
			o.Log.DebugContext(ctx, "nobody tells of power and network", "error", err)
		}
		timer.Reset(o.Again)
	}
}

// hold follows one connection until it is lost or ctx ends.
func (w *watch) hold(ctx context.Context, conn *dbus.Conn) {
	news := make(chan *dbus.Signal, 32)
	conn.Signal(news)
	defer conn.RemoveSignal(news)
	for _, match := range [][]dbus.MatchOption{
		{dbus.WithMatchSender(upower), dbus.WithMatchObjectPath(upowerPath), dbus.WithMatchInterface(props)},
		{dbus.WithMatchSender(network), dbus.WithMatchObjectPath(netPath), dbus.WithMatchInterface(props)},
		{dbus.WithMatchSender(login), dbus.WithMatchInterface(manager), dbus.WithMatchMember("PrepareForSleep")},
		{dbus.WithMatchSender(busName), dbus.WithMatchMember("NameOwnerChanged"), dbus.WithMatchArg(0, upower)},
		{dbus.WithMatchSender(busName), dbus.WithMatchMember("NameOwnerChanged"), dbus.WithMatchArg(0, network)},
	} {
		if err := bus.Match(ctx, conn, match...); err != nil {
			w.opt.Log.WarnContext(ctx, "power and network cannot be followed", "error", err)
			return
		}
	}
	w.settle(read(ctx, conn))
	for {
		select {
		case <-ctx.Done():
			return
		case sig := <-news:
			if sig == nil { // the connection is lost
				return
			}
			if sig.Name == manager+".PrepareForSleep" {
				// Anybody may send a signal to this program alone; what it would begin is work.
				if len(sig.Body) == 1 && sig.Body[0] == false && w.opt.Woke != nil && from(ctx, conn, sig.Sender, login) {
					w.opt.Woke()
				}
				continue
			}
			w.settle(read(ctx, conn)) // a message is a hint: what it says may be old or anybody's
		}
	}
}

// from reports whether a sender is the one that has a name.
func from(ctx context.Context, conn *dbus.Conn, sender, name string) bool {
	var owner string
	err := bus.Call(ctx, conn.BusObject(), busName+".GetNameOwner", name).Store(&owner)
	return err == nil && owner == sender
}

// read asks how it stands. What nobody answers, or not as it should be, is not so.
func read(ctx context.Context, conn *dbus.Conn) (now library.Supply) {
	if running(ctx, conn, upower) {
		var v dbus.Variant
		if bus.Call(ctx, conn.Object(upower, upowerPath), props+".Get", upower, "OnBattery").Store(&v) == nil {
			now.Battery, _ = v.Value().(bool)
		}
	}
	if running(ctx, conn, network) {
		var v dbus.Variant
		if bus.Call(ctx, conn.Object(network, netPath), props+".Get", network, "Metered").Store(&v) == nil {
			how, _ := v.Value().(uint32)
			now.Metered = how == meteredYes || how == meteredGuess
		}
	}
	return now
}

// running reports whether somebody has the name: to ask would start who may.
func running(ctx context.Context, conn *dbus.Conn, name string) (owned bool) {
	err := bus.Call(ctx, conn.BusObject(), busName+".NameHasOwner", name).Store(&owned)
	return err == nil && owned
}
