//go:build !windows

package desktop

import (
	"context"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"os"
	"sync"

	"github.com/godbus/dbus/v5"

	"matinee/app/desktop/bus"
)

// awake keeps the screen on while it is wanted. Every way it does that is tied to
// a connection or a descriptor of this process, so a crash releases it.
type awake struct {
	id     string
	system string // address of the system's bus, "" to look for it

	mu     sync.Mutex
	on     bool
	reason string
	news   chan struct{}
}

func newAwake(id, system string) *awake {
	return &awake{id: id, system: system, news: make(chan struct{}, 1)}
}

// want notes what is wanted; run carries it out.
func (a *awake) want(on bool, reason string) {
	a.mu.Lock()
	changed := a.on != on
	a.on, a.reason = on, reason
	a.mu.Unlock()
	if changed {
		a.tell()
	}
}

func (a *awake) tell() {
	select {
	case a.news <- struct{}{}:
	default:
	}
}

func (a *awake) wanted() (bool, string) {
	a.mu.Lock()
	defer a.mu.Unlock()
	return a.on, a.reason
}

// run does what is wanted on one connection until ctx ends, and releases it then.
func (a *awake) run(ctx context.Context, conn *dbus.Conn, log *slog.Logger) {
	var held io.Closer
	release := func() {
		if held == nil {
			return
		}
		if err := held.Close(); err != nil {
			log.WarnContext(ctx, "the screen may stay on", "error", err)
		}
		held = nil
	}
	defer release()
	a.tell() // it may be wanted since before there was a connection
	for {
		select {
		case <-ctx.Done():
			return
		case <-a.news:
		}
		on, reason := a.wanted()
		switch {
		case !on:
			release()
		case held == nil:
			var err error
			if held, err = a.inhibit(ctx, conn, reason); err != nil {
				held = nil
				log.WarnContext(ctx, "the screen may go dark while a film plays", "error", err)
			}
		}
	}
}

// inhibit keeps the screen on by the first way that this desktop knows, until
// what it returns is closed.
func (a *awake) inhibit(ctx context.Context, conn *dbus.Conn, reason string) (io.Closer, error) {
	var failed []error
	for _, way := range []func(context.Context, *dbus.Conn, string) (io.Closer, error){a.screenSaver, a.portal, a.login} {
		held, err := way(ctx, conn, reason)
		if err == nil {
			return held, nil
		}
		failed = append(failed, err)
	}
	return nil, fmt.Errorf("keep the screen on: %w", errors.Join(failed...))
}

// closer ends an inhibition.
type closer func() error

// Close implements io.Closer.
func (c closer) Close() error { return c() }

const saverName = "org.freedesktop.ScreenSaver"

// screenSaver asks the desktop's own service.
func (a *awake) screenSaver(ctx context.Context, conn *dbus.Conn, reason string) (io.Closer, error) {
	var failed error
	for _, path := range []dbus.ObjectPath{"/org/freedesktop/ScreenSaver", "/ScreenSaver"} { // older ones know the second only
		o := conn.Object(saverName, path)
		var cookie uint32
		if failed = bus.Call(ctx, o, saverName+".Inhibit", a.id, reason).Store(&cookie); failed == nil {
			return closer(func() error {
				// The program may be ending, but this must still be said.
				return bus.Call(context.WithoutCancel(ctx), o, saverName+".UnInhibit", cookie).Err
			}), nil
		}
	}
	return nil, fmt.Errorf("ask the screen saver: %w", failed)
}

// What the portal is asked not to do, by its document.
const (
	portalSuspend uint32 = 4
	portalIdle    uint32 = 8
)

// portal asks through the portal, which also programs in a sandbox reach.
func (a *awake) portal(ctx context.Context, conn *dbus.Conn, reason string) (io.Closer, error) {
	const name = "org.freedesktop.portal.Desktop"
	var handle dbus.ObjectPath
	err := bus.Call(ctx, conn.Object(name, "/org/freedesktop/portal/desktop"), "org.freedesktop.portal.Inhibit.Inhibit",
		"", portalIdle|portalSuspend, map[string]dbus.Variant{"reason": dbus.MakeVariant(reason)}).Store(&handle)
	if err != nil {
		return nil, fmt.Errorf("ask the portal: %w", err)
	}
	return closer(func() error {
		return bus.Call(context.WithoutCancel(ctx), conn.Object(name, handle), "org.freedesktop.portal.Request.Close").Err
	}), nil
}

// login asks the system's login manager, on a connection for this alone: what it
// gives is a descriptor, and closing that is the release.
func (a *awake) login(ctx context.Context, _ *dbus.Conn, reason string) (io.Closer, error) {
	system, err := bus.System(ctx, a.system)
	if err != nil {
		return nil, err
	}
	defer system.Close()
	var fd dbus.UnixFD
	err = bus.Call(ctx, system.Object("org.freedesktop.login1", "/org/freedesktop/login1"), "org.freedesktop.login1.Manager.Inhibit",
		"idle", a.id, reason, "block").Store(&fd)
	if err != nil {
		return nil, fmt.Errorf("ask the login manager: %w", err)
	}
	return os.NewFile(uintptr(fd), "inhibition"), nil
}
