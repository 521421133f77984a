package news

import (
	"testing"
	"time"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/test"

	"matinee/app/ui/kit"
	"matinee/app/ui/live"
	"matinee/library"
)

// window is a Desk that says what was asked of it.
type window struct{ asked []any }

func (w *window) Lead(to Target)                     { w.asked = append(w.asked, to) }
func (w *window) Play(id library.BundleID, item int) { w.asked = append(w.asked, id, item) }

// TestTheListLeadsToTheThingItself, by mouse and by keys.
func TestTheListLeadsToTheThingItself(t *testing.T) {
	test.NewTempApp(t).Settings().SetTheme(kit.NewTheme())
	loop := live.New(t.Context(), func(func()) {}) // the list is read at once when it is seen, too
	defer func() { loop.Close(); loop.Wait() }()
	box, desk := &Box{}, &window{}
	s := NewScreen(loop, box, desk)
	w := test.NewTempWindow(t, s)
	w.Resize(fyne.NewSize(900, 600))
	if s.hint.Text() == "" || s.list.Length() != 0 {
		t.Error("an empty list says nothing")
	}
	box.Put(Message{At: time.Now(), Title: "The disk is nearly full", To: Target{Storage: true}, Held: true})
	box.Put(Message{At: time.Now(), Title: "Low Tide is complete", To: Target{Bundle: "x"}, Plays: true})
	s.SetVisible(true)
	defer s.SetVisible(false)
	if box.Unread() != 0 || s.list.Length() != 2 {
		t.Fatalf("%d unread, %d listed", box.Unread(), s.list.Length())
	}
	w.Canvas().Focus(s.list)
	for _, key := range []fyne.KeyName{fyne.KeyReturn, fyne.KeyP, fyne.KeyDown, fyne.KeyP, fyne.KeySpace} {
		s.list.TypedKey(&fyne.KeyEvent{Name: key})
	}
	s.list.Select(0)
	want := []any{Target{Bundle: "x"}, library.BundleID("x"), -1, Target{Storage: true}, Target{Bundle: "x"}}
	if len(desk.asked) != len(want) {
		t.Fatalf("asked was %v", desk.asked)
	}
	for i := range want {
		if desk.asked[i] != want[i] {
			t.Errorf("asked was %v, not %v", desk.asked[i], want[i])
		}
	}
}

func TestTimesOfMessages(t *testing.T) {
	now := time.Date(2026, 12, 24, 10, 0, 0, 0, time.Local)
	if got := clock(now.Add(-time.Hour), now); got != "09:00" {
		t.Errorf("today: %s", got)
	}
	if got := clock(now.AddDate(0, 0, -1), now); got == "10:00" {
		t.Errorf("yesterday: %s", got)
	}
}
