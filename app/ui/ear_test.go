package ui

import (
	"context"
	"testing"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/theme"

	"matinee/app/ui/aloud"
	"matinee/app/ui/collection"
	"matinee/app/ui/kit"
)

// hears waits until something is heard, and returns it.
func (h *house) hears(told <-chan Heard, is func(*aloud.Element) bool) (found *aloud.Element) {
	h.t.Helper()
	h.until(func() bool {
		select {
		case now := <-told:
			now.Each(func(e *aloud.Element) {
				if is(e) {
					found = e
				}
			})
		default:
		}
		return found != nil
	})
	return found
}

func named(kind kit.Kind, name string) func(*aloud.Element) bool {
	return func(e *aloud.Element) bool { return e.Kind == kind && e.Name == name }
}

func TestTheWindowIsReadWhileSomebodyListens(t *testing.T) {
	h, _ := openLibrary(t)
	ctx, stop := context.WithCancel(context.Background())
	told, ended := make(chan Heard, 1), make(chan struct{})
	remote := Remote{h.window}
	go func() {
		defer close(ended)
		remote.Listen(ctx, func(now Heard) {
			select {
			case <-told: // the newest counts
			default:
			}
			told <- now
		})
	}()
	t.Cleanup(func() {
		stop()
		<-ended
	})
	place := h.hears(told, named(kit.KindTab, "Library"))
	remote.Press(place.ID)
	h.until(func() bool { _, ok := h.window.nav.shown.(*collection.Screen); return ok })
	field := h.hears(told, named(kit.KindField, "Search"))
	remote.FocusOn(field.ID)
	h.hears(told, func(e *aloud.Element) bool { return e.ID == field.ID && e.Focused })
	h.window.frame.tell("The disk is full")
	h.hears(told, named(kit.KindAlert, "The disk is full"))
	h.window.showKeys()
	h.hears(told, func(e *aloud.Element) bool { return e.Kind == kit.KindDialog })
	h.window.window.Canvas().Focused().TypedKey(&fyne.KeyEvent{Name: fyne.KeyEscape})
	h.window.Hide()
	h.until(func() bool {
		select {
		case now := <-told:
			return len(now.Within) == 0
		default:
			return false
		}
	})
}

// titled is a page that shows what it is about.
type titled struct{ *kit.Label }

func (titled) SetVisible(bool) {}

// TestThePlaceIsHeard: a reader tells of the title, which says where one is.
func TestThePlaceIsHeard(t *testing.T) {
	h, _ := openLibrary(t)
	h.window.nav.goTo(placeLibrary)
	if got := h.window.heard().Title; got != "Library, Matinee" {
		t.Errorf("the library is heard as %q", got)
	}
	h.window.nav.push(titled{kit.NewLabel("Low Tide", kit.TextSection, kit.SemiBold, theme.ColorNameForeground)})
	if got := h.window.heard().Title; got != "Low Tide, Library, Matinee" {
		t.Errorf("a page is heard as %q", got)
	}
	h.window.nav.back()
	if got := h.window.heard().Title; got != "Library, Matinee" {
		t.Errorf("the library is heard as %q again", got)
	}
}
