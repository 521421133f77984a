package store

import (
	"context"
	"sync"
	"sync/atomic"
	"testing"
)

// TestAnotherChannelDoesNotWait for one whose change takes its time; nor do changes of no
// channel.
func TestAnotherChannelDoesNotWait(t *testing.T) {
	d := notebook(t, postgres(t))
	held, begun := make(chan struct{}), make(chan struct{})
	var all sync.WaitGroup
	all.Go(func() {
		if err := d.changeBooks(t.Context(), book, func(tx) error { close(begun); <-held; return nil }); err != nil {
			t.Error(err)
		}
	})
	<-begun
	note := func(tx tx) error {
		_, err := tx.exec(t.Context(), `INSERT INTO notes (n) SELECT count(*) FROM notes`)
		return err
	}
	if err := d.changeBooks(t.Context(), "another", note); err != nil {
		t.Error(err)
	}
	if err := d.change(t.Context(), note); err != nil {
		t.Error(err)
	}
	close(held)
	all.Wait()
	if got := d.notes(t); got != 2 {
		t.Errorf("%d notes", got)
	}
}

// TestProcessesTakeTurns: what one read of a channel within a change, no other process
// changes before its commit.
func TestProcessesTakeTurns(t *testing.T) {
	where := postgres(t)
	processes := []*database{notebook(t, where), opened(t, where), opened(t, where)}
	ctx := t.Context()
	const buyers, each = 8, 10
	var all sync.WaitGroup
	for _, d := range processes {
		for range buyers {
			all.Go(func() {
				for range each {
					err := d.changeBooks(ctx, book, func(tx tx) error {
						var n int
						if err := tx.row(ctx, `SELECT entries FROM channels WHERE root = ?`, string(book)).Scan(&n); err != nil {
							return err
						}
						_, err := tx.exec(ctx, `UPDATE channels SET entries = ? WHERE root = ?`, n+1, string(book))
						return err
					})
					if err != nil {
						t.Error(err)
					}
				}
			})
		}
	}
	all.Wait()
	var n int
	if err := processes[0].read().row(ctx, `SELECT entries FROM channels WHERE root = ?`, string(book)).Scan(&n); err != nil {
		t.Fatal(err)
	}
	if want := len(processes) * buyers * each; n != want {
		t.Errorf("%d of %d changes stayed", n, want)
	}
}

// TestADeadlockIsGivenUpForOneTurn: the others of its transaction stay, and it is carried
// out by itself.
func TestADeadlockIsGivenUpForOneTurn(t *testing.T) {
	d := notebook(t, postgres(t))
	ctx := t.Context()
	touch := func(tx tx, n int) error {
		_, err := tx.exec(ctx, `UPDATE notes SET within = within + 1 WHERE n = ?`, n)
		return err
	}
	err := d.change(ctx, func(tx tx) error {
		_, err := tx.exec(ctx, `INSERT INTO notes (n) VALUES (1), (2), (3)`)
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	var tries atomic.Int32
	got, asked, blocked := make(chan struct{}), make(chan struct{}), make(chan struct{})
	var all sync.WaitGroup
	all.Go(func() { // another process, that comes the other way and is never the one to give up
		err := d.change(ctx, func(tx tx) error {
			if _, err := tx.exec(ctx, `SET LOCAL deadlock_timeout = '1h'`); err != nil {
				return err
			}
			if err := touch(tx, 2); err != nil {
				return err
			}
			close(got)
			<-asked
			return touch(tx, 1)
		})
		if err != nil {
			t.Error(err)
		}
	})
	<-got
	held, begun := make(chan struct{}), make(chan struct{})
	turn := func(change func(tx) error) {
		all.Go(func() {
			if err := d.changeBooks(ctx, book, change); err != nil {
				t.Error(err)
			}
		})
	}
	turn(func(tx) error { close(begun); <-held; return nil })
	<-begun
	turn(func(tx tx) error {
		err := touch(tx, 1)
		close(asked)
		d.blocked(ctx, t)
		close(blocked)
		return err
	})
	d.gathered(string(book), 1)
	turn(func(tx tx) error {
		tries.Add(1)
		return touch(tx, 2)
	})
	d.gathered(string(book), 2)
	turn(func(tx tx) error { return touch(tx, 3) })
	d.gathered(string(book), 3)
	close(held)
	all.Wait()
	<-blocked
	var sum int
	if err := d.read().row(ctx, `SELECT CAST(sum(within) AS BIGINT) FROM notes`).Scan(&sum); err != nil {
		t.Fatal(err)
	}
	if sum != 5 || tries.Load() != 2 {
		t.Errorf("of 5 changes %d stayed, in %d tries", sum, tries.Load())
	}
}

// blocked waits until somebody waits for another's row.
func (d *database) blocked(ctx context.Context, t *testing.T) {
	for n := 0; n == 0; {
		err := d.read().row(ctx, `SELECT count(*) FROM pg_stat_activity WHERE wait_event_type = 'Lock' AND datname = current_database()`).Scan(&n)
		if err != nil {
			t.Error(err)
			return
		}
	}
}
