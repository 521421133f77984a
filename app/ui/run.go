package ui

import (
	"context"

	"fyne.io/fyne/v2"
	fyneapp "fyne.io/fyne/v2/app"

	"matinee/app/ui/kit"
	"matinee/app/ui/native"
	"matinee/app/ui/news"
	"matinee/library"
)

// Remote works the window from any goroutine. Its methods queue and return.
type Remote struct{ window *Window }

// Show brings the window in front.
func (r Remote) Show() { r.window.loop.Post(r.window.Show) }

// Quit ends the program.
func (r Remote) Quit() { r.window.loop.Post(r.window.Quit) }

// Obey has the window do what the settings say by now.
func (r Remote) Obey() { r.window.loop.Post(r.window.obey) }

// Trayed tells that a tray appeared or went.
func (r Remote) Trayed(here bool) { r.window.loop.Post(func() { r.window.Trayed(here) }) }

// Motion tells whether the desktop's person wants less to move.
func (r Remote) Motion(reduced bool) { r.window.loop.Post(func() { r.window.setMotion(reduced) }) }

// Add adds a source, as if it had been typed.
func (r Remote) Add(source string) { r.window.loop.Post(func() { r.window.Add(source) }) }

// Play opens the watch screen on an item; -1 means the main one. first, if not
// nil, runs on the main thread before it.
func (r Remote) Play(id library.BundleID, item int, first func()) {
	r.window.loop.Post(func() {
		if first != nil {
			first()
		}
		r.window.Play(id, item)
	})
}

// Lead shows what a message of the desktop's is about, in front of other windows.
func (r Remote) Lead(to news.Target) {
	r.window.loop.Post(func() {
		r.window.Lead(to)
		r.window.Show()
	})
}

// Next goes to the item after the one that plays.
func (r Remote) Next() { r.window.loop.Post(r.window.watch.Next) }

// Previous goes to the item before.
func (r Remote) Previous() { r.window.loop.Post(r.window.watch.Previous) }

// EndPlay closes what plays and goes back to where the person came from.
func (r Remote) EndPlay() { r.window.loop.Post(r.window.watch.End) }

// TrimHeap gives memory back that C's libraries took and use no more.
func TrimHeap() { native.TrimHeap() }

// Toolkit is the window toolkit, made ready before there is anything to show.
type Toolkit struct {
	app   fyne.App
	ready chan struct{} // closed when the typefaces are read
}

// Prepare makes the toolkit of the program named id ready. Its typefaces are read in
// the background, beside the opening of the library, which takes as long. It must
// be called on the main goroutine, and Run or Wait must follow.
func Prepare(id string) *Toolkit {
	native.KeepHeap() // one that does not agree draws as well, only slower
	t := &Toolkit{app: fyneapp.NewWithID(id), ready: make(chan struct{})}
	t.app.Settings().SetTheme(kit.NewTheme())
	go func() {
		defer close(t.ready)
		kit.ReadTypefaces()
	}()
	return t
}

// Wait returns when nothing goes on in the background. Until then the toolkit must
// not be used: it knows one thread only.
func (t *Toolkit) Wait() { <-t.ready }

// Run shows the window of the program until it is closed for good or ctx ends, and
// returns when all it started has ended. A hidden one is not shown
// until it is asked for, or no tray comes. Meanwhile attend runs, until its
// context ends. It must be called on the main goroutine.
func Run(ctx context.Context, t *Toolkit, d Deps, hidden bool, attend func(context.Context, Remote)) {
	t.Wait()
	w := New(t.app, d)
	attending, leave := context.WithCancel(ctx)
	left := make(chan struct{})
	go func() {
		defer close(left)
		attend(attending, Remote{w})
		if ctx.Err() != nil { // the program is told to end
			w.loop.Post(func() { // which wakes the main thread
				w.Close() // while its window is still there
				t.app.Quit()
			})
		}
	}()
	if hidden {
		w.startHidden()
	} else {
		w.Show()
	}
	t.app.Run()
	w.watch.Forget() // an interrupt ends the toolkit, and closes nothing
	leave()
	<-left
	w.Close()
	w.Wait()
}
