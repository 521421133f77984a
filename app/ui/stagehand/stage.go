package stagehand

import (
	"context"
	"testing"
	"time"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/lang"
	"fyne.io/fyne/v2/test"
	"go.uber.org/goleak"

	"matinee/app/ui/kit"
	"matinee/app/ui/live"
	"matinee/assets"
)

// patience is how long a test waits for what must come, on a machine that does
// much else.
const patience = 20 * time.Second

// Stage is a window with a main thread run by hand.
type Stage struct {
	T      testing.TB
	Main   chan func()
	Loop   *live.Loop
	Window fyne.Window
}

// New builds a stage. When the test is over, it makes sure that no goroutine of
// the screen is left.
func New(t testing.TB) *Stage {
	t.Helper()
	app := test.NewTempApp(t)
	app.Settings().SetTheme(kit.NewTheme())
	if err := lang.AddTranslationsFS(assets.Translations, "translations"); err != nil {
		t.Fatal(err)
	}
	before := goleak.IgnoreCurrent()
	s := &Stage{T: t, Main: make(chan func(), 4096)}
	s.Loop = live.New(context.Background(), func(f func()) { s.Main <- f })
	t.Cleanup(func() {
		s.Loop.Close()
		s.Loop.Wait()
		goleak.VerifyNone(t, before)
	})
	return s
}

// Show puts a screen into a window of some size.
func (s *Stage) Show(o fyne.CanvasObject, width, height float32) {
	s.T.Helper()
	s.Window = test.NewTempWindow(s.T, o)
	s.Window.SetPadded(false)
	s.Window.Resize(fyne.NewSize(width, height))
}

// Focus gives a widget the keys.
func (s *Stage) Focus(o fyne.Focusable) {
	if s.Window != nil {
		s.Window.Canvas().Focus(o)
	}
}

// Until runs the main thread until something holds.
func (s *Stage) Until(holds func() bool) {
	s.T.Helper()
	deadline := time.After(patience)
	for !holds() {
		select {
		case f := <-s.Main:
			f()
		case <-time.After(2 * time.Millisecond): // some of it happens off the main thread
		case <-deadline:
			s.T.Fatal("waited in vain")
		}
	}
}

// Key presses a key on whatever has the focus.
func (s *Stage) Key(name fyne.KeyName) {
	s.T.Helper()
	focused := s.Window.Canvas().Focused()
	if focused == nil {
		s.T.Fatalf("nothing has the focus to press %s on", name)
	}
	focused.TypedKey(&fyne.KeyEvent{Name: name})
}

// Press presses the button with a text, of the dialog on top if there is one.
func (s *Stage) Press(text string) {
	s.T.Helper()
	for _, o := range test.LaidOutObjects(s.top()) {
		if b, ok := o.(*kit.Button); ok && b.Visible() && b.Text() == text {
			test.Tap(b)
			return
		}
	}
	s.T.Fatalf("there is no button %q", text)
}

// Choose takes the line with a text from the menu that is open.
func (s *Stage) Choose(text string) {
	s.T.Helper()
	for _, o := range test.LaidOutObjects(s.top()) {
		menu, ok := o.(*kit.Menu)
		if !ok {
			continue
		}
		for _, item := range menu.Items() {
			if item.Text != text {
				continue
			}
			if item.Disabled {
				s.T.Fatalf("%q is disabled", text)
			}
			menu.Close()
			item.Do()
			return
		}
	}
	s.T.Fatalf("there is no line %q in a menu", text)
}

func (s *Stage) top() fyne.CanvasObject {
	if top := s.Window.Canvas().Overlays().Top(); top != nil {
		return top
	}
	return s.Window.Content()
}
