package owner

import (
	"matinee/library"
)

// Login has the program started when a person logs in.
type Login interface {
	// On reports whether it is. What the person did by other means counts.
	On() (bool, error)
	Set(on bool) error
}

// CanStartAtLogin reports whether the program can be started when a person logs in.
func (o *Owner) CanStartAtLogin() bool { return o.cfg.Login != nil }

// lookAtLogin makes the setting what is so: the person may have taken the file away, or
// switched it off in the settings of their desktop.
func (o *Owner) lookAtLogin(s *library.Settings) {
	if o.cfg.Login == nil {
		s.StartAtLogin = false
		return
	}
	on, err := o.cfg.Login.On()
	if err != nil {
		o.log.Warn("look whether Matinee starts at login", "err", err)
		return
	}
	s.StartAtLogin = on
}

// startAtLogin has the program started at login, or no longer.
func (o *Owner) startAtLogin(on bool) error {
	if o.cfg.Login == nil {
		if !on {
			return nil
		}
		return library.Errorf(library.CodeNoDisplay, "this build has no window that could wait in the tray")
	}
	if err := o.cfg.Login.Set(on); err != nil {
		return library.Wrap(library.CodeNoLogin, err)
	}
	return nil
}
