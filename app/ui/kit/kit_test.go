package kit

import (
	"bytes"
	"image/color"
	"math"
	"testing"
	"time"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/driver/desktop"
	"fyne.io/fyne/v2/lang"
	"fyne.io/fyne/v2/test"
	"fyne.io/fyne/v2/theme"

	"matinee/assets"
)

// started gives a test an app in Matinee's theme, speaking a language.
func started(t *testing.T, language string) fyne.App {
	t.Helper()
	app := test.NewTempApp(t)
	app.Settings().SetTheme(NewTheme())
	speak(t, language)
	t.Cleanup(func() { speak(t, "en") })
	return app
}

func speak(t *testing.T, language string) {
	t.Helper()
	data, err := assets.Translations.ReadFile("translations/" + language + ".json")
	if err != nil {
		t.Fatal(err)
	}
	if err := lang.AddTranslationsForLocale(data, lang.SystemLocale()); err != nil {
		t.Fatal(err)
	}
}

// shown puts a widget into a window of its own size.
func shown(t *testing.T, o fyne.CanvasObject, width, height float32) fyne.Window {
	t.Helper()
	w := test.NewTempWindow(t, o)
	w.SetPadded(false)
	w.Resize(fyne.NewSize(width, height))
	return w
}

func luminance(c color.Color) float64 {
	r, g, b, _ := c.RGBA()
	linear := func(v uint32) float64 {
		s := float64(v) / 0xFFFF
		if s <= 0.04045 {
			return s / 12.92
		}
		return math.Pow((s+0.055)/1.055, 2.4)
	}
	return 0.2126*linear(r) + 0.7152*linear(g) + 0.0722*linear(b)
}

func TestTextHasContrastInBothVariants(t *testing.T) {
	th := NewTheme()
	pairs := [][2]fyne.ThemeColorName{
		{ColorText, ColorBackground},
		{ColorText, ColorSurface},
		{ColorText, ColorRaised},
		{ColorText, ColorRail},
		{ColorText, ColorRaisedHover},
		{ColorText, ColorDangerBack},
		{ColorMuted, ColorBackground},
		{ColorMuted, ColorSurface},
		{ColorMuted, ColorRail},
		{ColorMuted, "menuBackground"},
		{ColorMuted, "inputBackground"},
		{ColorDanger, ColorBackground},
		{ColorDanger, ColorDangerBack},
		{ColorDanger, "menuBackground"},
		{ColorGood, ColorGoodBack},
		{ColorInfo, ColorInfoBack},
		{ColorNotable, ColorNotableBack},
		{ColorOnAccent, ColorAccent},
		{ColorStageText, ColorStage},
		{ColorStageMuted, ColorStage},
	}
	for _, variant := range []fyne.ThemeVariant{theme.VariantDark, theme.VariantLight} {
		for _, p := range pairs {
			a, b := luminance(th.Color(p[0], variant)), luminance(th.Color(p[1], variant))
			if ratio := (max(a, b) + 0.05) / (min(a, b) + 0.05); ratio < 4.5 {
				t.Errorf("variant %d: %s on %s has contrast %.2f", variant, p[0], p[1], ratio)
			}
		}
	}
}

func TestNumbersInEnglish(t *testing.T) {
	started(t, "en")
	checkTexts(t, map[string]string{
		Bytes(0): "0 B", Bytes(999): "999 B", Bytes(12_345): "12 KB", Bytes(999_600): "1.0 MB", Bytes(412e6): "412 MB",
		Bytes(1_440_000_000): "1.4 GB", Bytes(212e9): "212 GB", Bytes(3_500_000_000_000): "3.5 TB", Bytes(-5): "0 B",
		Rate(2_400_000): "2.4 MB/s", Rate(310_000): "310 KB/s", RateOrDash(0): "–", Percent(0.999): "99%", Percent(2): "100%",
		Ratio(1.2): "120%", Span(0): "0 s", Span(12 * time.Second): "12 s", Span(59 * time.Second): "59 s", Span(61 * time.Second): "1 min", Span(96 * time.Second): "2 min",
		Span(4 * time.Minute): "4 min", Span(80 * time.Minute): "1 h 20", Span(2 * time.Hour): "2 h",
		Span(26 * time.Hour): "26 h", Span(72 * time.Hour): "3 days", Span(5000 * 24 * time.Hour): "years",
		Clock(187 * time.Second): "3:07", Clock(3729 * time.Second): "1:02:09", People(1): "1 person", People(9): "9 people",
	})
}

func TestNumbersInFrench(t *testing.T) {
	started(t, "fr")
	checkTexts(t, map[string]string{
		Rate(2_400_000): "2,4 Mo/s", Bytes(1_440_000_000): "1,4 Go", Percent(0.5): "50 %",
		Span(80 * time.Minute): "1 h 20", Span(72 * time.Hour): "3 jours", People(1): "1 personne", People(2): "2 personnes",
	})
}

// checkTexts compares texts, unbreakable spaces read as ordinary ones.
func checkTexts(t *testing.T, want map[string]string) {
	t.Helper()
	for got, expected := range want {
		plain := ""
		for _, r := range got {
			if r == '\u00a0' {
				r = ' '
			}
			plain += string(r)
		}
		if plain != expected {
			t.Errorf("got %q, want %q", plain, expected)
		}
	}
}

func TestEveryIconIsDrawnInTheColourAsked(t *testing.T) {
	entries, err := assets.Icons.ReadDir("icons")
	if err != nil {
		t.Fatal(err)
	}
	for _, e := range entries {
		icon := Icon(e.Name()[:len(e.Name())-len(".svg")])
		red, blue := icon.painted(color.NRGBA{R: 255, A: 255}), icon.painted(color.NRGBA{B: 255, A: 255})
		if same := string(red.Content()) == string(blue.Content()); same != (icon == IconLogo) {
			t.Errorf("%s: same drawing in red and in blue: %v", icon, same)
		}
	}
	if Icon("nothing").Resource() != nil {
		t.Error("an icon that does not exist has a drawing")
	}
}

func TestLabelIsCutToItsRoom(t *testing.T) {
	started(t, "en")
	l := NewLabel("Children of the Machine, the whole first season", TextBody, SemiBold, ColorText).Cut()
	full := l.Width()
	for _, width := range []float32{20, 60, 120, full - 1} {
		parts := l.fit(fyne.NewSize(width, 20))
		if len(parts) != 1 || l.measure(parts[0]).Width > width+1 {
			t.Errorf("at %v: %q", width, parts)
		}
	}
	if parts := l.fit(fyne.NewSize(full, 20)); parts[0] != l.Text() {
		t.Errorf("cut although there is room: %q", parts)
	}
	l.WithLines(2)
	if parts := l.fit(fyne.NewSize(full*0.7, 60)); len(parts) != 2 || parts[0]+" "+parts[1] != l.Text() {
		t.Errorf("two lines: %q", parts)
	}
}

// TestEmojiAreDrawn: the weights that are our own have none, so the toolkit's draw a
// text with some, in a style that was not read without them.
func TestEmojiAreDrawn(t *testing.T) {
	test.NewTempApp(t)
	for text, own := range map[string]bool{"Film": true, "Été · فيلم": true, "🎬 Film": false, "Film ☀": false} {
		style, source := NewLabel(text, TextBody, SemiBold, ColorText).font()
		if (source != nil) != own || style.Bold == own || (style.TabWidth == 0) != own {
			t.Errorf("%q: %v, drawn by our typeface: %v", text, style, source != nil)
		}
	}
	content := theme.DefaultEmojiFont().Content()
	ReadTypefaces()
	if !bytes.Equal(content, theme.DefaultEmojiFont().Content()) {
		t.Error("the toolkit's emoji are gone after the start")
	}
}

// TestLargeTypeTakesTheLinesItHasRoomFor, though the room is a little short.
func TestLargeTypeTakesTheLinesItHasRoomFor(t *testing.T) {
	test.NewTempApp(t)
	l := NewLabel("A title of several words that goes on", TextHero, ExtraBold, ColorText).WithLines(2)
	height := l.measure("M").Height
	for room, want := range map[float32]int{2 * height: 2, 1.9 * height: 2, 1.5 * height: 1} {
		if got := len(l.fit(fyne.NewSize(420, room))); got != want {
			t.Errorf("%.0f high it has %d lines, want %d", room, got, want)
		}
	}
}

func TestButtonIsPressedByMouseAndKeyboard(t *testing.T) {
	started(t, "en")
	pressed := 0
	b := NewButton("Play", IconPlay, Primary(), func() { pressed++ })
	w := shown(t, b, 120, 40)
	test.TapCanvas(w.Canvas(), fyne.NewPos(30, 20))
	w.Canvas().Focus(b)
	b.TypedKey(&fyne.KeyEvent{Name: fyne.KeySpace})
	b.TypedKey(&fyne.KeyEvent{Name: fyne.KeyReturn})
	if pressed != 3 {
		t.Fatalf("pressed %d times", pressed)
	}
	b.Disable()
	test.Tap(b)
	b.TypedKey(&fyne.KeyEvent{Name: fyne.KeyReturn})
	if pressed != 3 {
		t.Fatal("a disabled button was pressed")
	}
}

func TestButtonPassesOtherKeysOn(t *testing.T) {
	started(t, "en")
	var keys []fyne.KeyName
	var runes []rune
	b := NewIconButton(IconNext, Stage(), func() {})
	b.PassKeys(func(e *fyne.KeyEvent) { keys = append(keys, e.Name) }, func(r rune) { runes = append(runes, r) })
	b.TypedKey(&fyne.KeyEvent{Name: fyne.KeyF})
	b.TypedKey(&fyne.KeyEvent{Name: fyne.KeySpace})
	b.TypedRune('<')
	b.TypedRune(' ')
	if len(keys) != 1 || keys[0] != fyne.KeyF || string(runes) != "<" {
		t.Fatalf("keys %v, runes %q", keys, string(runes))
	}
}

func TestToggle(t *testing.T) {
	started(t, "en")
	var heard []bool
	toggle := NewToggle("Episode 1", true, func(on bool) { heard = append(heard, on) })
	toggle.Set(false)
	toggle.Set(true)
	if len(heard) != 0 {
		t.Fatal("Set called back")
	}
	test.Tap(toggle)
	if len(heard) != 1 || heard[0] || toggle.Ticked() {
		t.Fatalf("after a tap: %v, ticked %v", heard, toggle.Ticked())
	}
}

func TestSliderCallsBackOnlyForPeople(t *testing.T) {
	started(t, "en")
	var heard []float64
	s := NewSlider(func(v float64) { heard = append(heard, v) })
	shown(t, s, 100, 28)
	s.Set(0.5)
	if len(heard) != 0 {
		t.Fatal("Set called back")
	}
	test.TapAt(s, fyne.NewPos(75, 14))
	s.Scrolled(&fyne.ScrollEvent{Scrolled: fyne.NewDelta(0, 1)})
	if len(heard) != 2 || math.Abs(heard[0]-0.75) > 0.01 || math.Abs(heard[1]-0.8) > 0.01 {
		t.Fatalf("heard %v", heard)
	}
}

func TestRailEntryOpensItsScreen(t *testing.T) {
	started(t, "en")
	opened := 0
	entry := NewRailEntry("Library", IconLibrary, func() { opened++ })
	rail := NewRail("Matinee", nil, entry)
	shown(t, rail, RailWidth, 500)
	rail.Select(entry)
	entry.MouseIn(&desktop.MouseEvent{})
	entry.TypedKey(&fyne.KeyEvent{Name: fyne.KeyReturn})
	if opened != 1 || !entry.selected {
		t.Fatalf("opened %d times, selected %v", opened, entry.selected)
	}
}

func TestNoticeComesAndGoes(t *testing.T) {
	started(t, "en")
	changed := 0
	n := NewNotice(func() { changed++ })
	w := shown(t, n, 400, NoticeHeight)
	if n.Visible() {
		t.Fatal("an empty notice is seen")
	}
	n.Tell("The disk is full.")
	if !n.Visible() {
		t.Fatal("the notice is not seen")
	}
	test.TapCanvas(w.Canvas(), fyne.NewPos(400-25, NoticeHeight/2))
	if n.Visible() || changed != 1 {
		t.Fatalf("after closing: visible %v, changed %d", n.Visible(), changed)
	}
}

// TestNothingIsNotPainted: only this very value tells the painter to leave a shape
// out; any other one without alpha is drawn, at the full price.
func TestNothingIsNotPainted(t *testing.T) {
	for _, variant := range []fyne.ThemeVariant{theme.VariantDark, theme.VariantLight} {
		if c := NewTheme().Color(ColorNone, variant); c != color.Transparent {
			t.Errorf("no colour is %#v", c)
		}
	}
}
