package store

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"sync"
	"time"

	"matinee/library"
	"matinee/library/ledger"
)

// most is how many changes may share a commit. More would make the first of them wait
// for the last, and PostgreSQL keeps track of 64 savepoints at no cost.
const most = 32

// sharedTime bounds a transaction that is shared on PostgreSQL, which may have become
// unreachable without a word.
const sharedTime = 30 * time.Second

// group has changes that wait for each other share a transaction. What they cost together
// is mostly what its end costs: a commit reaches the disk before anybody is answered. Each
// runs in a savepoint, so that one that fails takes nothing along.
//
// They wait in lines: of SQLite there is one, for its one writer; of PostgreSQL one for
// each channel, whose row they lock. Whoever finds nobody at work leads: it carries out what
// waits, its own change first, and hands the rest over to the next in line.
type group struct {
	mu    sync.Mutex
	lines map[string][]*turn // those in which somebody leads, and who waits there
}

// turn is a change that waits.
type turn struct {
	ctx      context.Context
	change   func(tx) error
	err      error
	alone    bool // it got into the way of another process, and is to be done by itself
	panicked any
	then     []func()  // what is done once it is committed
	woken    chan bool // true: it leads now, false: it was carried out
}

// join queues a turn and reports whether it leads at once.
func (g *group) join(line string, t *turn) bool {
	g.mu.Lock()
	defer g.mu.Unlock()
	waiting, led := g.lines[line]
	if g.lines == nil {
		g.lines = map[string][]*turn{}
	}
	g.lines[line] = append(waiting, t)
	return !led
}

// abandoned takes what is in a line if nobody waits for any of it. Somebody may join at
// any moment, so it looks and takes at once: what is taken here is never carried out.
func (g *group) abandoned(line string) []*turn {
	g.mu.Lock()
	defer g.mu.Unlock()
	waiting := g.lines[line]
	for _, t := range waiting {
		if !t.givenUp() {
			return nil
		}
	}
	return g.take(line)
}

// next takes the turns that share a transaction.
func (g *group) next(line string) []*turn {
	g.mu.Lock()
	defer g.mu.Unlock()
	return g.take(line)
}

// take is next, for who has the lock.
func (g *group) take(line string) []*turn {
	waiting := g.lines[line]
	n := min(len(waiting), most)
	g.lines[line] = waiting[n:]
	return waiting[:n:n]
}

// pass has the first that waits lead.
func (g *group) pass(line string) {
	g.mu.Lock()
	defer g.mu.Unlock()
	if waiting := g.lines[line]; len(waiting) > 0 {
		waiting[0].woken <- true
		return
	}
	delete(g.lines, line)
}

// share carries out a change in a transaction that it shares with those that wait in its
// line beside it.
func (d *database) share(ctx context.Context, line string, change func(tx) error) error {
	t := &turn{ctx: ctx, change: change, woken: make(chan bool, 1)}
	if d.group.join(line, t) || <-t.woken {
		turns := d.together(ctx, line) // of which it is the first
		for _, other := range turns[1:] {
			other.woken <- false
		}
		d.group.pass(line)
	}
	switch {
	case t.panicked != nil:
		panic(t.panicked)
	case t.alone:
		return d.alone(ctx, line, change)
	}
	return t.err
}

// together carries out in one transaction what waits in a line when it is its turn, and
// returns that. It ends however long those wait who asked for it: a statement that is
// interrupted would take the others' work along.
func (d *database) together(ctx context.Context, line string) (turns []*turn) {
	if turns = d.group.abandoned(line); turns != nil {
		return turns
	}
	ctx = context.WithoutCancel(ctx)
	if d.postgres {
		var cancel context.CancelFunc
		ctx, cancel = context.WithTimeout(ctx, sharedTime)
		defer cancel()
	}
	defer d.prepared.learn(ctx)
	shared, running, err := d.begin(ctx, line)
	turns = d.group.next(line) // also those who came meanwhile
	if err != nil {
		fail(turns, err)
		return turns
	}
	defer running.Rollback() // does nothing after a commit
	if len(turns) == 1 {
		if t := turns[0]; t.givenUp() || !t.succeeds(shared) {
			t.alone = again(t.err)
			return turns
		}
	} else if err := run(ctx, shared, turns); err != nil {
		fail(turns, err)
		return turns
	}
	if err := running.Commit(); err != nil {
		fail(turns, err)
		return turns
	}
	for _, t := range turns {
		if t.err == nil && t.panicked == nil {
			doAll(t.then)
		}
	}
	return turns
}

// begin begins a transaction that turns of a line share. In PostgreSQL it locks what they
// would all lock, before anything else that they have: so two processes do not each wait
// for the other.
func (d *database) begin(ctx context.Context, line string) (shared tx, running *sql.Tx, err error) {
	running, err = d.db.BeginTx(ctx, nil)
	if err != nil {
		return tx{}, nil, err
	}
	if !d.postgres {
		return tx{d, statements{running, &d.prepared, map[string]*sql.Stmt{}}, map[library.Key]ledger.Head{}, nil}, running, nil
	}
	shared = tx{d, steady{running, ctx}, map[library.Key]ledger.Head{}, nil}
	if err := shared.lockLine(ctx, line); err != nil {
		return tx{}, nil, errors.Join(err, running.Rollback())
	}
	return shared, running, nil
}

// fail tells turns that were not refused for a reason of their own why nothing of them
// stays.
func fail(turns []*turn, err error) {
	for _, t := range turns {
		if t.err == nil && t.panicked == nil {
			t.err, t.alone = err, again(err)
		}
	}
}

// run carries turns out, each in a savepoint of its own. Its error is one of the whole
// transaction.
func run(ctx context.Context, shared tx, turns []*turn) error {
	if _, err := shared.exec(ctx, `SAVEPOINT turn`); err != nil {
		return err
	}
	for _, t := range turns {
		if t.givenUp() {
			continue
		}
		if t.succeeds(shared) {
			if t.err = shared.mark(ctx); t.err == nil {
				continue
			} // something failed in it that the change took no notice of
		}
		t.alone = again(t.err)
		clear(shared.heads)
		if _, err := shared.exec(ctx, `ROLLBACK TO turn`); err != nil { // a full disk ends all of a transaction
			return errors.Join(t.err, err)
		}
	}
	return nil
}

// mark has what comes be undone by itself, without what was until now.
func (t tx) mark(ctx context.Context) (err error) {
	queries := []string{`RELEASE turn`, `SAVEPOINT turn`} // which SQLite has prepared
	if t.d.postgres {
		queries = []string{`RELEASE turn; SAVEPOINT turn`} // one way there and back
	}
	for _, query := range queries {
		if _, err = t.exec(ctx, query); err != nil {
			break
		}
	}
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
	shared.then = &t.then
	t.err = t.change(shared)
	return t.err == nil
}
