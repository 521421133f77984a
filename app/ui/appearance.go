package ui

import (
	"os"
	"runtime"
	"strconv"

	"fyne.io/fyne/v2"

	"matinee/app/ui/kit"
)

// scaleVariable is what the toolkit reads its person's scale from, each time it asks:
// its own settings hold for every program made with it, so they are no place for ours.
const scaleVariable = "FYNE_SCALE"

// appearance is how the window looks: dark or light, how large, and whether anything in it
// moves by itself.
type appearance struct {
	base    float64 // what the toolkit was told before us, or 1
	variant string
	percent int
	still   bool // nothing moves
	desktop bool // the desktop's person wants less to move
	fresh   bool // nothing was applied yet
}

func newAppearance(app fyne.App) *appearance {
	l := &appearance{base: 1, percent: 100, fresh: true}
	if v, err := strconv.ParseFloat(os.Getenv(scaleVariable), 64); err == nil && v > 0 {
		l.base = v
	}
	if runtime.GOOS != "darwin" { // there the toolkit insists on an app of its own make
		fyne.SetCurrentApp(calmApp{app, l})
	}
	return l
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
	scale, set := strconv.FormatFloat(l.base*float64(percent)/100, 'f', -1, 64), os.Getenv(scaleVariable)
	if set == scale || set == "" && scale == "1" {
		// The player's threads may read the environment, which is not to move under them without need.
	} else if err := os.Setenv(scaleVariable, scale); err != nil {
		fyne.LogError("Cannot scale the window", err)
	}
	var size fyne.Size
	if w.window != nil {
		size = w.window.Canvas().Size()
	}
	w.app.Settings().SetTheme(kit.NewThemeOf(variant)) // everything is drawn anew, also in another scale
	if resized && !w.window.FullScreen() {
		w.window.Resize(fyne.NewSize(size.Width*by, size.Height*by)) // as large on the screen as before
	}
}

// setMotion follows the desktop's wish.
func (w *Window) setMotion(reduced bool) {
	w.worn.desktop = reduced
	w.dress()
}

// calmApp is the toolkit's app, whose widgets ask it whether they may move.
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
