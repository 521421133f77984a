package collection

import (
	"context"
	"flag"
	"image"
	"os"
	"slices"
	"testing"
	"time"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/app"
	"fyne.io/fyne/v2/canvas"
	"fyne.io/fyne/v2/container"

	"matinee/app/ui/art"
	"matinee/app/ui/cards"
	"matinee/app/ui/kit"
	"matinee/app/ui/live"
)

// TestMain runs benchmarks in a real window, where there is a display: its loop
// needs the main goroutine.
func TestMain(m *testing.M) {
	flag.Parse()
	if flag.Lookup("test.bench").Value.String() == "" || os.Getenv("DISPLAY") == "" {
		os.Exit(m.Run())
	}
	a := app.NewWithID("org.matinee.bench")
	a.Settings().SetTheme(kit.NewTheme())
	code := make(chan int, 1)
	a.NewWindow("Keeper").Show() // the program ends with its last window
	a.Lifecycle().SetOnStarted(func() {
		go func() {
			code <- m.Run()
			fyne.Do(a.Quit)
		}()
	})
	a.Run()
	os.Exit(<-code)
}

// The library and the speed of BenchmarkScrolling.
const (
	scrolled      = 10_000
	pixelsAFrame  = 60 // about 3,600 pixels a second
	framesAtLeast = 400
)

// BenchmarkScrolling scrolls the grid of 10,000 bundles, every one with a picture
// that is decoded while it comes into sight, in a window of 1280 × 800, and
// reports how long a frame takes from one to the next: the drawing, its way to
// the screen and the rest until the toolkit draws again.
func BenchmarkScrolling(b *testing.B) {
	if os.Getenv("DISPLAY") == "" {
		b.Skip("needs a display")
	}
	lib := newFakeLibrary(b, scrolled)
	loop := live.New(context.Background(), fyne.Do)
	defer loop.Wait()
	defer loop.Close()
	frames := make(chan time.Time, 1)
	probe := canvas.NewRaster(func(int, int) image.Image {
		select {
		case frames <- time.Now():
		default:
		}
		return image.NewRGBA(image.Rect(0, 0, 1, 1))
	})
	var screen *Screen
	var window fyne.Window
	fyne.DoAndWait(func() {
		loader := art.New(loop, lib, 40<<20)
		desk := &fakeDesk{}
		screen = New(loop, lib, desk, loader, cards.Actions{Loop: loop, Backend: lib, Desk: desk})
		window = fyne.CurrentApp().NewWindow("Scrolling")
		window.SetPadded(false)
		probe.Resize(fyne.NewSquareSize(1))
		window.SetContent(container.NewStack(screen, container.NewWithoutLayout(probe)))
		window.Resize(fyne.NewSize(1280-kit.RailWidth, 800))
		window.Show()
		screen.SetVisible(true)
	})
	defer fyne.DoAndWait(window.Close)
	for shown := false; !shown; time.Sleep(20 * time.Millisecond) {
		fyne.DoAndWait(func() { shown = len(screen.cards) == scrolled })
	}
	time.Sleep(time.Second) // the first pictures, and Fyne's animations
	var took []time.Duration
	step := func() time.Time {
		fyne.Do(func() {
			screen.grid.ScrollTo(screen.grid.Offset() + pixelsAFrame)
			probe.Refresh()
		})
		return <-frames
	}
	for len(frames) > 0 { // painted while the window opened
		<-frames
	}
	last := step()
	b.ResetTimer()
	for range max(b.N, framesAtLeast) {
		now := step()
		took = append(took, now.Sub(last))
		last = now
	}
	b.StopTimer()
	slices.Sort(took)
	report := func(d time.Duration, name string) { b.ReportMetric(float64(d.Microseconds())/1000, name) }
	report(took[len(took)/2], "ms-p50")
	report(took[len(took)*95/100], "ms-p95")
	report(took[len(took)-1], "ms-worst")
}
