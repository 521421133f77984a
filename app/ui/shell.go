package ui

import (
	"fyne.io/fyne/v2"

	"matinee/app/ui/native"
)

// shell is what the desktop does with a window that Fyne does not offer.
type shell interface {
	Iconify()
	Restore()
	// FollowMinimised has f told, on the main thread, when the window is minimised
	// or brought back, by whomever.
	FollowMinimised(f func(on bool))
}

// shellOf finds the window that a Fyne window draws into; nil when it has none,
// as before it is shown, or under the test driver.
func shellOf(w fyne.Window) shell {
	drawn, ok := w.(interface{ RunWithContext(func()) })
	if !ok {
		return nil
	}
	var found native.Window
	drawn.RunWithContext(func() { found = native.Current() })
	if !found.Exists() {
		return nil
	}
	return found
}
