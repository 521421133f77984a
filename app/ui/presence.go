package ui

import (
	"time"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/driver/desktop"
)

// presence is where the window is: on the screen, minimised, or in the tray. It
// belongs to the main thread.
type presence struct {
	desktop   Desktop
	shell     func() shell
	quit      func() // ends Fyne's loop
	shown     bool   // not in the tray
	minimised bool   // as the desktop tells
	seen      bool   // as told to the screens last
	followed  bool   // the desktop tells when it is minimised
	lost      *time.Timer
	missed    *hint // to be said when the window is seen again
}

// trayGrace is how long a hidden window waits for a tray that is not there: at
// login it comes later than we do, and panels are started anew.
const trayGrace = 10 * time.Second

// visible reports whether anything of the window can be on the screen.
func (p *presence) visible() bool { return p.shown && !p.minimised }

func (p *presence) hasTray() bool { return p.desktop != nil && p.desktop.HasTray() }

// Show makes the window visible, in front of others.
func (w *Window) Show() {
	w.shown = true
	if !w.minimised {
		w.look() // what it shows is read while the system makes the window
	}
	w.window.Show()
	w.bindMouse()
	if s := w.shell(); s != nil {
		if w.minimised {
			s.Restore()
			w.minimised = false
		}
		if !w.followed {
			w.followed = true
			s.FollowMinimised(func(on bool) {
				w.minimised = on
				w.look()
			})
		}
	}
	w.window.RequestFocus()
	w.look()
	w.sayMissed()
	w.greet()
}

// Hide takes the window off the screen, to the tray: a film pauses, music goes
// on, and so do downloads and seeding.
func (w *Window) Hide() {
	w.shown = false
	w.watch.PauseFilm()
	w.look()
	w.window.Hide()
}

// Minimise is Hide where there is no tray. It reports whether the window could be.
func (w *Window) Minimise() bool {
	s := w.shell()
	if s == nil {
		return false
	}
	w.watch.PauseFilm()
	w.minimised = true
	w.look()
	s.Iconify()
	return true
}

// look tells everybody whether the window can be seen.
func (w *Window) look() {
	on := w.visible()
	if w.seen == on {
		return
	}
	w.seen = on
	w.nav.setSeen(on && !w.frame.watching)
	w.poll.SetActive(on && !w.frame.watching)
	w.watch.SetSeen(on)
	if w.desktop != nil {
		w.desktop.SetSeen(on)
	}
}

// startHidden waits in the tray.
func (w *Window) startHidden() {
	w.watch.SetSeen(false)
	w.awaitTray()
}

// Trayed is told that a tray appeared or went. A window that is hidden in a tray
// that does not come back is minimised instead: nobody could reach it.
func (w *Window) Trayed(here bool) {
	if here {
		if w.lost != nil {
			w.lost.Stop()
		}
		return
	}
	if !w.shown {
		w.awaitTray()
	}
}

func (w *Window) awaitTray() {
	if w.lost != nil {
		w.lost.Stop()
	}
	w.lost = time.AfterFunc(trayGrace, func() { w.loop.Post(w.surface) })
}

// surface brings a window that nobody can reach back to the desktop's list of
// windows.
func (w *Window) surface() {
	if w.shown || w.hasTray() {
		return
	}
	w.Show()
	w.Minimise()
}

// Quit ends the program, in order.
func (w *Window) Quit() {
	if w.lost != nil {
		w.lost.Stop()
	}
	w.quit()
}

func quitKeys() fyne.Shortcut {
	return &desktop.CustomShortcut{KeyName: fyne.KeyQ, Modifier: fyne.KeyModifierShortcutDefault}
}
