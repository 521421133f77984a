package ui

import (
	"context"
	"math"
	"strconv"
	"time"

	"fyne.io/fyne/v2"

	"matinee/app/ui/art"
	"matinee/app/ui/channels"
	"matinee/app/ui/home"
	"matinee/app/ui/kit"
	"matinee/app/ui/live"
	"matinee/app/ui/studio"
	"matinee/app/ui/surface"
	"matinee/app/ui/transfers"
	"matinee/app/ui/watch"
	"matinee/assets"
	"matinee/library"
)

// The size of the window when it opens first.
const (
	startWidth  = 1280
	startHeight = 800
)

// Window is Matinee's window. Its methods are to be called on Fyne's main
// thread, except Wait.
type Window struct {
	app      fyne.App
	window   fyne.Window
	loop     *live.Loop
	settings Settings
	theatre  watch.Theatre
	engine   transfers.Engine
	curator  Curator // nil where there is none: tests of the rest
	deps     Deps
	plain    bool       // nothing is drawn with OpenGL, as in tests
	part     *live.Loop // of what is made anew in another language
	language string     // that everything is said in

	frame     *frame
	view      *view
	rail      *kit.Rail
	nav       *navigation
	giving    *givingBack
	busy      *kit.RailEntry // bears the number of downloads
	poll      *live.Poll
	art       *art.Loader
	home      *home.Screen
	channels  *channels.Screen // nil before somebody went there
	transfers *transfers.Screen
	watch     *watch.Screen
	works     *studio.Works // outlive the screens; nil without a studio
	volume    float64       // as stored
	mini      mini
	mouse     bool // its back button is bound
	worn      *appearance
	greeting  bool // the first start is shown
	ear       *ear
	presence
}

// New makes the window and shows the library in it; Show makes it visible. The
// theme and the translations of app are set.
func New(app fyne.App, d Deps) *Window {
	do, idle, draws := d.Do, (*rest)(nil), surface.Plain
	if do == nil {
		idle = &rest{}
		do = idle.do
		draws = surface.Mode(setting(d.Settings, "player.surface"))
	}
	w := &Window{
		app: app, window: app.NewWindow("Matinee"), settings: d.Settings, theatre: d.Theatre, engine: d.Transfers, curator: d.Curator,
		loop: live.New(context.Background(), do), plain: d.Do != nil, deps: d, worn: newAppearance(app),
	}
	w.ear = newEar(w)
	w.dress()
	w.useLanguage(setting(d.Settings, "ui.language"))
	w.presence = presence{
		desktop: d.Desktop, shell: func() shell { return shellOf(w.window) },
	}
	w.quit = func() {
		w.watch.Release() // while the window is still there
		app.Quit()
	}
	w.volume, _ = strconv.ParseFloat(setting(d.Settings, "player.volume"), 64)
	gallery, _ := d.Curator.(watch.Gallery)
	w.watch = watch.New(w.loop, d.Theatre, w, watch.Options{
		Notice: noticeOf(d.Settings), Surface: draws, Gallery: gallery, NoGPU: w.noGPU,
	})
	w.frame = newFrame(w.watch)
	if d.Studio != nil {
		w.works = studio.NewWorks(w.loop, d.Studio)
	}
	w.nav = &navigation{canvas: w.window.Canvas, frame: w.frame}
	w.addScreens()
	w.nav.goTo(w.nav.places[0].name)
	w.poll = w.loop.Poll(railEvery, func(context.Context) func() {
		now := d.Transfers.Transfers()
		return func() {
			w.showTraffic(now)
			w.reword()
		}
	})
	w.window.SetPadded(false)
	w.window.SetIcon(fyne.NewStaticResource("window.png", assets.WindowIcon))
	w.view = newView(w.frame, w.leastSize, w.followKeys())
	w.window.SetContent(voiced(w, w.view))
	w.window.Resize(w.worn.start())
	w.window.SetOnDropped(w.dropped)
	w.window.SetCloseIntercept(w.closeAsked)
	w.window.SetOnClosed(w.Close)
	if idle != nil {
		idle.moving, idle.unseen = w.moving, func() bool { return !w.visible() }
		w.loop.Work(idle.run, nil)
	}
	w.addShortcuts()
	if d.Trouble != nil {
		w.teller(d).AtStart()
	}
	return w
}

func setting(s Settings, key string) string {
	if s == nil {
		return ""
	}
	value, err := s.Get(key)
	if err != nil {
		return ""
	}
	return value
}

// noticeOf reads how long before the end the next item is announced.
func noticeOf(s Settings) time.Duration {
	d, err := time.ParseDuration(setting(s, "player.next"))
	switch {
	case err != nil:
		return 0
	case d == 0:
		return -1
	}
	return d
}

// moving reports whether the screen changes by itself: a picture plays, or the
// cursor of a field blinks.
func (w *Window) moving() bool {
	if !w.visible() {
		return false
	}
	c := w.window.Canvas()
	return w.frame.watching || c.Focused() != nil || c.Overlays().Top() != nil
}

// Fyne is the window as Fyne knows it.
func (w *Window) Fyne() fyne.Window { return w.window }

// Close ends what the window does; it is called when the window is closed, and
// may be called before. Wait tells when all has ended.
func (w *Window) Close() {
	if w.frame.watching {
		w.watch.Close()
		w.storeVolume()
	}
	w.watch.Release()
	w.loop.Close()
}

// Wait returns when every goroutine of a closed window has ended. It must not be
// called on the main thread.
func (w *Window) Wait() { w.loop.Wait() }

// Play implements transfers.Desk.
func (w *Window) Play(id library.BundleID, item int) {
	w.nav.setSeen(false)
	w.poll.SetActive(false)
	w.frame.tell("")
	w.frame.setWatching(true)
	w.view.fit()
	w.watch.Play(id, item)
}

// Leave implements watch.Stage.
func (w *Window) Leave() {
	w.storeVolume()
	w.frame.setWatching(false)
	w.view.fit()
	w.nav.setSeen(true)
	w.poll.SetActive(true)
	w.window.Canvas().Unfocus()
	w.reword()
}

// noGPU remembers that OpenGL failed to draw the picture, unless a person insists
// on it, so that the next start does not try again.
func (w *Window) noGPU(err error) {
	fyne.LogError("OpenGL does not draw the picture, the processor does", err)
	if setting(w.settings, "player.surface") != string(surface.Auto) {
		return
	}
	w.store("player.surface", string(surface.Software))
}

// storeVolume keeps the loudness for the next start.
func (w *Window) storeVolume() {
	volume := math.Round(w.theatre.Player().Status().Volume)
	if w.settings == nil || volume == w.volume {
		return
	}
	w.volume = volume
	w.store("player.volume", strconv.Itoa(int(volume)))
}

// store sets a setting in the background.
func (w *Window) store(key, value string) {
	w.loop.Work(func(context.Context) error { return w.settings.Set(key, value) }, func(err error) {
		if err != nil {
			fyne.LogError("Cannot store "+key, err)
		}
	})
}
