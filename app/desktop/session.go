//go:build !windows

package desktop

import (
	"cmp"
	"context"
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

// session is what a Desktop keeps of the session bus; its mu guards conn and notes.
type session struct {
	awake *awake
	conn  *dbus.Conn // nil while there is none
	notes *notes.Notes
}

func newSession(o Options) session { return session{awake: newAwake(o.ID, o.System)} }

// KeepAwake says whether the screen is to stay on, and for what. It returns at
// once.
func (d *Desktop) KeepAwake(on bool, reason string) { d.awake.want(on, reason) }

// How long a lost or missing bus is left alone before the next look, and how
// often the item's text follows.
const (
	busAgain = 30 * time.Second
	tipEvery = 10 * time.Second
)

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
		timer.Reset(cmp.Or(d.opt.Again, busAgain))
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
