package welcome

import (
	"context"
	"maps"
	"sync"
	"testing"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/test"

	"matinee/app/ui/kit"
	"matinee/app/ui/stagehand"
)

// fakeProgram is the program behind the page.
type fakeProgram struct {
	uplink int64
	login  bool
	rate   int64
	mu     sync.Mutex
	set    map[string]string
	told   error
}

func (f *fakeProgram) MediaFolder() string          { return "/home/person/Videos/Matinee" }
func (f *fakeProgram) UpRate() int64                { return f.rate }
func (f *fakeProgram) Uplink(context.Context) int64 { return f.uplink }
func (f *fakeProgram) CanStartAtLogin() bool        { return f.login }

func (f *fakeProgram) Set(_ context.Context, key, value string) error {
	f.mu.Lock()
	defer f.mu.Unlock()
	f.set[key] = value
	return nil
}

func (f *fakeProgram) kept() map[string]string {
	f.mu.Lock()
	defer f.mu.Unlock()
	return maps.Clone(f.set)
}
func (f *fakeProgram) ChooseFolder(chosen func(string)) { chosen("/films") }
func (f *fakeProgram) Tell(err error)                   { f.told = err }

type house struct {
	*stagehand.Stage
	program *fakeProgram
	greeted int
}

func open(t *testing.T, language string, f *fakeProgram) *house {
	t.Helper()
	f.set = map[string]string{}
	h := &house{Stage: stagehand.New(t), program: f}
	stagehand.Speak(t, language)
	h.Show(kit.NewFill(kit.ColorBackground, 0), 1280, 800)
	Show(h.Window.Canvas(), h.Loop, f, f, func() { h.greeted++ })
	return h
}

func (h *house) says(text string) bool {
	for _, o := range test.LaidOutObjects(h.Window.Canvas().Overlays().Top()) {
		if l, ok := o.(*kit.Label); ok && l.Text() == text {
			return true
		}
	}
	return false
}

func TestTheFirstStartProposesWhatTheRouterTells(t *testing.T) {
	h := open(t, "en", &fakeProgram{uplink: 5_000_000, login: true})
	h.Until(func() bool {
		return h.says("Your router says that its line sends 5\u00a0MB/s; this is four fifths of it.")
	})
	h.Press("Another folder…")
	for _, o := range test.LaidOutObjects(h.Window.Canvas().Overlays().Top()) {
		if s, ok := o.(*kit.Switch); ok {
			test.Tap(s)
		}
	}
	h.Press("Begin")
	want := map[string]string{"media.folder": "/films", "rate.up": "4000000", "start.login": "true"}
	h.Until(func() bool { return maps.Equal(h.program.kept(), want) })
	if h.greeted != 1 || h.Window.Canvas().Overlays().Top() != nil {
		t.Fatal("the page stays")
	}
}

func TestTheFirstStartWithoutARouterThatTells(t *testing.T) {
	h := open(t, "en", &fakeProgram{})
	h.Until(func() bool {
		return h.says("Your router does not tell what its line sends, so this is a cautious start.")
	})
	if h.says("Start at login") {
		t.Error("a start at login is offered where there is none")
	}
	h.Press("Begin")
	want := map[string]string{"rate.up": "1000000"}
	h.Until(func() bool { return maps.Equal(h.program.kept(), want) })
}

func TestTheFirstStartIsSkippedByEscape(t *testing.T) {
	h := open(t, "en", &fakeProgram{login: true})
	h.Key(fyne.KeyEscape)
	h.Until(func() bool { return h.greeted == 1 })
	if len(h.program.kept()) > 0 {
		t.Fatalf("what was not said is kept: %v", h.program.kept())
	}
}

func TestALimitThatIsSetStays(t *testing.T) {
	h := open(t, "en", &fakeProgram{uplink: 5_000_000, rate: 300_000})
	if !h.says("The limit that is set.") {
		t.Fatal("another limit is proposed")
	}
	h.Press("Begin")
	want := map[string]string{"rate.up": "300000"}
	h.Until(func() bool { return maps.Equal(h.program.kept(), want) })
}

// TestALimitThatCannotBeReadIsRefused: a mistyped one must not give away the whole line.
func TestALimitThatCannotBeReadIsRefused(t *testing.T) {
	const refusal = "This is no rate. Write a number and a unit, such as 2 MB/s."
	h := open(t, "en", &fakeProgram{rate: 300_000})
	field := h.rate()
	field.SetText("2 MB7s")
	field.TypedKey(&fyne.KeyEvent{Name: fyne.KeyReturn})
	if !h.says(refusal) || field.Text != "2 MB7s" {
		t.Errorf("what cannot be read is taken; %q stands there", field.Text)
	}
	h.Press("Begin")
	if h.greeted != 0 {
		t.Fatal("the page ends with a limit that nobody can read")
	}
	field.SetText("-1 MB/s")
	h.Press("Begin")
	if h.greeted != 0 || !h.says(refusal) {
		t.Fatal("a limit below nothing is taken")
	}
	field.SetText("2 MB/s")
	h.Press("Begin")
	want := map[string]string{"rate.up": "2000000"}
	h.Until(func() bool { return maps.Equal(h.program.kept(), want) })
}

// TestNoLimitIsSaidInWords, or by leaving the field empty.
func TestNoLimitIsSaidInWords(t *testing.T) {
	for _, text := range []string{"", "No limit", "0"} {
		h := open(t, "en", &fakeProgram{rate: 300_000})
		h.rate().SetText(text)
		h.Press("Begin")
		want := map[string]string{"rate.up": "0"}
		h.Until(func() bool { return maps.Equal(h.program.kept(), want) })
	}
}

// TestAnAnswerOfTheRouterTakesNothingThatIsTyped.
func TestAnAnswerOfTheRouterTakesNothingThatIsTyped(t *testing.T) {
	h := open(t, "en", &fakeProgram{uplink: 5_000_000})
	field := h.rate()
	field.SetText("70")
	h.Until(func() bool { return !h.says("Your router is asked what its line sends…") })
	if field.Text != "70" {
		t.Errorf("%q stands where 70 was typed", field.Text)
	}
}

// rate is the field of the limit.
func (h *house) rate() (field *kit.Input) {
	for _, o := range test.LaidOutObjects(h.Window.Canvas().Overlays().Top()) {
		if s, ok := o.(*kit.Stepper); ok {
			field = s.Input
		}
	}
	return field
}

func TestProposed(t *testing.T) {
	for uplink, want := range map[int64]int64{0: 1_000_000, -5: 1_000_000, 5_000_000: 4_000_000, 1_234_567: 900_000, 64_000: 51_200} {
		if got := Proposed(uplink); got != want {
			t.Errorf("of %d: %d, not %d", uplink, got, want)
		}
	}
}

func TestTheFirstStartFits(t *testing.T) {
	for _, language := range []string{"en", "fr"} {
		t.Run(language, func(t *testing.T) {
			h := open(t, language, &fakeProgram{uplink: 5_000_000, login: true})
			h.Until(func() bool { return len(h.Main) == 0 })
			stagehand.InEveryWindow(t, h.Window, false, func(window string, _ float32) {
				for _, flaw := range stagehand.Flaws(h.Window) {
					t.Errorf("%s: %s", window, flaw)
				}
			})
		})
	}
}
