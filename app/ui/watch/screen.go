package watch

import (
	"context"
	"time"

	"fyne.io/fyne/v2/canvas"
	"fyne.io/fyne/v2/widget"

	"matinee/app/ui/kit"
	"matinee/app/ui/live"
	"matinee/app/ui/native"
	"matinee/app/ui/surface"
	"matinee/library"
	"matinee/player"
)

// refreshEvery is how often the screen reads player and engine while it is seen.
const refreshEvery = 500 * time.Millisecond

// choosingMost is how long opening waits for the picture to be painted first.
const choosingMost = 300 * time.Millisecond

// defaultNotice is how long before the end the next item is announced.
const defaultNotice = 35 * time.Second

// Screen is the watch screen.
type Screen struct {
	widget.BaseWidget
	theatre Theatre
	stage   Stage
	loop    *live.Loop
	poll    *live.Poll
	unhear  func() // ends the subscription to the player
	notice  time.Duration
	after   func(time.Duration, func()) (cancel func())

	ground      *kit.Fill
	curtain     *kit.Fill    // over the picture of what played before
	pictured    string       // media whose picture was seen
	surface     surface.Mode // as wanted
	drawn       surface.Mode // as the picture is
	picture     *surface.Surface
	music       *musicView
	gallery     Gallery
	previews    *previews
	top, bottom *canvas.LinearGradient
	pad         *pad
	controls    *controls
	panel       *kit.StagePanel
	upNext      *kit.StagePanel
	fader       *fader
	menu        *kit.Menu

	open      bool
	seen      bool // the window is visible
	asked     request
	failed    error // of the last Play
	last      view
	showsInfo bool
	lifted    float64 // part of the height by which subtitles stand higher
	stays     string  // media after which the next item does not follow
	forecast  forecaster
}

// request is what was last asked to be played.
type request struct {
	id   library.BundleID
	item int
}

// Options adjusts a screen; the zero value is the ordinary one.
type Options struct {
	// Notice is how long before the end the next item is announced: 0 means
	// 35 s, negative never.
	Notice time.Duration
	// After calls back on the main thread after a time, unless cancelled; nil
	// means a timer.
	After func(d time.Duration, f func()) (cancel func())
	// Surface says how the picture is drawn; "" means by the processor.
	Surface surface.Mode
	// Gallery has covers and small pictures; nil has none.
	Gallery Gallery
	// NoGPU is told, on the main thread, that OpenGL does not work here.
	NoGPU func(error)
}

// New makes the screen; nothing plays on it yet.
func New(loop *live.Loop, theatre Theatre, stage Stage, o Options) *Screen {
	s := &Screen{theatre: theatre, stage: stage, loop: loop, seen: true, surface: o.Surface, drawn: o.Surface}
	s.SetNotice(o.Notice)
	s.after = o.After
	if s.after == nil {
		s.after = func(d time.Duration, f func()) func() {
			timer := time.AfterFunc(d, func() { loop.Post(f) })
			return func() { timer.Stop() }
		}
	}
	s.ground, s.curtain = kit.NewFill(kit.ColorStage, 0), kit.NewFill(kit.ColorStage, 0)
	s.picture = surface.New(surface.Options{Mode: o.Surface, Post: loop.Post, GaveUp: o.NoGPU})
	s.gallery = o.Gallery
	s.music = newMusicView(newTrackList(s.playTrack, s.typedKey, s.typedRune))
	s.top, s.bottom = shade(true), shade(false)
	s.pad = &pad{
		stir: s.stir, tapped: s.tapped, doubled: s.toggleFullscreen, scrolled: s.scrolled,
		key: s.typedKey, typed: s.typedRune, margin: s.betweenControls,
	}
	s.pad.ExtendBaseWidget(s.pad)
	s.controls = newControls(s)
	s.previews = &previews{loop: loop, gallery: o.Gallery, show: s.controls.bar.SetPreview}
	s.panel, s.upNext = kit.NewStagePanel(), kit.NewStagePanel()
	s.fader = &fader{after: s.after, held: s.needsControls, change: s.showControls}
	s.ExtendBaseWidget(s)
	s.poll = loop.Poll(refreshEvery, s.read)
	return s
}

// Play shows the screen's picture and opens an item in the player.
func (s *Screen) Play(id library.BundleID, item int) {
	s.asked, s.failed, s.last, s.stays = request{id, item}, nil, view{}, ""
	if !s.open {
		s.renew()
		s.open = true
		s.unhear = s.theatre.Player().Subscribe(s.hear)
		s.picture.Begin(s.theatre.Frames())
		s.poll.SetActive(s.seen)
	}
	s.fader.stir()
	s.focusPad()
	s.show(view{})
	s.picture.WhenChosen(func() { s.bring(request{id, item}) })
	s.after(choosingMost, s.picture.GoOn)
}

// bring has the theatre open what was asked for.
func (s *Screen) bring(asked request) {
	if !s.open || s.asked != asked {
		return
	}
	s.loop.Work(func(ctx context.Context) error { return s.theatre.Play(ctx, asked.id, asked.item) }, func(err error) {
		if s.open && s.asked == asked {
			s.failed = err
			s.again()
		}
	})
}

// Close ends playing and watching; the screen can be used again.
func (s *Screen) Close() {
	if !s.open {
		return
	}
	s.open = false
	s.poll.SetActive(false)
	s.unhear()
	s.picture.Pause()
	s.fader.stop()
	s.previews.stop()
	if s.menu != nil {
		s.menu.Close()
	}
	s.theatre.Stop()
}

// PauseFilm pauses a picture because the window is put away; music goes on.
func (s *Screen) PauseFilm() {
	if s.open && !s.last.music() {
		s.theatre.Player().SetPaused(true)
	}
}

// Release gives back what the picture holds of the window, before that goes.
func (s *Screen) Release() { s.picture.Close() }

// Forget is for a window that went before Release was called.
func (s *Screen) Forget() { s.picture.Forget() }

// SetSeen tells whether the window can be seen: while not, nothing is drawn.
func (s *Screen) SetSeen(on bool) {
	if s.seen == on {
		return
	}
	s.seen = on
	if !s.open {
		return
	}
	s.poll.SetActive(on)
	if on {
		s.picture.Begin(s.theatre.Frames())
	} else {
		s.picture.Pause()
	}
}

// hear asks for a reading at once when more than the time changed. It runs on a
// goroutine of the player's.
func (s *Screen) hear(c player.Change) {
	if c&^(player.ChangedTime|player.ChangedBuffer) != 0 {
		s.poll.Now()
	}
}

// read takes a snapshot off the main thread.
func (s *Screen) read(context.Context) func() {
	v := view{now: s.theatre.Now(), status: s.theatre.Player().Status()}
	if v.now.Bundle.ID != "" {
		at := v.offset()
		v.stream = s.theatre.StreamStatus(v.now.Bundle.ID, v.now.Item.Index, at)
	}
	return func() {
		if s.open {
			s.forecast.take(v)
			s.show(v)
		}
	}
}

// again shows the last reading once more and asks for another.
func (s *Screen) again() {
	s.show(s.last)
	s.poll.Now()
}

// show brings everything up to a reading.
func (s *Screen) show(v view) {
	changed := v.music() != s.last.music() || v.now.HasNext != s.last.now.HasNext
	s.last = v
	s.draw(v)
	if s.forecast.ready() {
		s.theatre.Player().SetPaused(false)
	}
	moved := s.panel.Tell(s.centre(v))
	if s.upNext.Tell(s.following(v)) {
		moved = true
	}
	s.music.show(v)
	s.bringCover(v)
	s.controls.info.SetText(s.remark(v))
	if s.needsControls() && !s.fader.shown {
		s.fader.stir()
	}
	if s.fader.shown {
		s.controls.show(v)
		s.place()
	} else if moved || changed {
		s.place()
	}
}

// place lays the parts out anew after their sizes changed.
func (s *Screen) place() {
	if size := s.Size(); size.Width > 0 {
		s.layout(size)
	}
}

func (s *Screen) next()     { s.move(s.theatre.Next) }
func (s *Screen) previous() { s.move(s.theatre.Previous) }

// move goes to a neighbour of what plays.
func (s *Screen) move(to func(context.Context) error) {
	asked := s.asked
	s.loop.Work(to, func(err error) {
		if s.open && s.asked == asked {
			s.failed = err
			s.again()
		}
	})
}

// playTrack plays another track of what plays.
func (s *Screen) playTrack(item int) { s.Play(s.last.now.Bundle.ID, item) }

func (s *Screen) seekPart(at float64) {
	if d := s.last.status.Duration; d > 0 {
		s.theatre.Player().SeekTo(time.Duration(at * float64(d)))
	}
}

func (s *Screen) tapped() {
	s.stir()
	s.focusPad()
	s.theatre.Player().TogglePause()
}

func (s *Screen) scrolled(up bool) {
	s.stir()
	amount := -5.0
	if up {
		amount = 5
	}
	s.theatre.Player().Perform(player.Action{Verb: player.DoAddVolume, Amount: amount})
}

func (s *Screen) leave() {
	if s.stage.Fullscreen() {
		s.stage.SetFullscreen(false)
	}
	if s.stage.Mini() {
		s.stage.SetMini(false)
	}
	s.Close()
	s.stage.Leave()
}

func (s *Screen) toggleFullscreen() {
	on := !s.stage.Fullscreen()
	if on && s.stage.Mini() {
		s.stage.SetMini(false)
	}
	s.stage.SetFullscreen(on)
	icon := kit.IconFullscreen
	if on {
		icon = kit.IconWindowed
	}
	s.controls.fullscreen.Set("", icon)
	s.stir()
}

// toggleMini changes between the small window above the others and the ordinary one.
func (s *Screen) toggleMini() {
	on := !s.stage.Mini()
	if on && s.stage.Fullscreen() {
		s.toggleFullscreen()
	}
	s.stage.SetMini(on)
	s.stir()
	s.focusPad()
}

// Native is the system's window that the picture was painted in last.
func (s *Screen) Native() native.Window { return s.picture.Window() }

// focusPad goes through the window: Fyne knows an object's canvas only after
// it was painted once.
func (s *Screen) focusPad() { s.stage.Focus(s.pad) }
