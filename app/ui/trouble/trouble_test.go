package trouble

import (
	"context"
	"errors"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"
	"fyne.io/fyne/v2/test"
	"go.uber.org/goleak"

	"matinee/app/ui/kit"
	"matinee/app/ui/live"
	"matinee/library"
)

// fake is a Backend and a Desk that writes down what it is asked for.
type fake struct {
	mu      sync.Mutex
	crashed bool
	err     error
	done    []string
}

func (f *fake) note(what string) error {
	f.mu.Lock()
	defer f.mu.Unlock()
	f.done = append(f.done, what)
	return f.err
}

func (f *fake) has(what string) bool {
	f.mu.Lock()
	defer f.mu.Unlock()
	return slices.Contains(f.done, what)
}

func (f *fake) Crashed(context.Context) (bool, error) { return f.crashed, f.note("asked") }
func (f *fake) KeepCrash(context.Context) error       { return f.note("kept") }
func (f *fake) DropCrash(context.Context) error       { return f.note("dropped") }
func (f *fake) Report(context.Context) (library.Trouble, error) {
	return library.Trouble{Name: "x.zip", Text: "first line\n" + strings.Repeat("w", 300) + "\nlast line\n", File: []byte("zip")}, f.note("reported")
}

func (f *fake) SaveFile(name string, document []byte) {
	_ = f.note("saved " + name + " " + string(document))
}

func (f *fake) Tell(err error) {
	if err != nil {
		_ = f.note("told")
	}
}

// stage is a window whose main thread the test runs by hand.
type stage struct {
	*testing.T
	fake
	main   chan func()
	teller Teller
}

func newStage(t *testing.T) *stage {
	t.Helper()
	s := &stage{T: t, main: make(chan func(), 100)}
	app := test.NewTempApp(t)
	app.Settings().SetTheme(kit.NewTheme())
	before := goleak.IgnoreCurrent()
	loop := live.New(context.Background(), func(f func()) { s.main <- f })
	w := test.NewTempWindow(t, canvas.NewRectangle(nil))
	w.Resize(fyne.NewSize(1000, 700))
	s.teller = Teller{Canvas: w.Canvas(), Loop: loop, Backend: &s.fake, Desk: &s.fake}
	t.Cleanup(func() {
		loop.Close()
		loop.Wait()
		goleak.VerifyNone(t, before)
	})
	return s
}

// until runs the main thread until something holds.
func (s *stage) until(what string, holds func() bool) {
	s.Helper()
	deadline := time.After(20 * time.Second)
	for !holds() {
		select {
		case f := <-s.main:
			f()
		case <-time.After(20 * time.Millisecond): // not all of it ends on the main thread
		case <-deadline:
			s.Fatalf("never: %s; %v", what, s.done)
		}
	}
}

// shown is all text and all buttons of the dialog in sight.
func (s *stage) shown() (text string, buttons []*kit.Button) {
	top := s.teller.Canvas.Overlays().Top()
	if top == nil {
		return "", nil
	}
	for _, o := range test.LaidOutObjects(top) {
		switch w := o.(type) {
		case *kit.Label:
			text += w.Text() + "\n"
		case *kit.Button:
			buttons = append(buttons, w)
		}
	}
	return text, buttons
}

func (s *stage) press(i int) {
	s.Helper()
	_, buttons := s.shown()
	if i >= len(buttons) {
		s.Fatalf("%d buttons", len(buttons))
	}
	buttons[i].Tapped(nil)
}

func (s *stage) says(text string) func() bool {
	return func() bool { got, _ := s.shown(); return strings.Contains(got, text) }
}

func TestACrashIsSaidWithWhatCanBeDone(t *testing.T) {
	for _, c := range []struct {
		button int
		want   string
	}{{0, "kept"}, {1, "dropped"}, {2, "reported"}} {
		s := newStage(t)
		s.crashed = true
		s.teller.AtStart()
		s.until("it is said", s.says("ended unexpectedly last time"))
		s.press(c.button)
		s.until(c.want, func() bool { return s.has(c.want) })
		if c.want == "reported" {
			s.until("the report is shown", s.says("last line"))
			if text, _ := s.shown(); !strings.Contains(text, "first line") || strings.Count(text, "w") < 300 {
				t.Errorf("not all is shown: %s", text)
			}
			if s.has("saved x.zip zip") {
				t.Error("it is saved before anybody asked")
			}
			s.press(1)
			if !s.has("saved x.zip zip") {
				t.Error("it is not saved")
			}
		}
		if top := s.teller.Canvas.Overlays().Top(); top != nil {
			t.Error("a dialog stays")
		}
	}
}

func TestEscapeKeepsIt(t *testing.T) {
	s := newStage(t)
	s.crashed = true
	s.teller.AtStart()
	s.until("it is said", s.says("ended unexpectedly last time"))
	_, buttons := s.shown()
	buttons[0].TypedKey(&fyne.KeyEvent{Name: fyne.KeyEscape})
	s.until("it is kept", func() bool { return s.has("kept") })
}

func TestNothingIsSaidWithoutACrash(t *testing.T) {
	for _, err := range []error{nil, errors.New("cannot look")} {
		s := newStage(t)
		s.crashed, s.err = err != nil, err
		s.teller.AtStart()
		s.until("it looked", func() bool { return s.has("asked") })
		s.teller.Loop.Close()
		s.teller.Loop.Wait()
		for len(s.main) > 0 {
			(<-s.main)()
		}
		if text, _ := s.shown(); text != "" {
			t.Error(text)
		}
	}
}
