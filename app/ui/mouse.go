package ui

import "matinee/app/ui/native"

// bindMouse lets the mouse's back button lead back, and quick clicks hit. Where
// there is no window of the system's, as in tests, nothing is bound.
func (w *Window) bindMouse() {
	driver, ok := w.window.(interface{ RunWithContext(func()) })
	if !ok || w.mouse {
		return
	}
	w.mouse = true
	driver.RunWithContext(func() {
		if window := native.Current(); window.Exists() {
			window.MendMouse(func() {
				if !w.frame.watching && w.window.Canvas().Overlays().Top() == nil {
					w.Back()
				}
			})
		}
	})
}
