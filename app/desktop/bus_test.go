//go:build !windows

package desktop

import (
	"context"
	"net"
	"path/filepath"
	"testing"

	"go.uber.org/goleak"

	"matinee/app/desktop/bus/bustest"
	"matinee/app/desktop/mpris"
	"matinee/app/desktop/notes"
)

func TestMain(m *testing.M) { goleak.VerifyTestMain(m) }

// open starts a Desktop that ends with the test.
func open(t *testing.T, o Options) *Desktop {
	t.Helper()
	if o.System == "" {
		o.System = "unix:path=/nowhere" // never the real one
	}
	d := Start(context.Background(), o)
	t.Cleanup(d.Close)
	return d
}

func TestNoBusIsNoError(t *testing.T) {
	t.Setenv("DBUS_SESSION_BUS_ADDRESS", "")
	t.Setenv("XDG_RUNTIME_DIR", t.TempDir())
	for _, address := range []string{"", "unix:path=" + filepath.Join(t.TempDir(), "gone")} {
		d := open(t, Options{Address: address})
		d.KeepAwake(true, "a film")
		if d.HasTray() {
			t.Fatal("a tray without a bus")
		}
		if err := d.Notify(context.Background(), notes.Message{Title: "Matinee", Text: "text"}); err == nil {
			t.Fatal("somebody saw a message without a bus")
		}
		d.Close()
	}
}

// hushing is a player that makes the bus hang when it is looked at, which is before a name
// is asked for.
type hushing struct {
	radio
	hush func()
	seen chan struct{}
}

func (h hushing) Playing() mpris.Playing {
	h.hush()
	select {
	case h.seen <- struct{}{}:
	default:
	}
	return h.now
}

// TestClosesOnABusThatHangs, in the middle of what is asked of it.
func TestClosesOnABusThatHangs(t *testing.T) {
	address, hush := bustest.Hushed(t)
	shown := hushing{radio{now: mpris.Playing{State: mpris.Active, Track: "a/1", Title: "Song"}}, hush, make(chan struct{}, 1)}
	d := open(t, Options{ID: "org.matinee.Matinee", Title: "Matinee", Address: address, Player: shown})
	bustest.Next(t, shown.seen, "a look at the player")
	ended := make(chan struct{})
	go func() { defer close(ended); d.Close() }()
	bustest.Next(t, ended, "the end")
}

func TestClosesBeforeASilentBusAnswers(t *testing.T) {
	socket := filepath.Join(t.TempDir(), "silent")
	l, err := (&net.ListenConfig{}).Listen(context.Background(), "unix", socket)
	if err != nil {
		t.Fatal(err)
	}
	defer l.Close()
	called := make(chan net.Conn, 1)
	go func() {
		if conn, err := l.Accept(); err == nil {
			called <- conn
		}
	}()
	d := open(t, Options{Address: "unix:path=" + socket})
	defer bustest.Next(t, called, "a connection").Close()
	d.Close()
}
