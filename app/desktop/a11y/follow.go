package a11y

import (
	"context"
	"fmt"
	"log/slog"
	"sync"
	"time"

	"github.com/godbus/dbus/v5"

	"matinee/app/desktop/bus"
)

// Options is what is served to readers. Its functions are called on goroutines of Follow's.
type Options struct {
	Name    string // of the program
	Version string
	// Listen has trees told until ctx ends. It is called while somebody listens.
	Listen func(ctx context.Context, tell func(Tree))
	// Press, Focus and Set carry out what a reader asks of a node. They return at once.
	Press, Focus func(id uint32)
	Set          func(id uint32, to float64)
}

// Names of the two buses.
const (
	launcher     = "org.a11y.Bus"
	launcherPath = "/org/a11y/bus"
	statusName   = "org.a11y.Status"
	properties   = "org.freedesktop.DBus.Properties"
)

// again is how long a lost or refused accessibility bus is left alone.
const again = 10 * time.Second

// Follow serves readers whenever some listen, until ctx ends or the connection to the
// session bus is lost.
func Follow(ctx context.Context, session *dbus.Conn, log *slog.Logger, o Options) {
	news := make(chan *dbus.Signal, 16)
	session.Signal(news)
	defer session.RemoveSignal(news)
	for _, match := range [][]dbus.MatchOption{
		{dbus.WithMatchSender(launcher), dbus.WithMatchObjectPath(launcherPath), dbus.WithMatchInterface(properties), dbus.WithMatchMember("PropertiesChanged")},
		{dbus.WithMatchSender("org.freedesktop.DBus"), dbus.WithMatchMember("NameOwnerChanged"), dbus.WithMatchArg(0, launcher)},
	} {
		if err := bus.Match(ctx, session, match...); err != nil {
			log.WarnContext(ctx, "screen readers that start later are not heard of", "error", err)
		}
	}
	f := &follower{session: session, log: log, opt: o}
	defer f.stop()
	timer := time.NewTimer(0)
	defer timer.Stop()
	for {
		select {
		case <-ctx.Done():
			return
		case <-session.Context().Done():
			return
		case sig := <-news:
			if sig == nil {
				return
			}
			if !concerns(sig) {
				continue
			}
		case <-timer.C:
		}
		if f.turn(ctx) {
			timer.Reset(again)
		}
	}
}

// concerns reports whether a signal may mean that somebody listens, or no more. What it
// says is not believed but asked for: anybody may send one.
func concerns(sig *dbus.Signal) bool {
	if len(sig.Body) == 0 {
		return false
	}
	return sig.Path == launcherPath && sig.Body[0] == statusName || sig.Name == "org.freedesktop.DBus.NameOwnerChanged" && sig.Body[0] == launcher
}

// follower holds the server while somebody listens.
type follower struct {
	session *dbus.Conn
	log     *slog.Logger
	opt     Options
	end     context.CancelFunc // nil: nobody is served
	done    chan struct{}
	running sync.WaitGroup
}

// turn starts or ends serving, as is wanted now. It reports whether to look again later by
// itself.
func (f *follower) turn(ctx context.Context) (later bool) {
	wanted := listening(ctx, f.session)
	if f.end != nil {
		select {
		case <-f.done: // the bus went away
			f.stop()
		default:
		}
	}
	switch {
	case !wanted:
		f.stop()
	case f.end == nil:
		serving, end := context.WithCancel(ctx)
		done := make(chan struct{})
		f.end, f.done = end, done
		f.running.Go(func() {
			defer close(done)
			if err := serve(serving, f.session, f.opt); err != nil && serving.Err() == nil {
				f.log.DebugContext(serving, "a screen reader does not hear the window", "error", err)
			}
		})
	}
	return wanted
}

func (f *follower) stop() {
	if f.end != nil {
		f.end()
		f.running.Wait()
		f.end = nil
	}
}

// listening asks whether somebody does. The launcher is not started for that: no reader
// does without it.
func listening(ctx context.Context, session *dbus.Conn) bool {
	for _, name := range []string{"IsEnabled", "ScreenReaderEnabled"} {
		asking, cancel := context.WithTimeout(ctx, bus.CallWait)
		var on dbus.Variant
		err := session.Object(launcher, launcherPath).CallWithContext(asking, properties+".Get", dbus.FlagNoAutoStart, statusName, name).Store(&on)
		cancel()
		if err != nil {
			return false
		}
		if is, ok := on.Value().(bool); ok && is {
			return true
		}
	}
	return false
}

// serve is there for readers until ctx ends or the bus is lost.
func serve(ctx context.Context, session *dbus.Conn, o Options) error {
	var address string
	if err := bus.Call(ctx, session.Object(launcher, launcherPath), launcher+".GetAddress").Store(&address); err != nil {
		return fmt.Errorf("find the accessibility bus: %w", err)
	}
	asking, cancel := context.WithTimeout(ctx, bus.CallWait)
	conn, err := bus.Session(asking, address)
	cancel()
	if err != nil {
		return fmt.Errorf("reach the accessibility bus: %w", err)
	}
	defer conn.Close()
	s, err := newServer(conn, o)
	if err != nil {
		return err
	}
	return s.run(ctx)
}
