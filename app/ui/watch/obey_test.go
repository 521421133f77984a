package watch

import (
	"slices"
	"testing"
	"time"

	"fyne.io/fyne/v2/lang"

	"matinee/app/ui/surface"
	"matinee/assets"
	"matinee/player"
)

func TestWhereThePictureIsShownChangesWithTheNextPlay(t *testing.T) {
	h := open(t, playing())
	h.theatre.stale = true
	h.screen.SetSurface(surface.Software)
	h.screen.Play("b", 2) // from the list of tracks, say: the picture stays
	if slices.Contains(h.theatre.log(), "renew") {
		t.Fatal("the picture changes while it is seen")
	}
	h.screen.Close()
	h.screen.Play("b", 1)
	if !slices.Contains(h.theatre.log(), "renew") || h.theatre.Frames() != nil || h.screen.drawn != surface.Software {
		t.Fatal("it is played as before")
	}
	h.read()
	if head := h.screen.panel.Content().Head; head != "The picture is in its own window" {
		t.Fatalf("the window says %q", head)
	}
}

func TestTheNoticeFollowsTheSetting(t *testing.T) {
	h := open(t, playing())
	near := func(left time.Duration) func(*fakeTheatre) {
		return func(f *fakeTheatre) { f.status.Position = f.status.Duration - left }
	}
	h.screen.SetNotice(60 * time.Second)
	if h.change(near(50 * time.Second)); !h.screen.upNext.Visible() {
		t.Fatal("the next item is not announced a minute before the end")
	}
	h.screen.SetNotice(-1)
	if h.change(near(10 * time.Second)); h.screen.upNext.Visible() {
		t.Fatal("it is announced to who wants no notice")
	}
	h.screen.SetNotice(0)
	if h.change(near(20 * time.Second)); !h.screen.upNext.Visible() {
		t.Fatal("no notice where nothing is said")
	}
}

func TestThePlayerSpeaksTheNewLanguage(t *testing.T) {
	h := open(t, playing())
	speak := func(language string) {
		data, err := assets.Translations.ReadFile("translations/" + language + ".json")
		if err == nil {
			err = lang.AddTranslationsForLocale(data, lang.SystemLocale())
		}
		if err != nil {
			t.Fatal(err)
		}
	}
	t.Cleanup(func() { speak("en") })
	h.change(func(f *fakeTheatre) { f.status.State, f.status.Err = player.Failed, nil })
	speak("fr")
	h.screen.Reword()
	if got := h.screen.panel.Buttons()[1].Text(); got != "Réessayer" {
		t.Errorf("the panel's button says %q", got)
	}
	if got := h.screen.controls.subtitles.Text(); got != "Sous-titres · Français" {
		t.Errorf("the button of subtitles says %q", got)
	}
	if h.window.Canvas().Focused() != h.screen.pad {
		t.Error("the keys are lost")
	}
}
