package motion

import (
	"context"
	"errors"
	"log/slog"
	"sync"
	"testing"

	"github.com/godbus/dbus/v5"
	"go.uber.org/goleak"

	"matinee/app/desktop/bus/bustest"
)

// fakePortal answers as the desktop's portal does.
type fakePortal struct {
	conn *dbus.Conn
	mu   sync.Mutex
	says map[string]any
}

func startPortal(t *testing.T, address string, says map[string]any) *fakePortal {
	t.Helper()
	p := &fakePortal{conn: bustest.Join(t, address), says: says}
	table := map[string]any{"Read": func(space, key string) (dbus.Variant, *dbus.Error) {
		p.mu.Lock()
		defer p.mu.Unlock()
		value, ok := p.says[space+"/"+key]
		if !ok {
			return dbus.Variant{}, dbus.MakeFailedError(errors.New("no such setting"))
		}
		return dbus.MakeVariant(dbus.MakeVariant(value)), nil
	}}
	if err := p.conn.ExportMethodTable(table, path, service); err != nil {
		t.Fatal(err)
	}
	bustest.Own(t, p.conn, portal)
	return p
}

func (p *fakePortal) change(t *testing.T, space, key string, value any) {
	t.Helper()
	p.mu.Lock()
	p.says[space+"/"+key] = value
	p.mu.Unlock()
	if err := p.conn.Emit(path, service+".SettingChanged", space, key, dbus.MakeVariant(value)); err != nil {
		t.Fatal(err)
	}
}

// follow follows until the test ends.
func follow(t *testing.T, address string) <-chan bool {
	t.Helper()
	before := goleak.IgnoreCurrent()
	conn, err := dbus.Connect(address)
	if err != nil {
		t.Fatal(err)
	}
	ctx, cancel := context.WithCancel(context.Background())
	told, ended := make(chan bool, 16), make(chan struct{})
	go func() {
		defer close(ended)
		Follow(ctx, conn, slog.New(slog.DiscardHandler), func(reduced bool) { told <- reduced })
	}()
	t.Cleanup(func() {
		cancel()
		<-ended
		conn.Close()
		goleak.VerifyNone(t, before)
	})
	return told
}

func TestTheDesktopsWishIsFollowed(t *testing.T) {
	for space, c := range map[string]struct {
		key         string
		moves, less any
	}{
		"org.freedesktop.appearance":  {"reduced-motion", uint32(0), uint32(1)},
		"org.gnome.desktop.interface": {"enable-animations", true, false},
	} {
		t.Run(space, func(t *testing.T) {
			address := bustest.Start(t)
			p := startPortal(t, address, map[string]any{space + "/" + c.key: c.less})
			told := follow(t, address)
			if !bustest.Next(t, told, "the wish") {
				t.Fatal("the desktop asks for less motion and is not heard")
			}
			p.change(t, space, c.key, c.moves)
			if bustest.Next(t, told, "the change") {
				t.Fatal("the change is not heard")
			}
		})
	}
}

func TestAnotherAnswerIsNone(t *testing.T) {
	address := bustest.Start(t)
	p := startPortal(t, address, map[string]any{"org.freedesktop.appearance/reduced-motion": "a text", "org.gnome.desktop.interface/enable-animations": []string{"no"}})
	told := follow(t, address)
	if _, known := asked(t.Context(), p.conn); known {
		t.Fatal("what nobody can read is taken for a wish")
	}
	p.change(t, "org.freedesktop.appearance", "reduced-motion", uint32(1)) // now it makes sense
	if !bustest.Next(t, told, "the wish") {
		t.Fatal("the first thing told is no wish")
	}
}
