package settings

import (
	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/lang"
)

// GoOn shows the page that another screen of the settings showed. It returns what
// stands for the control of that one which had the keys; nil for none.
func (s *Screen) GoOn(from *Screen, focused fyne.Focusable) fyne.Focusable {
	s.open(from.at)
	for key, r := range from.page.rows {
		if had, ok := r.control.inner.(fyne.Focusable); ok && had == focused && s.page.rows[key] != nil {
			focus, _ := s.page.rows[key].control.inner.(fyne.Focusable)
			return focus
		}
	}
	return nil
}

// OpenProfiles shows the page of the profiles.
func (s *Screen) OpenProfiles() { s.openPage(lang.L("Profiles")) }

// OpenStorage shows the page that tells what takes how much.
func (s *Screen) OpenStorage() { s.openPage(lang.L("Storage")) }

// openPage shows the page of that title.
func (s *Screen) openPage(title string) {
	for i, t := range s.tabs {
		if t.Text() == title {
			s.open(i)
		}
	}
}

// OpenPrivacy shows the page that tells what others see.
func (s *Screen) OpenPrivacy() { s.openPage(lang.L("Privacy")) }
