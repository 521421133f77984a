//go:build !windows

package desktop

import (
	"context"
	"fmt"
	"os"
	"testing"

	"github.com/godbus/dbus/v5"

	"matinee/app/desktop/bus/bustest"
	"matinee/app/desktop/notes"
)

// saver is the desktop's screen saver service as its document describes it: an
// inhibition ends when it is given back or when its owner leaves the bus.
type saver struct {
	conn  *dbus.Conn
	calls chan string
}

func startSaver(t *testing.T, address string, path dbus.ObjectPath) *saver {
	t.Helper()
	s := &saver{conn: bustest.Join(t, address), calls: make(chan string, 16)}
	if err := s.conn.ExportMethodTable(map[string]any{"Inhibit": s.inhibit, "UnInhibit": s.release}, path, saverName); err != nil {
		t.Fatal(err)
	}
	left, done := departures(t, s.conn), make(chan struct{})
	go func() {
		defer close(done)
		for range left {
			s.calls <- "left"
		}
	}()
	t.Cleanup(func() { s.conn.Close(); <-done })
	bustest.Own(t, s.conn, saverName)
	return s
}

// departures tells, until conn is closed, when somebody leaves its bus.
func departures(t *testing.T, conn *dbus.Conn) <-chan bool {
	t.Helper()
	if err := conn.AddMatchSignal(dbus.WithMatchInterface(busName), dbus.WithMatchMember("NameOwnerChanged")); err != nil {
		t.Fatal(err)
	}
	signals, left := make(chan *dbus.Signal, 64), make(chan bool, 64)
	conn.Signal(signals)
	go func() {
		defer close(left)
		for sig := range signals {
			if len(sig.Body) == 3 && sig.Body[0] == sig.Body[1] && sig.Body[2] == "" {
				left <- true
			}
		}
	}()
	return left
}

func (s *saver) inhibit(app, reason string) (uint32, *dbus.Error) {
	s.calls <- "inhibit " + app + ": " + reason
	return 41, nil
}

func (s *saver) release(cookie uint32) *dbus.Error {
	s.calls <- fmt.Sprint("release ", cookie)
	return nil
}

func (s *saver) expect(t *testing.T, want string) {
	t.Helper()
	if got := bustest.Next(t, s.calls, want); got != want {
		t.Fatalf("%q came, not %q", got, want)
	}
}

func TestTheScreenStaysOnWhileWanted(t *testing.T) {
	for _, path := range []dbus.ObjectPath{"/org/freedesktop/ScreenSaver", "/ScreenSaver"} {
		address := bustest.Start(t)
		s := startSaver(t, address, path)
		d := open(t, Options{ID: "org.matinee.Matinee", Address: address})
		d.KeepAwake(true, "Playing a film")
		s.expect(t, "inhibit org.matinee.Matinee: Playing a film")
		d.KeepAwake(true, "Playing a film") // asked for once only
		d.KeepAwake(false, "")
		s.expect(t, "release 41")
		d.KeepAwake(true, "Playing another")
		s.expect(t, "inhibit org.matinee.Matinee: Playing another")
		d.Close() // gives it back, unless the answer was still on its way
		if got := bustest.Next(t, s.calls, "the end"); got != "left" {
			if got != "release 41" {
				t.Fatalf("%q came at the end", got)
			}
			s.expect(t, "left")
		}
	}
}

// TestACrashLetsTheScreenSleep: a process that dies gives nothing back, but what
// it held belongs to its connection.
func TestACrashLetsTheScreenSleep(t *testing.T) {
	address := bustest.Start(t)
	s := startSaver(t, address, "/org/freedesktop/ScreenSaver")
	d := open(t, Options{ID: "m", Address: address})
	d.KeepAwake(true, "film")
	s.expect(t, "inhibit m: film")
	d.mu.Lock()
	conn := d.conn
	d.mu.Unlock()
	conn.Close() // as the kernel does
	s.expect(t, "left")
}

// portal is the inhibition portal.
type portal struct {
	conn  *dbus.Conn
	calls chan string
}

const portalHandle dbus.ObjectPath = "/org/freedesktop/portal/desktop/request/1/2"

func (p *portal) inhibit(window string, flags uint32, options map[string]dbus.Variant) (dbus.ObjectPath, *dbus.Error) {
	p.calls <- fmt.Sprint("inhibit ", window, flags, " ", options["reason"].Value())
	return portalHandle, nil
}

func (p *portal) close() *dbus.Error {
	p.calls <- "close"
	return nil
}

func TestThePortalIsTheSecondWay(t *testing.T) {
	address := bustest.Start(t)
	p := &portal{bustest.Join(t, address), make(chan string, 4)}
	if err := p.conn.ExportMethodTable(map[string]any{"Inhibit": p.inhibit}, "/org/freedesktop/portal/desktop", "org.freedesktop.portal.Inhibit"); err != nil {
		t.Fatal(err)
	}
	if err := p.conn.ExportMethodTable(map[string]any{"Close": p.close}, portalHandle, "org.freedesktop.portal.Request"); err != nil {
		t.Fatal(err)
	}
	bustest.Own(t, p.conn, "org.freedesktop.portal.Desktop")
	d := open(t, Options{Address: address})
	d.KeepAwake(true, "film")
	if got := bustest.Next(t, p.calls, "the portal"); got != "inhibit 12 film" {
		t.Fatalf("asked was %q", got)
	}
	d.KeepAwake(false, "")
	if got := bustest.Next(t, p.calls, "the release"); got != "close" {
		t.Fatalf("asked was %q", got)
	}
}

func TestTheLoginManagerIsTheLastWay(t *testing.T) {
	address, system := bustest.Start(t), bustest.Start(t)
	read, write, err := os.Pipe()
	if err != nil {
		t.Fatal(err)
	}
	defer read.Close()
	asked := make(chan string, 4)
	conn, given := bustest.Join(t, system), dbus.UnixFD(write.Fd())
	left := departures(t, conn)
	inhibit := func(what, who, why, mode string) (dbus.UnixFD, *dbus.Error) {
		asked <- what + "," + who + "," + why + "," + mode
		return given, nil
	}
	if err := conn.ExportMethodTable(map[string]any{"Inhibit": inhibit}, "/org/freedesktop/login1", "org.freedesktop.login1.Manager"); err != nil {
		t.Fatal(err)
	}
	bustest.Own(t, conn, "org.freedesktop.login1")
	d := open(t, Options{ID: "m", Address: address, System: system})
	d.KeepAwake(true, "film")
	if got := bustest.Next(t, asked, "the login manager"); got != "idle,m,film,block" {
		t.Fatalf("asked was %q", got)
	}
	bustest.Next(t, left, "the descriptor to have arrived") // then its connection is not needed any more
	write.Close()
	ended := make(chan error, 1)
	go func() {
		_, err := read.Read(make([]byte, 1)) // ends when the last copy of the other end is closed
		ended <- err
	}()
	select {
	case <-ended:
		t.Fatal("the screen may go dark while a film plays")
	default:
	}
	d.KeepAwake(false, "")
	bustest.Next(t, ended, "the descriptor to be given back")
}

func TestNobodyKeepsTheScreenOn(t *testing.T) {
	d := open(t, Options{Address: bustest.Start(t)})
	d.KeepAwake(true, "film")
	d.KeepAwake(false, "")
	d.KeepAwake(true, "film")
	_ = d.Notify(context.Background(), notes.Message{Title: "a", Text: "b"})
}
