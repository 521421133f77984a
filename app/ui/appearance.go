package ui

import (
	"context"
	"os"
	"runtime"
	"strconv"
	"time"

	"fyne.io/fyne/v2"

	"matinee/app/ui/kit"
)

// scaleVariable is what the toolkit asks for its person's scale before it asks its app.
const scaleVariable = "FYNE_SCALE"

// appearance is how the window looks: dark or light, how large, and whether anything in it
// moves by itself.
type appearance struct {
	base    float32 // what the toolkit was told by its variable, or 0
	variant string
	percent int
	still   bool // nothing moves
	desktop bool // the desktop's person wants less to move
	fresh   bool // nothing was applied yet
}

func newAppearance(app fyne.App) *appearance {
	l := &appearance{percent: 100, fresh: true}
	if v, err := strconv.ParseFloat(os.Getenv(scaleVariable), 32); err == nil && v > 0 {
		l.base = float32(v)
	}
	if runtime.GOOS != "darwin" { // there the toolkit insists on an app of its own make
		fyne.SetCurrentApp(calmApp{app, l})
		// Unset while no thread of the player is there, which might read it meanwhile.
		if err := os.Unsetenv(scaleVariable); err != nil {
			fyne.LogError("Cannot scale the window", err)
		}
	}
	return l
}

// scale is the person's, where the toolkit's own settings, which hold for every program
// made with it, say toolkit.
func (l *appearance) scale(toolkit float32) float32 {
	if l.base > 0 {
		toolkit = l.base
	} else if toolkit <= 0 { // nobody set any
		toolkit = 1
	}
	return toolkit * float32(l.percent) / 100
}

// start is the size the window opens in: the same part of the screen at every scale.
func (l *appearance) start() fyne.Size {
	by := max(float32(l.percent)/100, 1)
	return fyne.NewSize(startWidth/by, startHeight/by)
}

// dress gives the window the look that the settings name.
func (w *Window) dress() {
	l := w.worn
	variant, motion := setting(w.settings, "ui.theme"), setting(w.settings, "ui.motion")
	percent, err := strconv.Atoi(setting(w.settings, "ui.scale"))
	if err != nil || percent <= 0 {
		percent = 100
	}
	still := motion == "less" || motion == "" && l.desktop
	if !l.fresh && variant == l.variant && percent == l.percent && still == l.still {
		return
	}
	by := float32(l.percent) / float32(percent)
	resized := !l.fresh && percent != l.percent
	l.fresh, l.variant, l.percent, l.still = false, variant, percent, still
	if runtime.GOOS == "darwin" {
		scale := l.scale(1)
		if err := os.Setenv(scaleVariable, strconv.FormatFloat(float64(scale), 'f', -1, 32)); err != nil {
			fyne.LogError("Cannot scale the window", err)
		}
	}
	var size fyne.Size
	if w.window != nil {
		size = w.window.Canvas().Size()
	}
	w.app.Settings().SetTheme(kit.NewThemeOf(variant)) // everything is drawn anew, also in another scale
	if resized && !w.window.FullScreen() {
		w.keepSize(percent, fyne.NewSize(size.Width*by, size.Height*by))
	}
}

// settles is how long the toolkit may take until a window fits its content at another scale.
const settles = 300 * time.Millisecond

// keepSize has the window as large on the screen as it was at another scale. The toolkit
// looks later whether its content fits, and may do so by the size it had: then it is too
// small, and is made large once more.
func (w *Window) keepSize(percent int, size fyne.Size) {
	w.window.Resize(size)
	w.loop.Work(func(ctx context.Context) error {
		select {
		case <-ctx.Done():
		case <-time.After(settles):
		}
		return ctx.Err()
	}, func(err error) {
		now := w.window.Canvas().Size()
		if err == nil && w.worn.percent == percent && !w.window.FullScreen() && (now.Width < size.Width-1 || now.Height < size.Height-1) {
			w.window.Resize(size)
		}
	})
}

// setMotion follows the desktop's wish.
func (w *Window) setMotion(reduced bool) {
	w.worn.desktop = reduced
	w.dress()
}

// calmApp is the toolkit's app, which is asked whether widgets may move and how large
// they are.
type calmApp struct {
	fyne.App
	look *appearance
}

// Settings implements fyne.App.
func (a calmApp) Settings() fyne.Settings { return calmSettings{a.App.Settings(), a.look} }

type calmSettings struct {
	fyne.Settings
	look *appearance
}

// ShowAnimations implements fyne.Settings.
func (s calmSettings) ShowAnimations() bool { return !s.look.still && s.Settings.ShowAnimations() }

// Scale implements fyne.Settings.
func (s calmSettings) Scale() float32 { return s.look.scale(s.Settings.Scale()) }
