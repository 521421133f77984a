//go:build !windows

package desktop

import (
	"context"
	"fmt"
	"image"
	"testing"
	"time"

	"github.com/godbus/dbus/v5"

	"matinee/app/desktop/bus/bustest"
	"matinee/app/desktop/notes"
)

func TestAMessageIsShownAndChosenFrom(t *testing.T) {
	const service = "org.freedesktop.Notifications"
	address := bustest.Start(t)
	shown := make(chan string, 1)
	conn := bustest.Join(t, address)
	table := map[string]any{
		"GetCapabilities": func() ([]string, *dbus.Error) { return []string{"actions"}, nil },
		"Notify": func(app string, _ uint32, _, title, text string, _ []string, hints map[string]dbus.Variant, _ int32) (uint32, *dbus.Error) {
			shown <- app + "|" + title + "|" + text + "|" + fmt.Sprint(hints["desktop-entry"].Value(), hints["image-data"].Value() != nil)
			return 1, nil
		},
	}
	if err := conn.ExportMethodTable(table, "/org/freedesktop/Notifications", service); err != nil {
		t.Fatal(err)
	}
	bustest.Own(t, conn, service)
	s := startSaver(t, address, "/org/freedesktop/ScreenSaver")
	d := open(t, Options{ID: "m", Title: "Matinee", Address: address, Icons: []image.Image{image.NewNRGBA(image.Rect(0, 0, 1, 1))}})
	d.KeepAwake(true, "x") // once this arrives, there is a connection
	s.expect(t, "inhibit m: x")
	chosen := make(chan bool, 3000)
	m := notes.Message{Title: "Title", Text: "Text", Open: func() { chosen <- true }}
	if err := d.Notify(context.Background(), m); err != nil {
		t.Fatal(err)
	}
	if got := bustest.Next(t, shown, "the message"); got != "Matinee|Title|Text|mtrue" {
		t.Fatalf("shown was %q", got)
	}
	for range 3000 { // it may be told before somebody hears it
		if err := conn.Emit("/org/freedesktop/Notifications", service+".ActionInvoked", uint32(1), "default"); err != nil {
			t.Fatal(err)
		}
		select {
		case <-chosen:
			return
		case <-time.After(10 * time.Millisecond):
		}
	}
	t.Fatal("nobody hears what is chosen")
}
