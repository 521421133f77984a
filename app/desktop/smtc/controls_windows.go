package smtc

import (
	"errors"
	"math"
	"time"
	"unsafe"

	"matinee/app/desktop/com"
	"matinee/app/desktop/mpris"
)

// button is one of the controls (SystemMediaTransportControlsButton).
type button int32

// The buttons.
const (
	play button = iota
	pause
	stop
	_ // record
	forward
	rewind
	next
	previous
)

// What the player does, in Windows' words (MediaPlaybackStatus).
const (
	statusClosed  = 0
	statusStopped = 2
	statusPlaying = 3
	statusPaused  = 4
)

// What plays (MediaPlaybackType).
const (
	kindMusic = 1
	kindVideo = 2
)

// The places of the methods that are called, in the tables of their interfaces
// (windows.media.idl).
const (
	putStatus         = 7
	getUpdater        = 8
	putEnabled        = 11
	putPlayEnabled    = 13
	putStopEnabled    = 15
	putPauseEnabled   = 17
	putForwardEnabled = 21
	putRewindEnabled  = 23
	putPrevious       = 25
	putNext           = 27
	addPressed        = 32
	removePressed     = 33

	putRate    = 11 // of the second interface, as the following
	putPlace   = 12
	addSought  = 13
	removeSeek = 14

	putKind      = 7 // of the updater
	putThumbnail = 11
	getMusic     = 12
	getVideo     = 13
	update       = 17

	putTitle  = 7 // of the properties of music and video
	putArtist = 11
	putAlbum  = 7 // of their second interface
	putNumber = 9
	putSecond = 9 // the subtitle of a video
)

// controls are Windows' media controls of a window.
type controls struct {
	first, second *com.Object // its two interfaces; the second may be missing
	updater       *com.Object

	onPressed, onSought       *com.Handler
	pressedToken, soughtToken int64
	art                       string // path of the picture that is shown
}

// openControls reaches the controls of a window and has them shown. pressed and sought are
// told what a person wants, on a thread of the system's.
func openControls(window uintptr, pressed func(button), sought func(time.Duration)) (*controls, error) {
	factory, err := com.Factory("Windows.Media.SystemMediaTransportControls", interopID())
	if err != nil {
		return nil, err
	}
	defer factory.Release()
	c := &controls{}
	id := controlsID()
	if err := factory.Call(com.FirstOfRuntime, window, uintptr(unsafe.Pointer(&id)), uintptr(unsafe.Pointer(&c.first))); err != nil {
		return nil, err
	}
	if c.first == nil {
		return nil, errors.New("there are none for the window")
	}
	if c.updater, err = c.first.Get(getUpdater); err != nil {
		c.first.Release()
		return nil, err
	}
	c.second, _ = c.first.As(controls2ID()) // Windows 8 has no place in what plays
	c.listen(pressed, sought)
	_ = c.first.Call(putEnabled, 0) // until there is something to show
	return c, nil
}

// listen has the controls tell what a person wants. One that does not shows what plays all
// the same.
func (c *controls) listen(pressed func(button), sought func(time.Duration)) {
	c.onPressed = com.NewHandler(pressedID(), func(_, what *com.Object) {
		var b button
		if what.Call(com.FirstOfRuntime, uintptr(unsafe.Pointer(&b))) == nil {
			pressed(b)
		}
	})
	_ = c.first.Call(addPressed, c.onPressed.Arg(), uintptr(unsafe.Pointer(&c.pressedToken)))
	if c.second == nil {
		return
	}
	c.onSought = com.NewHandler(soughtID(), func(_, what *com.Object) {
		var to int64
		if what.Call(com.FirstOfRuntime, uintptr(unsafe.Pointer(&to))) == nil {
			sought(time.Duration(min(max(to, 0), math.MaxInt64/int64(tick))) * tick)
		}
	})
	_ = c.second.Call(addSought, c.onSought.Arg(), uintptr(unsafe.Pointer(&c.soughtToken)))
}

// tick is Windows' unit of time.
const tick = 100 * time.Nanosecond

// close takes the controls away.
func (c *controls) close() {
	_ = c.first.Call(putEnabled, 0)
	if c.pressedToken != 0 {
		_ = c.first.Call(removePressed, uintptr(c.pressedToken))
	}
	if c.soughtToken != 0 {
		_ = c.second.Call(removeSeek, uintptr(c.soughtToken))
	}
	c.updater.Release()
	c.second.Release()
	c.first.Release()
}

// show tells what plays, and what can be done with it.
func (c *controls) show(now mpris.Playing) error {
	on := now.Track != ""
	for method, can := range map[int]bool{
		putPlayEnabled: on, putPauseEnabled: on, putStopEnabled: on, putPrevious: now.HasPrevious, putNext: now.HasNext,
		putForwardEnabled: on && !now.Fixed, putRewindEnabled: on && !now.Fixed,
	} {
		_ = c.first.Call(method, truth(can)) // a button that there is not is not missed
	}
	if err := errors.Join(c.first.Call(putEnabled, truth(on)), c.first.Call(putStatus, status(now))); err != nil || !on {
		return err
	}
	return errors.Join(c.describe(now), c.updater.Call(update))
}

func truth(b bool) uintptr {
	if b {
		return 1
	}
	return 0
}

func status(now mpris.Playing) uintptr {
	switch {
	case now.Track == "":
		return statusClosed
	case now.State == mpris.Active:
		return statusPlaying
	case now.State == mpris.Paused:
		return statusPaused
	}
	return statusStopped
}

// describe says what plays.
func (c *controls) describe(now mpris.Playing) error {
	if now.Art != c.art {
		c.art = now.Art
		_ = c.updater.Call(putThumbnail, 0)
		if picture, err := thumbnail(now.Art); err == nil { // one that cannot be shown is none
			_ = c.updater.Call(putThumbnail, picture.Arg())
			picture.Release()
		}
	}
	kind, of, write := uintptr(kindMusic), getMusic, writeMusic
	if now.Film {
		kind, of, write = kindVideo, getVideo, writeFilm
	}
	if err := c.updater.Call(putKind, kind); err != nil {
		return err
	}
	words, err := c.updater.Get(of)
	if err != nil {
		return err
	}
	defer words.Release()
	return write(words, now)
}

func writeFilm(words *com.Object, now mpris.Playing) error {
	return errors.Join(words.PutText(putTitle, now.Title), words.PutText(putSecond, now.Album))
}

func writeMusic(words *com.Object, now mpris.Playing) error {
	if more, err := words.As(music2ID()); err == nil { // Windows 8 has none
		_ = more.PutText(putAlbum, now.Album)
		_ = more.Call(putNumber, uintptr(max(now.Number, 0)))
		more.Release()
	}
	return errors.Join(words.PutText(putTitle, now.Title), words.PutText(putArtist, now.Artist))
}

// setPlace tells how far it is.
func (c *controls) setPlace(now mpris.Playing) error {
	if c.second == nil {
		return nil
	}
	place, err := com.Activate("Windows.Media.SystemMediaTransportControlsTimelineProperties")
	if err != nil {
		return err
	}
	defer place.Release()
	line, err := place.As(timelineID())
	if err != nil {
		return err
	}
	defer line.Release()
	const start, end, least, most, position = 7, 9, 11, 13, 15 // their places
	from, to := time.Duration(0), now.Length
	if now.Fixed {
		from, to = now.Position, now.Position
	}
	for method, at := range map[int]time.Duration{start: 0, end: now.Length, least: from, most: to, position: now.Position} {
		if err := line.Call(method, uintptr(max(at, 0)/tick)); err != nil {
			return err
		}
	}
	return errors.Join(c.second.Call(putPlace, line.Arg()), c.second.Call(putRate, uintptr(math.Float64bits(now.Rate))))
}
