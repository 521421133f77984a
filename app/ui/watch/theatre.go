package watch

import (
	"context"
	"time"

	"fyne.io/fyne/v2"

	"matinee/library"
	"matinee/player"
)

// Player is what the screen asks of the player; *player.Player is one. Its
// methods queue and return, so they are called on the main thread.
type Player interface {
	Status() player.Status
	Subscribe(func(player.Change)) (cancel func())
	Perform(player.Action) bool
	TogglePause()
	SetPaused(bool)
	SeekTo(time.Duration)
	SeekBy(time.Duration)
	SetSpeed(float64)
	SetVolume(percent float64)
	ToggleMute()
	SetAudio(id int)
	SetSubtitle(id int)
	AddSubtitleFile(path string)
	SetSubDelay(time.Duration)
	SetSubScale(float64)
	LiftSubtitles(part float64)
	SkipSpot()
}

// Theatre brings items into the player.
type Theatre interface {
	// Play opens an item where it was left; item -1 means the main one. It is
	// called off the main thread.
	Play(ctx context.Context, id library.BundleID, item int) error
	// Now tells what Play opened, or what followed it by itself. It is cheap.
	Now() Now
	// Next and Previous go to the neighbour in playing order, off the main
	// thread.
	Next(ctx context.Context) error
	Previous(ctx context.Context) error
	// StayAtEnd keeps the next item from starting by itself.
	StayAtEnd()
	// Stop closes what plays; the download goes on.
	Stop()
	Player() Player
	// Frames is the picture; nil when the player shows it in its own window.
	Frames() player.Frames
	// Stale reports whether the picture is to be shown elsewhere than Frames says.
	// Renew sees to that; nothing may be playing, and Frames are others afterwards.
	Stale() bool
	Renew() error
	// StreamStatus tells what reading the item at a byte offset waits for.
	StreamStatus(id library.BundleID, item int, offset int64) library.StreamStatus
}

// Now is what plays.
type Now struct {
	Bundle   library.Bundle
	Creators string            // of the bundle
	Names    library.ItemNames // of its items, by index
	Item     library.Item
	Next     library.Item
	HasNext  bool
	HasPrev  bool
}

// Stage is what the screen asks of the window around it, on the main thread.
type Stage interface {
	// Leave goes back to where the person came from.
	Leave()
	Fullscreen() bool
	SetFullscreen(bool)
	// Mini is a small window above the others; it is never fullscreen.
	Mini() bool
	SetMini(bool)
	// Focus gives the keys to one of the screen's objects, unless something over
	// the screen has them.
	Focus(fyne.Focusable)
	// ChooseSubtitle asks for a subtitle file and calls back with its path.
	ChooseSubtitle(chosen func(path string))
}
