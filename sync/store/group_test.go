package store

import (
	"context"
	"errors"
	"fmt"
	"path/filepath"
	"runtime"
	"sync"
	"testing"

	"matinee/library"
)

// book is the channel in whose name the notes of these tests are made.
const book = library.Key("book")

// notebook is a database with a table to write into.
func notebook(t *testing.T, where string) *database {
	t.Helper()
	if where == "" {
		where = filepath.Join(t.TempDir(), "store.db")
	}
	d := opened(t, where)
	err := d.change(t.Context(), func(tx tx) error {
		_, err := tx.exec(t.Context(), `INSERT INTO channels (root) VALUES (?), (?)`, string(book), "another")
		if err == nil {
			_, err = tx.exec(t.Context(), `CREATE TABLE notes (n BIGINT PRIMARY KEY, within BIGINT NOT NULL DEFAULT 0)`)
		}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return d
}

// opened is a database as one process has it.
func opened(t *testing.T, where string) *database {
	t.Helper()
	d := must[*database](t)(openDatabase(t.Context(), where))
	t.Cleanup(func() {
		if err := d.close(); err != nil {
			t.Error(err)
		}
	})
	return d
}

// line is where changes of the book wait.
func (d *database) line() string {
	if d.postgres {
		return string(book)
	}
	return ""
}

func (d *database) notes(t *testing.T) (n int) {
	t.Helper()
	if err := d.read().row(t.Context(), `SELECT count(*) FROM notes`).Scan(&n); err != nil {
		t.Fatal(err)
	}
	return n
}

// TestChangesThatShareACommit: one that fails, panics or is not waited for takes nothing of
// the others along, and each is told what became of its own.
func TestChangesThatShareACommit(t *testing.T) {
	databases(t, changesShareACommit)
}

func changesShareACommit(t *testing.T, where string) {
	d := notebook(t, where)
	refused := errors.New("refused")
	gone, cancel := context.WithCancel(t.Context())
	cancel()
	note := func(ctx context.Context, n int, then func() error) (panicked any, err error) {
		defer func() { panicked = recover() }()
		return nil, d.changeBooks(ctx, book, func(tx tx) error {
			if _, err := tx.exec(ctx, `INSERT INTO notes (n, within) VALUES (?, `+tx.number()+`)`, n); err != nil {
				return err
			}
			return then()
		})
	}

	held, begun := make(chan struct{}), make(chan struct{})
	var all sync.WaitGroup
	all.Go(func() { // the others gather behind it
		_, err := note(t.Context(), 1000, func() error { close(begun); <-held; return nil })
		if err != nil {
			t.Error(err)
		}
	})
	<-begun
	const each = 40 // more than share one commit
	for i := range each {
		all.Go(func() {
			if _, err := note(t.Context(), i, func() error { return nil }); err != nil {
				t.Errorf("change %d: %v", i, err)
			}
		})
		all.Go(func() {
			if _, err := note(t.Context(), 100+i, func() error { return refused }); !errors.Is(err, refused) {
				t.Errorf("a change that fails: %v", err)
			}
		})
		all.Go(func() {
			if panicked, _ := note(t.Context(), 200+i, func() error { panic("lost") }); panicked == nil {
				t.Error("a change that panics does not do so where it was asked for")
			}
		})
		all.Go(func() {
			if _, err := note(gone, 300+i, func() error { return nil }); !errors.Is(err, context.Canceled) {
				t.Errorf("a change nobody waits for: %v", err)
			}
		})
	}
	d.gathered(d.line(), 4*each)
	close(held)
	all.Wait()
	if got := d.notes(t); got != each+1 {
		t.Errorf("%d changes stayed, not %d", got, each+1)
	}
	var commits int
	if err := d.read().row(t.Context(), `SELECT count(DISTINCT within) FROM notes`).Scan(&commits); err != nil {
		t.Fatal(err)
	}
	if d.postgres && commits > 1+(4*each+most-1)/most {
		t.Errorf("%d changes took %d commits", each+1, commits)
	}
	if len(d.group.lines) > 0 {
		t.Error("somebody still leads")
	}
}

// number is the transaction's, where it has one.
func (t tx) number() string {
	if t.d.postgres {
		return `CAST(CAST(pg_current_xact_id() AS TEXT) AS BIGINT)`
	}
	return "0"
}

// TestACommitThatFails: nobody whose change it held is told that it stays.
func TestACommitThatFails(t *testing.T) {
	databases(t, aCommitFails)
}

func aCommitFails(t *testing.T, where string) {
	d := notebook(t, where)
	end := `ROLLBACK` // as a full disk does
	if d.postgres {
		end = `SELECT pg_terminate_backend(pg_backend_pid())`
	}
	held, begun := make(chan struct{}), make(chan struct{})
	var all sync.WaitGroup
	ctx := t.Context()
	all.Go(func() {
		_ = d.changeBooks(ctx, book, func(tx) error { close(begun); <-held; return nil })
	})
	<-begun
	const others = 5
	errs := make([]error, others)
	for i := range others {
		all.Go(func() {
			errs[i] = d.changeBooks(ctx, book, func(tx tx) error {
				if _, err := tx.exec(ctx, `INSERT INTO notes (n) VALUES (?)`, i); err != nil {
					return err
				}
				if i == others-1 {
					_, _ = tx.exec(ctx, end)
					return errors.New("full")
				}
				return nil
			})
		})
	}
	d.gathered(d.line(), others)
	close(held)
	all.Wait()
	told := 0
	for _, err := range errs {
		if err == nil {
			told++
		}
	}
	if got := d.notes(t); got != told {
		t.Errorf("%d are told that their change stays, %d did: %v", told, got, errs)
	}
	err := d.changeBooks(ctx, book, func(tx tx) error {
		_, err := tx.exec(ctx, `INSERT INTO notes (n) VALUES (?)`, 50)
		return err
	})
	if err != nil {
		t.Fatal(fmt.Errorf("after it: %w", err))
	}
}

// gathered waits until so many wait in a line for their turn.
func (d *database) gathered(line string, n int) {
	for {
		d.group.mu.Lock()
		have := len(d.group.lines[line])
		d.group.mu.Unlock()
		if have >= n {
			return
		}
		runtime.Gosched()
	}
}

// TestOnlyWhatNobodyWaitsForIsLeftOut: one that joins beside those who gave up is carried out.
func TestOnlyWhatNobodyWaitsForIsLeftOut(t *testing.T) {
	gone, cancel := context.WithCancel(t.Context())
	cancel()
	var g group
	g.join("", &turn{ctx: gone})
	g.join("", &turn{ctx: t.Context()})
	if out := g.abandoned(""); out != nil || len(g.lines[""]) != 2 {
		t.Fatalf("%d were taken", len(out))
	}
	g = group{}
	left := &turn{ctx: gone}
	g.join("", left)
	if out := g.abandoned(""); len(out) != 1 || !errors.Is(left.err, context.Canceled) {
		t.Errorf("%d were taken, and told %v", len(out), left.err)
	}
}
