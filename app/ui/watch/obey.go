package watch

import (
	"time"

	"fyne.io/fyne/v2"

	"matinee/app/ui/surface"
)

// renew has the picture shown where and as the settings say by now. Where that
// cannot be it is shown as before.
func (s *Screen) renew() {
	stale := s.theatre.Stale()
	if stale || s.surface != s.drawn {
		s.picture.Renew(s.surface)
		s.drawn = s.surface
	}
	if !stale {
		return
	}
	if err := s.theatre.Renew(); err != nil {
		fyne.LogError("Cannot show the picture elsewhere", err)
	}
}

// SetSurface says how the picture is drawn from the next time on.
func (s *Screen) SetSurface(mode surface.Mode) { s.surface = mode }

// SetNotice says how long before the end the next item is announced, as Options do.
func (s *Screen) SetNotice(before time.Duration) {
	if before == 0 {
		before = defaultNotice
	}
	s.notice = before
}

// Reword says everything anew, in the language that is set by now.
func (s *Screen) Reword() {
	if !s.open {
		return
	}
	s.panel.Tell(noPanel())
	s.upNext.Tell(noPanel())
	s.controls.show(s.last)
	s.focusPad()
	s.again()
}
