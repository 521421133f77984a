//go:build !windows

package power

import (
	"context"
	"log/slog"
	"path/filepath"
	"testing"
	"time"

	"github.com/godbus/dbus/v5"
	"github.com/godbus/dbus/v5/prop"
	"go.uber.org/goleak"

	"matinee/app/desktop/bus/bustest"
	"matinee/library"
)

func TestMain(m *testing.M) { goleak.VerifyTestMain(m) }

// service has one property on a bus.
type service struct {
	conn        *dbus.Conn
	props       *prop.Properties
	name, field string
}

func serve(t *testing.T, address, name string, path dbus.ObjectPath, field string, value any) service {
	t.Helper()
	s := service{conn: bustest.Join(t, address), name: name, field: field}
	var err error
	s.props, err = prop.Export(s.conn, path, prop.Map{name: {field: {Value: value, Emit: prop.EmitTrue}}})
	if err != nil {
		t.Fatal(err)
	}
	bustest.Own(t, s.conn, name)
	return s
}

func (s service) set(v any) { s.props.SetMust(s.name, s.field, v) }

// follow watches until the test ends.
func follow(t *testing.T, address string) (told chan library.Supply, woke chan bool) {
	t.Helper()
	told, woke = make(chan library.Supply, 64), make(chan bool, 64)
	ctx, end := context.WithCancel(context.Background())
	ended := make(chan struct{})
	go func() {
		defer close(ended)
		Watch(ctx, Options{
			Address: address, Told: func(s library.Supply) { told <- s }, Woke: func() { woke <- true },
			Again: 20 * time.Millisecond, Log: slog.New(slog.DiscardHandler),
		})
	}()
	t.Cleanup(func() { end(); <-ended })
	return told, woke
}

func expect(t *testing.T, told chan library.Supply, want library.Supply) {
	t.Helper()
	if got := bustest.Next(t, told, "how it stands"); got != want {
		t.Fatalf("told was %+v, not %+v", got, want)
	}
}

func TestBatteryAndMeterAreFollowed(t *testing.T) {
	address := bustest.Start(t)
	battery := serve(t, address, upower, upowerPath, "OnBattery", true)
	told, _ := follow(t, address)
	expect(t, told, library.Supply{Battery: true})
	meter := serve(t, address, network, netPath, "Metered", meteredGuess) // which is started later
	expect(t, told, library.Supply{Battery: true, Metered: true})
	battery.set(false)
	expect(t, told, library.Supply{Metered: true})
	meter.set(uint32(4)) // guessed not to be
	expect(t, told, library.Supply{})
	meter.set(meteredYes)
	expect(t, told, library.Supply{Metered: true})
	meter.conn.Close() // it ends, and nobody says so any more
	expect(t, told, library.Supply{})
}

// TestNonsenseIsNeither battery nor meter.
func TestNonsenseIsNeither(t *testing.T) {
	address := bustest.Start(t)
	serve(t, address, upower, upowerPath, "OnBattery", "yes")
	meter := serve(t, address, network, netPath, "Metered", int64(1))
	told, _ := follow(t, address)
	meter.conn.Close()
	serve(t, address, network, netPath, "Metered", meteredYes)
	expect(t, told, library.Supply{Metered: true}) // and nothing before
}

func TestItWakes(t *testing.T) {
	address := bustest.Start(t)
	battery := serve(t, address, upower, upowerPath, "OnBattery", true)
	told, woke := follow(t, address)
	expect(t, told, library.Supply{Battery: true}) // once this arrives, it listens
	bustest.Own(t, battery.conn, login)
	for _, body := range [][]any{{true}, {"no"}, {}, {false}} {
		if err := battery.conn.Emit(loginPath, manager+".PrepareForSleep", body...); err != nil {
			t.Fatal(err)
		}
	}
	bustest.Next(t, woke, "it to wake")
	battery.set(false)
	expect(t, told, library.Supply{})
	if len(woke) > 0 {
		t.Error("it woke more than once")
	}
}

// TestABusThatEndsSaysNothing, and one that comes back is heard.
func TestABusThatEndsSaysNothing(t *testing.T) {
	address := "unix:path=" + filepath.Join(t.TempDir(), "bus")
	told, _ := follow(t, address) // before there is one
	_, end := bustest.StartAt(t, address)
	for range 2 {
		serve(t, address, upower, upowerPath, "OnBattery", true)
		expect(t, told, library.Supply{Battery: true})
		end()
		expect(t, told, library.Supply{})
		_, end = bustest.StartAt(t, address)
	}
}
