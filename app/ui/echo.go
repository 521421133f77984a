package ui

import (
	"time"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/lang"

	"matinee/app/ui/aloud"
	"matinee/app/ui/kit"
)

// The toolkit speaks on Windows and macOS, in builds made with the tag accessibility. It
// looks at containers alone and never into a widget, and ours is a window of widgets. So an
// echo stands beside them: a container that holds, for each thing that is heard, an object
// with its name and place, which is never drawn and takes no clicks.
type echo struct {
	window  *Window
	content *fyne.Container // of the window, with what is seen in it
	said    *fyne.Container
	at      time.Time // it was made
}

// echoEvery is how old an echo may be while a picture moves, which has every frame looked at.
const echoEvery = 250 * time.Millisecond

// newEcho puts an echo beside what the window shows.
func newEcho(w *Window, seen fyne.CanvasObject) *echo {
	e := &echo{window: w, said: &fyne.Container{}}
	e.content = &fyne.Container{Layout: fill{seen}, Objects: []fyne.CanvasObject{seen, &cue{heed: e.heed}, e.said}}
	return e
}

// heed makes the echo anew; the toolkit is about to look at it.
func (e *echo) heed() {
	if now := time.Now(); !e.window.frame.watching || now.Sub(e.at) >= echoEvery {
		e.at = now
		e.said.Objects = echoes(e.window.heard().Tree)
	}
}

// echoes are what is in sight, in the order it stands.
func echoes(t aloud.Tree) (all []fyne.CanvasObject) {
	t.Each(func(e *aloud.Element) {
		if words := spoken(e); e.Shown && words != "" {
			all = append(all, &sound{spot: spot{at: e.Position, size: e.Size}, words: words, role: roleOf(e)})
		}
	})
	return all
}

func roleOf(e *aloud.Element) fyne.AccessibleRole {
	if e.Acts || e.Takes {
		return fyne.AccessibleRoleButton
	}
	return fyne.AccessibleRoleText
}

// spoken is all there is to say of an element: the toolkit knows no states.
func spoken(e *aloud.Element) string {
	if e.Name == "" {
		return ""
	}
	state := ""
	switch on := e.Has.Is(kit.On); {
	case e.Kind == kit.KindSwitch || e.Kind == kit.KindTick:
		if state = lang.L("off"); on {
			state = lang.L("on")
		}
	case on:
		state = lang.L("chosen")
	}
	if e.Has.Is(kit.Off) {
		state = kit.Words(state, lang.L("not available"))
	}
	return kit.Words(e.Name, e.Value, state)
}

// fill gives one object all the room; what else there is has its own place.
type fill struct{ object fyne.CanvasObject }

// Layout implements fyne.Layout.
func (f fill) Layout(_ []fyne.CanvasObject, size fyne.Size) { f.object.Resize(size) }

// MinSize implements fyne.Layout.
func (f fill) MinSize([]fyne.CanvasObject) fyne.Size { return f.object.MinSize() }

// spot is an object of which nothing is seen.
type spot struct {
	at   fyne.Position
	size fyne.Size
}

// MinSize implements fyne.CanvasObject.
func (s *spot) MinSize() fyne.Size { return fyne.Size{} }

// Move implements fyne.CanvasObject.
func (s *spot) Move(to fyne.Position) { s.at = to }

// Position implements fyne.CanvasObject.
func (s *spot) Position() fyne.Position { return s.at }

// Resize implements fyne.CanvasObject.
func (s *spot) Resize(to fyne.Size) { s.size = to }

// Size implements fyne.CanvasObject.
func (s *spot) Size() fyne.Size { return s.size }

// Hide implements fyne.CanvasObject.
func (s *spot) Hide() {}

// Show implements fyne.CanvasObject.
func (s *spot) Show() {}

// Visible implements fyne.CanvasObject.
func (s *spot) Visible() bool { return true }

// Refresh implements fyne.CanvasObject.
func (s *spot) Refresh() {}

// Voice implements kit.Voiced: an echo is not heard once more.
func (s *spot) Voice() kit.Voice { return kit.Voice{} }

// sound is what is heard of an element.
type sound struct {
	spot
	words string
	role  fyne.AccessibleRole
}

// AccessibilityLabel implements fyne.Accessible.
func (s *sound) AccessibilityLabel() string { return s.words }

// AccessibilityRole implements fyne.Accessible.
func (s *sound) AccessibilityRole() fyne.AccessibleRole { return s.role }

// cue stands before the echo. When the toolkit asks what it is, it is about to ask the echo.
type cue struct {
	spot
	heed func()
}

// AccessibilityLabel implements fyne.Accessible.
func (c *cue) AccessibilityLabel() string { return "" }

// AccessibilityRole implements fyne.Accessible.
func (c *cue) AccessibilityRole() fyne.AccessibleRole {
	c.heed()
	return fyne.AccessibleRoleContainer
}
