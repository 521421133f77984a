package settings

import (
	"testing"

	"fyne.io/fyne/v2/test"

	"matinee/app/ui/kit"
)

// TestHintsAreGivenAgain: nobody types into what was told; a button forgets it.
func TestHintsAreGivenAgain(t *testing.T) {
	s := newStage(t, func(f *fakeStore) { f.settings.Told = "tray" })
	b := find[*kit.Button](s, "ui.told")
	if b.Text() != "Show them again" || b.Disabled() {
		t.Fatalf("%q, disabled %v", b.Text(), b.Disabled())
	}
	test.Tap(b)
	s.until(func() bool { return s.store.stored() == 1 && s.store.get("ui.told") == "" })
	s.until(b.Disabled)
}

// TestEmptyLanguagesSayWhatTheyMean where nobody chose one.
func TestEmptyLanguagesSayWhatTheyMean(t *testing.T) {
	s := newStage(t)
	for _, key := range []string{"player.audio", "player.subtitles"} {
		in := find[*kit.Input](s, key)
		if in.Text != "" || in.PlaceHolder != "as the film offers" {
			t.Errorf("%s says %q, %q", key, in.Text, in.PlaceHolder)
		}
		s.write(key, "fr, en")
		s.until(func() bool { return s.store.get(key) == "fr, en" })
		s.read()
		s.write(key, "")
		s.until(func() bool { return s.store.get(key) == "" })
	}
}
