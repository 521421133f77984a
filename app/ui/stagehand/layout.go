package stagehand

import (
	"fmt"
	"os"
	"testing"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/driver/software"
	"fyne.io/fyne/v2/lang"

	"matinee/app/ui/kit"
	"matinee/assets"
)

// The least a window of the program may be, in points.
const (
	leastWidth  = 640
	leastHeight = 400
)

// rail is how much of a window the navigation takes, by its width in points.
func rail(width float32) float32 {
	if width < 940 {
		return kit.RailNarrow
	}
	return kit.RailWidth
}

// screen is a size of screen in pixels, and the scales it is used at.
type screen struct {
	size   fyne.Size
	scales []float32
}

// screens are those that people have; without MATINEE_LONG only the tightest, and one of
// each size, because laying all screens of the program out takes minutes.
func screens() []screen {
	small, usual, large := fyne.NewSize(800, 500), fyne.NewSize(1280, 800), fyne.NewSize(3840, 2160)
	if os.Getenv("MATINEE_LONG") == "" {
		return []screen{{small, []float32{1, 1.25, 2}}, {usual, []float32{1, 1.5}}, {large, []float32{2}}}
	}
	all := []float32{0.8, 1, 1.25, 1.5, 2}
	return []screen{{small, all}, {usual, all}, {large, all}}
}

// InEveryWindow lays what a window shows out for each size of screen and each
// scale that people have, and calls look with it. beside tells that the rail
// takes its part of the width. The scale is Fyne's: pixels to a point.
func InEveryWindow(t testing.TB, w fyne.Window, beside bool, look func(name string, scale float32)) {
	t.Helper()
	canvas, ok := w.Canvas().(software.WindowlessCanvas)
	if !ok {
		t.Fatalf("a window of %T cannot be scaled", w.Canvas())
	}
	before := canvas.Scale()
	defer canvas.SetScale(before)
	for _, screen := range screens() {
		for _, scale := range screen.scales {
			pixels := screen.size
			width, height := max(pixels.Width/scale, leastWidth), max(pixels.Height/scale, leastHeight)
			canvas.SetScale(scale)
			if beside {
				width -= rail(width)
			}
			w.Resize(fyne.NewSize(width, height))
			look(fmt.Sprintf("%v×%v at scale %v", pixels.Width, pixels.Height, scale), scale)
		}
	}
}

// Speak has what is built from now on speak a language, for the time of the test.
func Speak(t testing.TB, language string) {
	t.Helper()
	use := func(language string) {
		data, err := assets.Translations.ReadFile("translations/" + language + ".json")
		if err != nil {
			t.Fatal(err)
		}
		if err := lang.AddTranslationsForLocale(data, lang.SystemLocale()); err != nil {
			t.Fatal(err)
		}
	}
	use(language)
	t.Cleanup(func() { use("en") })
}
