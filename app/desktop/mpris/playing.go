package mpris

import (
	"fmt"
	"net/url"
	"path/filepath"
	"strings"
	"time"

	"github.com/godbus/dbus/v5"

	"matinee/app/desktop/bus"
)

// State is what the player does, in the specification's words.
type State string

// The states.
const (
	Stopped State = "Stopped"
	Active  State = "Playing"
	Paused  State = "Paused"
)

// Playing is what the player does now. The zero value is a player that is empty.
type Playing struct {
	State  State
	Track  string // names what plays for as long as it does; "" for nothing
	Title  string
	Album  string
	Artist string
	Film   bool          // it has a picture that moves
	Number int           // of the track in its album, from 1; 0 for none
	Art    string        // path of a picture; "" for none
	Length time.Duration // 0 while unknown

	Position time.Duration
	Rate     float64 // 1 is normal
	Volume   float64 // 1 is normal

	HasNext, HasPrevious bool
	Fixed                bool // it cannot be sought now
}

// Player is what is shown. Its methods are called on one goroutine of the Server's, but
// for Playing, which may be called on any; none may wait long.
type Player interface {
	Playing() Playing
	SetPaused(paused bool)
	TogglePause()
	Stop()
	Next()
	Previous()
	SeekTo(to time.Duration)
	SeekBy(by time.Duration)
	SetRate(rate float64)
	SetVolume(volume float64)
	// Rates are the least and the most that SetRate takes.
	Rates() (least, most float64)
}

// noTrack stands for no track.
const noTrack dbus.ObjectPath = "/org/mpris/MediaPlayer2/TrackList/NoTrack"

// trackPath turns the name of a track into a path, which knows letters and digits only.
func trackPath(track string) dbus.ObjectPath {
	if track == "" {
		return noTrack
	}
	var path strings.Builder
	path.WriteString("/org/matinee/Matinee/track/x") // an element may not be empty
	for _, b := range []byte(track) {
		if '0' <= b && b <= '9' || 'a' <= b && b <= 'z' || 'A' <= b && b <= 'Z' {
			path.WriteByte(b)
		} else {
			fmt.Fprintf(&path, "_%02x", b)
		}
	}
	return dbus.ObjectPath(path.String())
}

// metadata is what plays, in the words of the specification.
func (p Playing) metadata() map[string]dbus.Variant {
	m := map[string]dbus.Variant{"mpris:trackid": dbus.MakeVariant(trackPath(p.Track))}
	if p.Track == "" {
		return m
	}
	text := func(key, s string) {
		if s = told(s); s != "" {
			m[key] = dbus.MakeVariant(s)
		}
	}
	text("xesam:title", p.Title)
	text("xesam:album", p.Album)
	if artist := told(p.Artist); artist != "" {
		m["xesam:artist"] = dbus.MakeVariant([]string{artist})
	}
	if p.Number > 0 {
		m["xesam:trackNumber"] = dbus.MakeVariant(int32(min(p.Number, 1<<30))) //nolint:gosec // bounded
	}
	if p.Length > 0 {
		m["mpris:length"] = dbus.MakeVariant(p.Length.Microseconds())
	}
	if p.Art != "" {
		path := filepath.ToSlash(p.Art)
		if !strings.HasPrefix(path, "/") {
			path = "/" + path
		}
		text("mpris:artUrl", (&url.URL{Scheme: "file", Path: path}).String())
	}
	return m
}

// maxText bounds a text that is told, in bytes: it comes from a stranger's file, and
// everybody on the bus gets it.
const maxText = 4096

// told is a text as it is told.
func told(s string) string { return bus.Text(s, maxText) }
