package ui

import "matinee/app/ui/welcome"

// greeted is what the setting ui.greeted holds once the first start was gone through.
const greeted = "yes"

// greet shows the first start, once: not over something else, and not over what somebody
// came for.
func (w *Window) greet() {
	if w.deps.Welcome == nil || w.greeting || w.frame.watching || !w.visible() ||
		setting(w.settings, "ui.greeted") != "" || w.window.Canvas().Overlays().Top() != nil {
		return
	}
	w.greeting = true
	welcome.Show(w.window.Canvas(), w.loop, w.deps.Welcome, w, func() {
		w.greeting = false
		w.store("ui.greeted", greeted)
	})
}
