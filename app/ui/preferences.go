package ui

import (
	"fyne.io/fyne/v2/lang"

	"matinee/app/ui/kit"
	"matinee/app/ui/settings"
)

// addSettings registers the settings, and puts who uses the program beside the
// name of it.
func (w *Window) addSettings(d Deps) {
	if d.Store == nil {
		return
	}
	var screen *settings.Screen
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
