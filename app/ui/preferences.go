package ui

import (
	"fyne.io/fyne/v2/lang"

	"matinee/app/ui/kit"
	"matinee/app/ui/settings"
	"matinee/app/ui/trouble"
)

// addSettings registers the settings, and puts who uses the program beside the
// name of it.
func (w *Window) addSettings(d Deps) {
	if d.Store == nil {
		return
	}
	var screen *settings.Screen
	if d.Trouble != nil {
		d.Backends.Report = w.teller(d).Report
	}
	w.nav.add(placeSettings, lang.L("Settings"), kit.IconSettings, func() Screen {
		screen = settings.New(w.part, d.Store, w, d.Backends)
		return screen
	})
	if d.Backends.Profiles == nil {
		return
	}
	person := settings.NewPerson(w.part, d.Backends.Profiles, func() {
		w.nav.goTo(placeSettings)
		screen.OpenProfiles()
	})
	w.rail.SetCorner(person.Avatar)
}

// teller tells of trouble in this window.
func (w *Window) teller(d Deps) trouble.Teller {
	return trouble.Teller{Canvas: w.window.Canvas(), Loop: w.part, Backend: d.Trouble, Desk: w}
}
