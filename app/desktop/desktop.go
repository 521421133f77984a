package desktop

import (
	"context"
	"image"
	"log/slog"
	"strings"
	"sync"
	"time"

	"github.com/godbus/dbus/v5"

	"matinee/app/desktop/a11y"
	"matinee/app/desktop/bus"
	"matinee/app/desktop/motion"
	"matinee/app/desktop/mpris"
	"matinee/app/desktop/notes"
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
	awake  *awake
	news   chan struct{} // of the player
	busy   chan struct{} // news of the badge

	mu    sync.Mutex
	conn  *dbus.Conn // nil while there is none
	notes *notes.Notes
	here  bool // a tray shows the item
}

// How long a lost or missing bus is left alone before the next look, and how
// often the item's text follows.
const (
	busAgain = 30 * time.Second
	tipEvery = 10 * time.Second
)

// Start looks for a bus and a tray, and goes on looking until Close: both may
// come later, and go.
func Start(ctx context.Context, o Options) *Desktop {
	d := &Desktop{opt: o, log: o.Log, awake: newAwake(o.ID, o.System), news: make(chan struct{}, 1), busy: make(chan struct{}, 1)}
	if d.log == nil {
		d.log = slog.New(slog.DiscardHandler)
	}
	if d.opt.Again <= 0 {
		d.opt.Again = busAgain
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

// KeepAwake says whether the screen is to stay on, and for what. It returns at
// once.
func (d *Desktop) KeepAwake(on bool, reason string) { d.awake.want(on, reason) }

// PlayerChanged tells those who see the player that it changed, which is more than that
// it plays on. It returns at once.
func (d *Desktop) PlayerChanged() {
	select {
	case d.news <- struct{}{}:
	default:
	}
}

// run holds one connection after the other.
func (d *Desktop) run(ctx context.Context) {
	timer := time.NewTimer(0)
	defer timer.Stop()
	for {
		select {
		case <-ctx.Done():
			return
		case <-timer.C:
		}
		conn, err := bus.Session(ctx, d.opt.Address)
		if err == nil {
			d.hold(ctx, conn)
			d.setConn(nil, nil)
			d.setHere(false)
			conn.Close()
		} else {
			d.log.DebugContext(ctx, "no desktop around the program", "error", err)
		}
		timer.Reset(d.opt.Again)
	}
}

// hold does everything on one connection until it is lost or ctx ends.
func (d *Desktop) hold(ctx context.Context, conn *dbus.Conn) {
	ctx, cancel := context.WithCancel(ctx)
	defer cancel()
	shows := d.messages(conn)
	d.setConn(conn, shows)
	var parts sync.WaitGroup
	defer parts.Wait()
	defer cancel()
	parts.Go(func() { d.awake.run(ctx, conn, d.log) })
	parts.Go(func() { shows.Run(ctx) })
	if d.opt.Badge != nil {
		parts.Go(func() { d.runBadge(ctx, conn) })
	}
	if d.opt.Hearing != nil {
		parts.Go(func() { a11y.Follow(ctx, conn, d.log, *d.opt.Hearing) })
	}
	if d.opt.Motion != nil {
		parts.Go(func() { motion.Follow(ctx, conn, d.log, d.opt.Motion) })
	}
	d.showPlayer(ctx, conn, &parts)
	i, err := newItem(ctx, conn, d.opt)
	if err != nil {
		d.log.WarnContext(ctx, "no tray item", "error", err)
		select {
		case <-ctx.Done():
		case <-conn.Context().Done():
		}
		return
	}
	parts.Go(func() { i.menu.run(ctx) })
	d.attend(ctx, conn, i)
}

// showPlayer puts the player on a connection as one of its parts.
func (d *Desktop) showPlayer(ctx context.Context, conn *dbus.Conn, parts *sync.WaitGroup) {
	if d.opt.Player == nil {
		return
	}
	s, err := mpris.New(ctx, conn, mpris.Options{
		Identity: d.opt.Title, DesktopEntry: d.opt.ID, Name: strings.ToLower(d.opt.Title), Player: d.opt.Player,
		Raise: d.opt.Raise, Quit: d.opt.Quit, News: d.news, Log: d.log,
	})
	if err != nil {
		d.log.WarnContext(ctx, "media keys do nothing", "error", err)
		return
	}
	parts.Go(func() { s.Run(ctx) })
}

// attend follows the trays that come and go, until the connection is lost or ctx
// ends.
func (d *Desktop) attend(ctx context.Context, conn *dbus.Conn, i *item) {
	w, err := watch(ctx, conn)
	if err != nil {
		d.log.WarnContext(ctx, "the tray cannot be followed", "error", err)
	}
	defer w.end()
	tip := time.NewTicker(tipEvery)
	defer tip.Stop()
	d.setHere(w.register(ctx))
	for {
		select {
		case <-ctx.Done():
			return
		case <-conn.Context().Done():
			return
		case news := <-w.news:
			if news == nil { // the connection is lost
				return
			}
			i.menu.fold()
			d.setHere(w.register(ctx))
		case <-tip.C:
			if d.HasTray() {
				i.follow()
			}
		}
	}
}

// messages shows messages on a connection.
func (d *Desktop) messages(conn *dbus.Conn) *notes.Notes {
	o := notes.Options{ID: d.opt.ID, Title: d.opt.Title, Log: d.log}
	if len(d.opt.Icons) > 0 {
		o.Icon = d.opt.Icons[len(d.opt.Icons)-1]
	}
	return notes.New(conn, o)
}

func (d *Desktop) setConn(conn *dbus.Conn, shows *notes.Notes) {
	d.mu.Lock()
	defer d.mu.Unlock()
	d.conn, d.notes = conn, shows
}

func (d *Desktop) setHere(here bool) {
	d.mu.Lock()
	changed := d.here != here
	d.here = here
	d.mu.Unlock()
	if changed && d.opt.Trayed != nil {
		d.opt.Trayed(here)
	}
}
