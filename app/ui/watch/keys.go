package watch

import (
	"unicode"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/driver/desktop"

	"matinee/player"
)

// typedKey hears keys by name. Signs are left to typedRune, since the layout
// decides where they are.
func (s *Screen) typedKey(e *fyne.KeyEvent) {
	s.stir()
	name := string(e.Name)
	if len(name) == 1 && !unicode.IsLetter(rune(name[0])) && !unicode.IsDigit(rune(name[0])) {
		return
	}
	s.perform(player.KeyAction(name, shiftHeld()))
}

// typedRune hears the signs the keyboard's layout makes.
func (s *Screen) typedRune(r rune) {
	if unicode.IsLetter(r) || unicode.IsDigit(r) || unicode.IsSpace(r) {
		return
	}
	s.stir()
	s.perform(player.KeyAction(string(r), false))
}

func shiftHeld() bool {
	d, ok := fyne.CurrentApp().Driver().(desktop.Driver)
	return ok && d.CurrentKeyModifiers()&fyne.KeyModifierShift != 0
}

// perform carries out what a key asks for: what concerns window and items here,
// the rest by the player.
func (s *Screen) perform(a player.Action, known bool) {
	if !known {
		return
	}
	switch a.Verb {
	case player.DoFullscreen:
		s.toggleFullscreen()
	case player.DoMini:
		s.toggleMini()
	case player.DoHelp:
		s.ShowKeys()
	case player.DoLeave:
		switch {
		case s.stage.Fullscreen():
			s.toggleFullscreen()
		case s.stage.Mini():
			s.toggleMini()
		default:
			s.leave()
		}
	case player.DoNextItem:
		s.next()
	case player.DoPrevItem:
		s.previous()
	case player.DoInfo:
		s.showsInfo = !s.showsInfo
		s.again()
	default:
		s.theatre.Player().Perform(a)
	}
}
