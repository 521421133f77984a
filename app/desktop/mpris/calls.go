package mpris

import (
	"time"

	"github.com/godbus/dbus/v5"
)

// rootCalls are what others ask of the program.
type rootCalls struct{ s *Server }

// Raise brings the window in front.
func (c rootCalls) Raise() *dbus.Error {
	if c.s.opt.Raise != nil {
		c.s.wish(c.s.opt.Raise)
	}
	return nil
}

// Quit ends the program.
func (c rootCalls) Quit() *dbus.Error {
	if c.s.opt.Quit != nil {
		c.s.wish(c.s.opt.Quit)
	}
	return nil
}

// playerCalls are what others ask of the player.
type playerCalls struct{ s *Server }

// Play goes on with what is paused.
func (c playerCalls) Play() *dbus.Error {
	return c.ask(func(p Player) { p.SetPaused(false) })
}

// Pause pauses.
func (c playerCalls) Pause() *dbus.Error {
	return c.ask(func(p Player) { p.SetPaused(true) })
}

// PlayPause does the one or the other.
func (c playerCalls) PlayPause() *dbus.Error { return c.ask(Player.TogglePause) }

// Stop closes what plays.
func (c playerCalls) Stop() *dbus.Error { return c.ask(Player.Stop) }

// Next goes to the item that follows.
func (c playerCalls) Next() *dbus.Error { return c.ask(Player.Next) }

// Previous goes to the item before.
func (c playerCalls) Previous() *dbus.Error { return c.ask(Player.Previous) }

// SeekBy is Seek, by which name the linter knows something else: it goes forward by microseconds, or back; beyond the end, to the next item.
func (c playerCalls) SeekBy(by int64) *dbus.Error {
	return c.ask(func(p Player) {
		now, by := p.Playing(), microseconds(by)
		switch {
		case now.Fixed:
		case now.Length > 0 && by > now.Length-now.Position:
			p.Next()
		default:
			p.SeekBy(by)
		}
	})
}

// SetPosition goes to a position of the track that is named. Another one is ignored, as
// what was asked for came too late; and so is a position that it does not have.
func (c playerCalls) SetPosition(track dbus.ObjectPath, to int64) *dbus.Error {
	return c.ask(func(p Player) {
		now, to := p.Playing(), microseconds(to)
		if track == trackPath(now.Track) && !now.Fixed && to >= 0 && (now.Length <= 0 || to <= now.Length) {
			p.SeekTo(to)
		}
	})
}

// OpenURI is not offered: SupportedUriSchemes is empty.
func (c playerCalls) OpenURI(string) *dbus.Error {
	return dbus.NewError("org.freedesktop.DBus.Error.NotSupported", []any{"nothing is opened this way"})
}

// ask has the player do something while there is something to play.
func (c playerCalls) ask(do func(Player)) *dbus.Error {
	player := c.s.opt.Player
	c.s.wish(func() {
		if player.Playing().Track != "" {
			do(player)
		}
	})
	return nil
}

// farthest bounds a time that a caller chose, so that it can be added to another.
const farthest = 10000 * time.Hour

// microseconds is a time of the specification's.
func microseconds(n int64) time.Duration {
	most := farthest.Microseconds()
	return time.Duration(min(max(n, -most), most)) * time.Microsecond
}

// named gives methods the specification's names, where Go has them otherwise.
func named() map[string]string { return map[string]string{"SeekBy": "Seek", "OpenURI": "OpenUri"} }
