package ui

import (
	"context"
	"runtime"
	"slices"
	"testing"
	"time"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/test"
	"fyne.io/fyne/v2/widget"

	"matinee/app/ui/kit"
	"matinee/app/ui/settings"
	"matinee/library"
)

// fakeStore is the settings as their screen sees them.
type fakeStore struct{ program *fakeProgram }

func (s fakeStore) Values() map[string]string {
	values := map[string]string{}
	all := library.DefaultSettings()
	for _, f := range library.SettingFields() {
		values[f.Key], _ = all.Get(f.Key)
	}
	s.program.mu.Lock()
	defer s.program.mu.Unlock()
	for key, value := range s.program.settings {
		values[key] = value
	}
	return values
}
func (s fakeStore) Unusable() map[string]error { return nil }
func (s fakeStore) Set(_ context.Context, key, value string) error {
	s.program.put(key, value)
	return nil
}
func (s fakeStore) SetProxy(context.Context, library.ProxyForm) error { return nil }
func (s fakeStore) MediaFolder() string                               { return "/media" }
func (s fakeStore) Interfaces() []string                              { return nil }

// speaking opens a window that has all its screens, in English.
func speaking(t *testing.T) *house {
	t.Helper()
	h, _ := openLibrary(t, func(d *Deps, p *fakeProgram) {
		p.settings = map[string]string{"ui.language": "en", "player.volume": "80"}
		d.Store = fakeStore{p}
	})
	t.Cleanup(func() {
		if err := UseLanguage("en"); err != nil {
			t.Error(err)
		}
	})
	return h
}

// says reports whether a text is on the screen.
func (h *house) says(text string) bool {
	return slices.ContainsFunc(test.LaidOutObjects(h.window.Fyne().Content()), func(o fyne.CanvasObject) bool {
		l, ok := o.(*kit.Label)
		return ok && l.Visible() && l.Text() == text
	})
}

func TestAnotherLanguageIsSpokenAtOnce(t *testing.T) {
	h := speaking(t)
	h.window.nav.goTo(placeSettings)
	h.window.nav.shown.(*settings.Screen).OpenProfiles() // not there: it stays where it is
	if !h.says("Transfers") || !h.says("Settings") {
		t.Fatal("it does not speak English")
	}
	rail, screens := h.window.rail, h.window.frame.screens
	h.program.put("ui.language", "fr")
	Remote{h.window}.Obey()
	h.until(func() bool { return h.window.language == "fr" })
	if !h.says("Transferts") || !h.says("Réglages") { //nolint:misspell // French
		t.Fatal("it does not speak French")
	}
	if h.says("Transfers") || h.says("Settings") {
		t.Fatal("it speaks both")
	}
	if h.window.rail == rail || slices.Contains(h.window.frame.screens, screens[0]) {
		t.Fatal("the old screens are kept")
	}
	if _, ok := h.window.nav.shown.(*settings.Screen); !ok {
		t.Fatalf("another screen is shown: %T", h.window.nav.shown)
	}
	h.alt("1")
	if _, ok := h.window.nav.shown.(*settings.Screen); ok {
		t.Fatal("the keys lead nowhere")
	}
	rail = h.window.rail
	if h.window.obey(); h.window.rail != rail {
		t.Fatal("the window is made anew although nothing changed")
	}
	h.program.put("ui.language", "")
	h.window.obey() // the system speaks English, or none of ours
	if !h.says("Transfers") {
		t.Fatal("it does not follow the system")
	}
}

// TestTheLanguageChangesWhileSomethingPlays: it plays on, and what one comes back to
// speaks the new language, too.
func TestTheLanguageChangesWhileSomethingPlays(t *testing.T) {
	h := speaking(t)
	h.window.OpenBundle("0001")
	h.window.Play("0001", -1)
	h.until(func() bool { return h.program.has("play 0001") })
	h.program.put("ui.language", "fr")
	h.window.obey()
	if h.program.has("stop") || !h.window.watch.Visible() || h.window.rail.Visible() {
		t.Fatal("it does not play on")
	}
	h.window.Fyne().Canvas().Focused().TypedKey(&fyne.KeyEvent{Name: fyne.KeyEscape})
	if !h.window.rail.Visible() || !h.says("Transferts") || len(h.window.nav.pages) != 1 { //nolint:misspell // French
		t.Fatal("one comes back to something else")
	}
}

func TestADialogIsFinishedInItsLanguage(t *testing.T) {
	h := speaking(t)
	h.window.ShowAdd()
	h.program.put("ui.language", "fr")
	if h.window.obey(); h.window.language != "en" {
		t.Fatal("what is behind the dialog is gone")
	}
	h.window.Fyne().Canvas().Focused().TypedKey(&fyne.KeyEvent{Name: fyne.KeyEscape})
	h.until(func() bool { return h.window.language == "fr" })
}

// TestLanguagesLeaveNothingBehind: what is made anew ends what it takes the place of.
func TestLanguagesLeaveNothingBehind(t *testing.T) {
	h := speaking(t)
	goroutines := runtime.NumGoroutine
	change := func() (running int) {
		for _, code := range []string{"fr", "en"} {
			h.program.put("ui.language", code)
			h.window.obey()
		}
		h.until(func() bool { return len(h.main) == 0 })
		return goroutines()
	}
	before := change()
	for range 10 {
		change()
	}
	deadline := time.Now().Add(20 * time.Second)
	for goroutines() > before {
		if time.Now().After(deadline) {
			t.Fatalf("%d goroutines after one change, %d after eleven", before, goroutines())
		}
		time.Sleep(2 * time.Millisecond)
	}
}

func TestVolumeFollowsTheSetting(t *testing.T) {
	h := speaking(t)
	h.program.put("player.volume", "35")
	h.window.obey()
	if !h.program.has("volume 35") {
		t.Fatal("the setting changes nothing")
	}
}

// TestTheDialogOfFilesSpeaksTheLanguage: its places, too, which the toolkit says in
// English only; and nothing of it touches its edge.
func TestTheDialogOfFilesSpeaksTheLanguage(t *testing.T) {
	h := speaking(t)
	h.program.put("ui.language", "fr")
	Remote{h.window}.Obey()
	h.until(func() bool { return h.says("Réglages") })
	h.window.ChooseFolder(func(string) {})
	box, ok := popUpOf(h.window.Fyne().Canvas().Overlays().Top()).(*fyne.Container)
	if !ok {
		t.Fatal("there is no dialog of files")
	}
	var words []string
	for _, o := range test.LaidOutObjects(box) {
		if l, ok := o.(*widget.Label); ok {
			words = append(words, l.Text)
		}
	}
	if !slices.Contains(words, "Dossier personnel") || slices.Contains(words, "Home") || !slices.Contains(words, "Choisir un dossier") {
		t.Errorf("it says %q", words)
	}
	for _, o := range box.Objects {
		end := o.Position().AddXY(o.Size().Width, o.Size().Height)
		if o.Position().X < chooserPad || o.Position().Y < chooserPad || end.X > box.Size().Width-chooserPad || end.Y > box.Size().Height-chooserPad {
			t.Errorf("%T at %v ends at %v of %v", o, o.Position(), end, box.Size())
		}
	}
	c := h.window.Fyne().Canvas()
	c.OnTypedKey()(&fyne.KeyEvent{Name: fyne.KeyEscape})
	if c.Overlays().Top() != nil {
		t.Fatal("Escape does not close it")
	}
	h.window.nav.push(h.window.nav.shown)
	c.OnTypedKey()(&fyne.KeyEvent{Name: fyne.KeyEscape})
	if len(h.window.nav.pages) != 0 {
		t.Error("the keys do not come back to the screens")
	}
}
