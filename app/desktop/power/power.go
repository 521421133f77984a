// Package power follows what the system says of its power and its network, by the
// system's bus: whether it runs on a battery (UPower), whether the link is paid by what
// goes over it (NetworkManager), and when it wakes from sleep (the login manager).
//
// It must not know what is made of that. A service that is not there, or answers
// nonsense, says nothing: then there is neither battery nor meter.
package power

import (
	"context"
	"log/slog"
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

// Options says where to look, and whom to tell. Its functions are called on one goroutine.
type Options struct {
	Address string               // of the system's bus; "": the usual one
	Told    func(library.Supply) // how it stands, when that changed
	Woke    func()               // the computer woke from sleep
	Again   time.Duration        // how long a missing bus is left alone; 0: a minute
	Log     *slog.Logger
}

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

// watch is what was told last.
type watch struct {
	opt  Options
	last library.Supply
}

func (w *watch) settle(now library.Supply) {
	if now != w.last {
		w.last = now
		w.opt.Told(now)
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
