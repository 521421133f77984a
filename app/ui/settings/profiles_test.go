package settings

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"sync"
	"testing"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/test"

	"matinee/app/ui/kit"
	"matinee/library"
)

// fakeProfiles is a Profiles that asks for a PIN as the real one does.
type fakeProfiles struct {
	mu      sync.Mutex
	all     []library.Profile
	pins    map[library.ProfileID]string
	current library.ProfileID
	calls   []string
	err     error
	events  chan library.Event
}

func twoProfiles() *fakeProfiles {
	return &fakeProfiles{
		all:  []library.Profile{{ID: 1, Name: "Ann", Locked: true}, {ID: 2, Name: "Kid", Colour: 3, Limit: 6}},
		pins: map[library.ProfileID]string{1: "1234"}, current: 2, events: make(chan library.Event, 8),
	}
}

func (f *fakeProfiles) Profiles(context.Context) ([]library.Profile, error) {
	f.mu.Lock()
	defer f.mu.Unlock()
	return slices.Clone(f.all), nil
}

func (f *fakeProfiles) CurrentProfile() library.Profile {
	f.mu.Lock()
	defer f.mu.Unlock()
	for _, p := range f.all {
		if p.ID == f.current {
			return p
		}
	}
	return library.Profile{}
}

func (f *fakeProfiles) UseProfile(_ context.Context, id library.ProfileID, pin string) error {
	f.mu.Lock()
	defer f.mu.Unlock()
	if f.pins[id] != pin {
		return &library.Error{Code: library.CodeWrongPIN}
	}
	f.current = id
	f.events <- library.NewProfileChanged()
	return nil
}

func (f *fakeProfiles) SaveProfile(_ context.Context, p library.Profile, pin *string) (library.ProfileID, error) {
	f.mu.Lock()
	defer f.mu.Unlock()
	word := "kept"
	if pin != nil {
		word = *pin
	}
	f.calls = append(f.calls, fmt.Sprintf("save %d %s %d %d %q", p.ID, p.Name, p.Colour, p.Limit, word))
	if f.err == nil && p.ID == 0 {
		p.ID = 3
		f.all = append(f.all, p)
	}
	return p.ID, f.err
}

func (f *fakeProfiles) RemoveProfile(_ context.Context, id library.ProfileID) error {
	f.mu.Lock()
	defer f.mu.Unlock()
	f.calls = append(f.calls, fmt.Sprintf("remove %d", id))
	f.all = slices.DeleteFunc(f.all, func(p library.Profile) bool { return p.ID == id })
	return nil
}

func (f *fakeProfiles) Events(context.Context) <-chan library.Event { return f.events }

func (f *fakeProfiles) called(call string) bool {
	f.mu.Lock()
	defer f.mu.Unlock()
	return slices.Contains(f.calls, call)
}

func newProfilesStage(t *testing.T, f *fakeProfiles) (*stage, *profilesPage) {
	t.Helper()
	s := newStageWith(t, Backends{Profiles: f})
	s.screen.openPage("Profiles")
	p := s.screen.shown().(*profilesPage)
	s.until(func() bool { return len(p.rows) == len(f.all) })
	return s, p
}

// inDialog finds a widget of the dialog on top.
func inDialog[T fyne.CanvasObject](s *stage) T {
	s.t.Helper()
	var none T
	top := s.window.Canvas().Overlays().Top()
	if top == nil {
		s.t.Fatal("no dialog is open")
	}
	for _, o := range test.LaidOutObjects(top) {
		if w, ok := o.(T); ok {
			return w
		}
	}
	s.t.Fatalf("the dialog has no %T", none)
	return none
}

// press presses a button of the dialog on top.
func (s *stage) press(text string) {
	s.t.Helper()
	for _, o := range test.LaidOutObjects(s.window.Canvas().Overlays().Top()) {
		if b, ok := o.(*kit.Button); ok && b.Text() == text {
			test.Tap(b)
			return
		}
	}
	s.t.Fatalf("there is no button %q", text)
}

func TestProfilesAreListed(t *testing.T) {
	_, p := newProfilesStage(t, twoProfiles())
	if got := p.rows[0].line.Text(); got != "sees everything · locked with a PIN" {
		t.Errorf("the first: %q", got)
	}
	if got := p.rows[1].line.Text(); got != "sees what is for 6 and younger" {
		t.Errorf("the second: %q", got)
	}
	if p.rows[0].chip.Visible() || !p.rows[1].chip.Visible() || !p.rows[0].use.Visible() {
		t.Error("the profile in use is not marked")
	}
	if p.rows[0].rm.Visible() || p.rows[1].rm.Visible() {
		t.Error("the main profile, or the one in use, can be removed")
	}
}

func TestALockedProfileAsksForItsPIN(t *testing.T) {
	f := twoProfiles()
	s, p := newProfilesStage(t, f)
	test.Tap(p.rows[0].use)
	s.until(func() bool { return s.window.Canvas().Overlays().Top() != nil })
	form := inDialog[*pinForm](s)
	if !form.pin.Password {
		t.Error("the PIN can be read over a shoulder")
	}
	form.pin.SetText("9999")
	form.pin.TypedKey(&fyne.KeyEvent{Name: fyne.KeyReturn})
	s.until(func() bool { return form.woes.Text() != "" })
	if form.pin.Text != "" || f.CurrentProfile().ID != 2 {
		t.Fatal("a wrong PIN opens, or stays")
	}
	form.pin.SetText("1234")
	s.press("Use")
	s.until(func() bool { return p.current == 1 })
	if s.window.Canvas().Overlays().Top() != nil {
		t.Error("the question stays open")
	}
}

func TestAProfileIsAdded(t *testing.T) {
	f := twoProfiles()
	s, p := newProfilesStage(t, f)
	test.Tap(p.add)
	form := inDialog[*profileForm](s)
	form.name.SetText("  Bob ")
	test.Tap(form.colours[5])
	form.limit.TypedKey(&fyne.KeyEvent{Name: fyne.KeyDown})
	form.pin.SetText("0000")
	f.err = &library.Error{Code: library.CodeBadProfile}
	s.press("Done")
	s.until(func() bool { return form.woes.Text() != "" })
	if s.window.Canvas().Overlays().Top() == nil {
		t.Fatal("what was filled in is gone")
	}
	f.mu.Lock()
	f.err = nil
	f.mu.Unlock()
	s.press("Done")
	s.until(func() bool { return len(p.all) == 3 && p.rows[2].name.Text() == "Bob" })
	if !f.called(`save 0 Bob 5 6 "0000"`) {
		t.Errorf("calls %v", f.calls)
	}
}

func TestATapBesideAProfileKeepsWhatWasFilledIn(t *testing.T) {
	for name, fill := range map[string]func(*profileForm){
		"nothing": func(*profileForm) {},
		"a name":  func(f *profileForm) { f.name.SetText("Zoe") },
		"a color": func(f *profileForm) { test.Tap(f.colours[3]) },
		"a PIN":   func(f *profileForm) { f.pin.SetText("1234") },
	} {
		s, p := newProfilesStage(t, twoProfiles())
		test.Tap(p.add)
		fill(inDialog[*profileForm](s))
		test.TapCanvas(s.window.Canvas(), fyne.NewPos(4, s.window.Canvas().Size().Height-4))
		if open := s.window.Canvas().Overlays().Top() != nil; open != (name != "nothing") {
			t.Errorf("%s was filled in, and after a tap beside it the form is open: %v", name, open)
		}
	}
}

func TestAPINIsKeptChangedAndTakenAway(t *testing.T) {
	for name, c := range map[string]struct {
		do   func(*profileForm)
		want string
	}{
		"kept":       {func(*profileForm) {}, `save 1 Ann 0 0 "kept"`},
		"changed":    {func(f *profileForm) { f.pin.SetText("5678") }, `save 1 Ann 0 0 "5678"`},
		"taken away": {func(f *profileForm) { test.Tap(f.unlock) }, `save 1 Ann 0 0 ""`},
	} {
		t.Run(name, func(t *testing.T) {
			f := twoProfiles()
			s, p := newProfilesStage(t, f)
			test.Tap(p.rows[0].edit)
			form := inDialog[*profileForm](s)
			if form.pin.Text != "" || !form.limit.Disabled() {
				t.Error("the PIN is shown, or the main profile can be limited")
			}
			c.do(form)
			s.press("Done")
			s.until(func() bool { return f.called(c.want) })
		})
	}
}

func TestRemovingAProfileAsks(t *testing.T) {
	f := twoProfiles()
	f.current = 1
	s, p := newProfilesStage(t, f)
	test.Tap(p.rows[1].rm)
	if f.called("remove 2") {
		t.Fatal("removed without asking")
	}
	s.press("Remove the profile")
	s.until(func() bool { return f.called("remove 2") && len(p.all) == 1 })
}

func TestTheAvatarChangesProfiles(t *testing.T) {
	f := twoProfiles()
	s := newStage(t)
	managed := false
	person := NewPerson(s.screen.loop, f, func() { managed = true })
	s.window.SetContent(person.Avatar)
	s.until(func() bool { return person.Name() == "Kid" })
	test.Tap(person.Avatar)
	menu := inDialog[*kit.Menu](s)
	var words []string
	for _, item := range menu.Items() {
		words = append(words, item.Text)
	}
	if got := strings.Join(words, ","); got != "Ann,Kid,,Manage profiles…" || !menu.Items()[1].Checked {
		t.Fatalf("the menu says %q", got)
	}
	menu.Close()
	menu.Items()[3].Do()
	if !managed {
		t.Error("the profiles cannot be managed from there")
	}
	menu.Items()[0].Do()
	s.until(func() bool { return s.window.Canvas().Overlays().Top() != nil })
	inDialog[*pinForm](s).pin.SetText("1234")
	s.press("Use")
	s.until(func() bool { return person.Name() == "Ann" })
}
