package desktop

import (
	"context"
	"image"
	"log/slog"
	"sync"
	"time"

	"matinee/app/desktop/a11y"
	"matinee/app/desktop/mpris"
)

// Options is what the program is to the desktop.
type Options struct {
	ID    string        // names the program to the desktop, for example org.matinee.Matinee
	Title string        // as people read it
	Icons []image.Image // of the tray, in several sizes

	// Menu tells what the tray's menu shows now. It is called when the menu is
	// about to open, every second while it is open, and at the start.
	Menu func() []Entry
	// Tip is the text of the item while the mouse rests on it; it is asked every
	// ten seconds while there is a tray.
	Tip func() string
	// Open is what a click on the item does.
	Open func()
	// Player is shown to media keys, panels and the like; nil: none is. PlayerChanged
	// tells that it changed.
	Player mpris.Player
	// Raise and Quit are what those may ask for besides.
	Raise, Quit func()
	// Badge tells what stands at the program's icon; nil: nothing ever does. BadgeChanged
	// tells that there is something now.
	Badge func() Badge
	// Hearing lets screen readers hear the window; nil: they do not.
	Hearing *a11y.Options
	// Trayed is told when a tray that shows the item appears or goes.
	Trayed func(here bool)
	// Motion is told whether the desktop's person wants less to move, where that can be
	// asked, and of changes.
	Motion func(reduced bool)

	// Address of the session bus, and of the system's; "" looks for them.
	Address, System string
	// Again is how long a lost or missing bus is left alone; 0: half a minute.
	Again time.Duration
	Log   *slog.Logger
}

// All functions of Options are called on goroutines of the Desktop's; any may be
// nil.

// Desktop is the desktop around the program. Its methods may be called from any
// goroutine.
type Desktop struct {
	opt    Options
	log    *slog.Logger
	cancel context.CancelFunc
	tasks  sync.WaitGroup
	news   chan struct{} // of the player
	busy   chan struct{} // news of the badge

	mu   sync.Mutex
	here bool // a tray shows the item
	session
}

// Start looks for a bus and a tray, and goes on looking until Close: both may
// come later, and go.
func Start(ctx context.Context, o Options) *Desktop {
	d := &Desktop{opt: o, log: o.Log, session: newSession(o), news: make(chan struct{}, 1), busy: make(chan struct{}, 1)}
	if d.log == nil {
		d.log = slog.New(slog.DiscardHandler)
	}
	ctx, d.cancel = context.WithCancel(context.WithoutCancel(ctx))
	d.tasks.Go(func() { d.run(ctx) })
	return d
}

// Close takes the item out of the tray, lets the screen sleep again and returns
// when everything has ended.
func (d *Desktop) Close() {
	d.cancel()
	d.tasks.Wait()
}

// HasTray reports whether a tray shows the item now.
func (d *Desktop) HasTray() bool {
	d.mu.Lock()
	defer d.mu.Unlock()
	return d.here
}

// PlayerChanged tells those who see the player that it changed, which is more than that
// it plays on. It returns at once.
func (d *Desktop) PlayerChanged() {
	select {
	case d.news <- struct{}{}:
	default:
	}
}

// setHere notes whether a tray shows the item, and tells.
func (d *Desktop) setHere(here bool) {
	d.mu.Lock()
	changed := d.here != here
	d.here = here
	d.mu.Unlock()
	if changed && d.opt.Trayed != nil {
		d.opt.Trayed(here)
	}
}
