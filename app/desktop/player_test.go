//go:build !windows

package desktop

import (
	"path/filepath"
	"testing"
	"time"

	"github.com/godbus/dbus/v5"

	"matinee/app/desktop/bus/bustest"
	"matinee/app/desktop/mpris"
)

// radio is a player that plays one thing.
type radio struct {
	mpris.Player // for what a test does not ask
	now          mpris.Playing
}

func (r radio) Playing() mpris.Playing     { return r.now }
func (radio) Rates() (least, most float64) { return 1, 1 }

// TestThePlayerIsShownAgain when the bus that it was shown on ends, and another one comes.
func TestThePlayerIsShownAgain(t *testing.T) {
	address := "unix:path=" + filepath.Join(t.TempDir(), "bus")
	_, end := bustest.StartAt(t, address)
	open(t, Options{
		ID: "org.matinee.Matinee", Title: "Matinee", Address: address, Again: 20 * time.Millisecond,
		Player: radio{now: mpris.Playing{State: mpris.Active, Track: "a/1", Title: "Song"}},
	})
	for range 2 {
		conn := bustest.Join(t, address)
		owned := make(chan *dbus.Signal, 16)
		conn.Signal(owned)
		const name = "org.mpris.MediaPlayer2.matinee"
		if err := conn.AddMatchSignal(dbus.WithMatchSender(busName), dbus.WithMatchMember("NameOwnerChanged"), dbus.WithMatchArg(0, name)); err != nil {
			t.Fatal(err)
		}
		var here bool
		if err := conn.BusObject().Call(busName+".NameHasOwner", 0, name).Store(&here); err != nil {
			t.Fatal(err)
		}
		for !here {
			sig := bustest.Next(t, owned, "the player")
			here = sig != nil && sig.Name == busName+".NameOwnerChanged"
		}
		v, err := conn.Object(name, "/org/mpris/MediaPlayer2").GetProperty("org.mpris.MediaPlayer2.Player.PlaybackStatus")
		if err != nil || v.Value() != "Playing" {
			t.Fatalf("it does %v, %v", v, err)
		}
		end()
		_, end = bustest.StartAt(t, address)
	}
}
