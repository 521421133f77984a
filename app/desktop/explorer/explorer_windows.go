package explorer

import (
	"context"
	"errors"
	"fmt"
	"image"
	"log/slog"
	"runtime"
	"sync"
	"time"

	"golang.org/x/sys/windows"

	"matinee/app/desktop/com"
)

// Options says what is shown, and whom to tell. Its functions are called on goroutines of
// the Explorer's; any may be nil.
type Options struct {
	Title string        // of the program
	Icons []image.Image // in several sizes

	Menu   func() []Line      // what the menu shows now, asked when it is opened
	Tip    func() string      // the icon's text, asked every ten seconds
	Open   func()             // what a click on the icon does
	Trayed func(here bool)    // the icon is seen, or no longer
	Motion func(reduced bool) // whether the person wants less to move; told at the start, too
	Leave  func()             // the person leaves the computer, which ends soon
	Log    *slog.Logger
}

// Line is one line of the menu.
type Line struct {
	Text      string
	Separator bool // a line; it has no text
	Disabled  bool
	Marked    bool // the one of several that holds
	Do        func()
	Children  []Line
}

// Explorer is the desktop around the program. Its methods may be called from any
// goroutine.
type Explorer struct {
	opt    Options
	sys    *system
	clicks chan func()
	ended  chan struct{} // the thread of the window has
	leave  chan struct{} // closed by Close
	tasks  sync.WaitGroup

	mu     sync.Mutex
	window windows.HWND
	todo   []func()
	here   bool // the icon is seen

	// Of the window's thread.
	icon   windows.Handle
	large  windows.Handle // the same for messages
	tip    string
	opens  func() // what a click on the message that is shown does
	button *com.Object
}

// maxClicks bounds the choices that wait to be carried out.
const maxClicks = 16

// Start shows the icon, now or when Explorer comes, until Close.
func Start(ctx context.Context, o Options) (*Explorer, error) {
	e := &Explorer{opt: o, sys: newSystem(), clicks: make(chan func(), maxClicks), ended: make(chan struct{}), leave: make(chan struct{})}
	if e.opt.Log == nil {
		e.opt.Log = slog.New(slog.DiscardHandler)
	}
	made := make(chan error, 1)
	go e.live(ctx, made)
	if err := <-made; err != nil {
		<-e.ended
		return nil, fmt.Errorf("make the program's window for messages: %w", err)
	}
	e.tasks.Go(e.carryOut)
	return e, nil
}

// Close takes the icon away, lets the screen sleep, and returns when everything has ended.
func (e *Explorer) Close() {
	close(e.leave)
	e.On(func() { e.sys.destroyWindow.Call(uintptr(e.window)) }) //nolint:errcheck // the thread ends with it in any case
	<-e.ended
	e.tasks.Wait()
}

// Here reports whether the icon is seen.
func (e *Explorer) Here() bool {
	e.mu.Lock()
	defer e.mu.Unlock()
	return e.here
}

// Window names the window that Windows' messages come to. It is never seen.
func (e *Explorer) Window() uintptr { return uintptr(e.window) }

// On has something done on the thread of the window, where what belongs to it must be
// done. It returns at once; after Close nothing is done.
func (e *Explorer) On(do func()) {
	e.mu.Lock()
	e.todo = append(e.todo, do)
	e.mu.Unlock()
	e.sys.postMessage.Call(uintptr(e.window), messageTodo, 0, 0) //nolint:errcheck // nothing is done after the end
}

// live is the thread of the window: Windows sends its messages to the thread that made it.
func (e *Explorer) live(ctx context.Context, made chan<- error) {
	defer close(e.ended)
	runtime.LockOSThread() // and never unlocked: what was set up here ends with the thread
	initialised := com.Open("combase.dll").Call("RoInitialize", 0)
	if initialised != nil {
		e.opt.Log.WarnContext(ctx, "parts of Windows cannot be reached", "error", initialised)
	}
	if err := e.makeWindow(); err != nil {
		made <- err
		return
	}
	made <- nil
	e.begin()
	e.sys.loop()
	e.button.Release()
	for _, icon := range []windows.Handle{e.icon, e.large} {
		e.sys.destroyIcon.Call(uintptr(icon)) //nolint:errcheck // the process ends
	}
	e.setHere(false)
}

// begin shows what there is at the start.
func (e *Explorer) begin() {
	e.icon, e.large = e.sys.makeIcon(e.opt.Icons, smallIcon), e.sys.makeIcon(e.opt.Icons, largeIcon)
	e.tellMotion()
	e.follow()
	e.sys.setTimer.Call(uintptr(e.window), followTimer, uintptr(followEvery.Milliseconds()), 0) //nolint:errcheck // the text stays as it is then
}

// The icon's text follows what it tells, and a missing icon is tried again.
const (
	followTimer = 1
	followEvery = 10 * time.Second
)

// carryOut does what is chosen, until the end.
func (e *Explorer) carryOut() {
	for {
		select {
		case <-e.leave:
			return
		case do := <-e.clicks:
			do()
		}
	}
}

// choose queues what was chosen.
func (e *Explorer) choose(do func()) {
	if do == nil {
		return
	}
	select {
	case e.clicks <- do:
	default: // somebody hammers on it
	}
}

// KeepAwake says whether the screen is to stay on. It returns at once.
func (e *Explorer) KeepAwake(on bool) { e.On(func() { e.sys.stayAwake(on) }) }

// setHere notes whether the icon is seen, and tells.
func (e *Explorer) setHere(here bool) {
	e.mu.Lock()
	changed := e.here != here
	e.here = here
	e.mu.Unlock()
	if changed && e.opt.Trayed != nil {
		e.opt.Trayed(here)
	}
}

func (e *Explorer) tellMotion() {
	if animated, ok := e.sys.animated(); ok && e.opt.Motion != nil {
		e.opt.Motion(!animated)
	}
}

// take are the things to do on the window's thread.
func (e *Explorer) take() []func() {
	e.mu.Lock()
	defer e.mu.Unlock()
	all := e.todo
	e.todo = nil
	return all
}

// errNoIcon is why a message was not seen.
var errNoIcon = errors.New("there is no notification area")
