package store

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"sync"
)

// most is how many changes may share a commit. More would make the first of them wait
// for the last.
const most = 32

// group has changes of SQLite that wait for each other share a transaction. What they cost
// together is mostly what its end costs: a commit reaches the disk before anybody is
// answered. Each runs in a savepoint, so that one that fails takes nothing along.
//
// Whoever finds nobody at work leads: it carries out what waits, its own change first, and
// hands the rest over to the next in line.
type group struct {
	mu      sync.Mutex
	led     bool
	waiting []*turn
}

// turn is a change that waits.
type turn struct {
	ctx      context.Context
	change   func(tx) error
	err      error
	panicked any
	woken    chan bool // true: it leads now, false: it was carried out
}

// join queues a turn and reports whether it leads at once.
func (g *group) join(t *turn) bool {
	g.mu.Lock()
	defer g.mu.Unlock()
	g.waiting = append(g.waiting, t)
	leads := !g.led
	g.led = true
	return leads
}

// next takes the turns that share the coming transaction.
func (g *group) next() []*turn {
	g.mu.Lock()
	defer g.mu.Unlock()
	n := min(len(g.waiting), most)
	turns := g.waiting[:n:n]
	g.waiting = g.waiting[n:]
	return turns
}

// pass has the first that waits lead.
func (g *group) pass() {
	g.mu.Lock()
	defer g.mu.Unlock()
	if g.led = len(g.waiting) > 0; g.led {
		g.waiting[0].woken <- true
	}
}

// share carries out a change in a transaction that it shares with those that wait beside it.
func (d *database) share(ctx context.Context, change func(tx) error) error {
	t := &turn{ctx: ctx, change: change, woken: make(chan bool, 1)}
	if d.group.join(t) || <-t.woken {
		turns := d.group.next() // of which it is the first
		d.together(turns)
		for _, other := range turns[1:] {
			other.woken <- false
		}
		d.group.pass()
	}
	if t.panicked != nil {
		panic(t.panicked)
	}
	return t.err
}

// together carries turns out in one transaction. It ends however long those wait who asked
// for it: a statement that is interrupted would take the others' work along.
func (d *database) together(turns []*turn) {
	ctx := context.WithoutCancel(turns[0].ctx)
	defer d.prepared.learn(ctx)
	running, err := d.db.BeginTx(ctx, nil)
	if err != nil {
		fail(turns, err)
		return
	}
	defer running.Rollback() // does nothing after a commit
	shared := tx{d, statements{running, &d.prepared, map[string]*sql.Stmt{}}}
	for _, t := range turns {
		if err := t.run(shared); err != nil {
			fail(turns, err)
			return
		}
	}
	if err := running.Commit(); err != nil {
		fail(turns, err)
	}
}

// fail tells turns that were not refused for a reason of their own why nothing of them
// stays.
func fail(turns []*turn, err error) {
	for _, t := range turns {
		if t.err == nil && t.panicked == nil {
			t.err = err
		}
	}
}

// run carries a turn out in its savepoint. Its error is one of the whole transaction.
func (t *turn) run(shared tx) error {
	if t.givenUp() {
		return nil
	}
	ctx := context.WithoutCancel(t.ctx)
	if _, err := shared.exec(ctx, `SAVEPOINT turn`); err != nil {
		return err
	}
	if !t.succeeds(shared) {
		if _, err := shared.exec(ctx, `ROLLBACK TO turn`); err != nil { // a full disk ends all of a transaction
			return errors.Join(t.err, err)
		}
	}
	_, err := shared.exec(ctx, `RELEASE turn`)
	return err
}

// givenUp reports whether nobody waits for the turn any more.
func (t *turn) givenUp() bool {
	t.err = context.Cause(t.ctx)
	return t.err != nil
}

// succeeds runs the change. If it panics, it does so before who asked for it, not before
// who leads.
func (t *turn) succeeds(shared tx) (ok bool) {
	defer func() {
		if t.panicked = recover(); t.panicked != nil {
			t.panicked = fmt.Sprint(t.panicked)
			ok = false
		}
	}()
	t.err = t.change(shared)
	return t.err == nil
}
