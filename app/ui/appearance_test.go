package ui

import (
	"os"
	"testing"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/theme"

	"matinee/app/ui/kit"
)

func TestTheLookFollowsTheSettings(t *testing.T) {
	t.Setenv(scaleVariable, "1.5") // a person who has the toolkit larger everywhere
	h := openWindow(t, map[string]string{"ui.scale": "200"})
	scale := func() float32 { return fyne.CurrentApp().Settings().Scale() }
	if got, at := scale(), os.Getenv(scaleVariable); got != 3 || at != "" {
		t.Errorf("at the start the scale is %v, and the toolkit asks %q first", got, at)
	}
	size := h.window.Fyne().Canvas().Size()
	if size.Width != startWidth/2 || size.Height != startHeight/2 {
		t.Errorf("a window of %v at 200 %% is larger on the screen than one at 100", size)
	}
	h.program.put("ui.scale", "100")
	Remote{h.window}.Obey()
	h.until(func() bool { return scale() == 1.5 })
	if now := h.window.Fyne().Canvas().Size(); now != fyne.NewSize(startWidth, startHeight) {
		t.Errorf("at 100 %% the window has %v", now)
	}
	dark, light := kit.NewThemeOf("dark"), kit.NewThemeOf("light")
	for _, c := range []struct {
		setting string
		system  fyne.ThemeVariant
		want    *kit.Theme
	}{{"", theme.VariantDark, dark}, {"", theme.VariantLight, light}, {"light", theme.VariantDark, light}, {"dark", theme.VariantLight, dark}} {
		h.program.put("ui.theme", c.setting)
		h.window.obey()
		if got, want := h.app.Settings().Theme().Color(kit.ColorBackground, c.system), c.want.Color(kit.ColorBackground, c.system); got != want {
			t.Errorf("%q: the background is %v, not %v", c.setting, got, want)
		}
	}
}

func TestNothingMovesWhereThatIsAskedFor(t *testing.T) {
	h := openWindow(t, map[string]string{"ui.motion": ""})
	moves := func() bool { return fyne.CurrentApp().Settings().ShowAnimations() }
	for _, c := range []struct {
		setting        string
		desktop, moves bool
	}{{"", false, true}, {"", true, false}, {"all", true, true}, {"less", false, false}} {
		h.program.put("ui.motion", c.setting)
		Remote{h.window}.Motion(c.desktop)
		Remote{h.window}.Obey()
		h.until(func() bool { return h.window.worn.desktop == c.desktop && moves() == c.moves })
	}
}
