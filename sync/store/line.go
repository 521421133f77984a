package store

import (
	"context"
	"database/sql"
	"errors"

	"matinee/library"
)

// changeBooks is change for what posts in a channel's books. On PostgreSQL the channel's
// row is locked first, so that whoever changes an order and then the books never waits for
// one who does it the other way round; changes of one channel that wait share a transaction.
// f may be run again after it failed, and must not remember anything.
func (d *database) changeBooks(ctx context.Context, channel library.Key, f func(tx) error) error {
	if !d.postgres {
		return d.change(ctx, f)
	}
	return d.share(ctx, string(channel), f)
}

// lockLine locks the row that everybody in a line would lock.
func (t tx) lockLine(ctx context.Context, line string) error {
	_, err := t.exec(ctx, `SELECT 1 FROM channels WHERE root = ?`+t.held(), line)
	return err
}

// tries is how often a change is tried that got into the way of others'.
const tries = 5

// insist carries out a change again when it was given up in favour of another process. That
// one has what it waited for by then, so it is begun at once.
func insist(ctx context.Context, change func() error) (err error) {
	for range tries {
		if err = change(); !again(err) || ctx.Err() != nil {
			break
		}
	}
	return err
}

// alone carries out a change of a line in a transaction by itself.
func (d *database) alone(ctx context.Context, line string, f func(tx) error) error {
	return d.transact(ctx, func(tx tx) error {
		if err := tx.lockLine(ctx, line); err != nil {
			return err
		}
		return f(tx)
	})
}

// transact runs f in a transaction that it has for itself, in another one where it was given
// up.
func (d *database) transact(ctx context.Context, f func(tx) error) error {
	return insist(ctx, func() error {
		running, err := d.db.BeginTx(ctx, nil)
		if err != nil {
			return err
		}
		defer running.Rollback() // does nothing after a commit
		var then []func()
		if err := f(tx{d: d, q: running, then: &then}); err != nil {
			return err
		}
		if err := running.Commit(); err != nil {
			return err
		}
		doAll(then)
		return nil
	})
}

// again reports whether PostgreSQL gave a change up in favour of another that waited for
// it, so that nothing of it is wrong.
func again(err error) bool {
	const serialization, deadlock = "40001", "40P01"
	var stated interface{ SQLState() string }
	return errors.As(err, &stated) && (stated.SQLState() == serialization || stated.SQLState() == deadlock)
}

// steady is a transaction of PostgreSQL that is shared: none of its statements is
// interrupted because the one who asked for it is gone, which would end all of it.
type steady struct {
	tx  *sql.Tx
	ctx context.Context //nolint:containedctx // of the transaction
}

// ExecContext implements querier.
func (s steady) ExecContext(_ context.Context, query string, args ...any) (sql.Result, error) {
	return s.tx.ExecContext(s.ctx, query, args...) //nolint:gosec // queries are written in this package
}

// QueryRowContext implements querier.
func (s steady) QueryRowContext(_ context.Context, query string, args ...any) *sql.Row {
	return s.tx.QueryRowContext(s.ctx, query, args...) //nolint:gosec // see above
}

// QueryContext implements querier.
func (s steady) QueryContext(_ context.Context, query string, args ...any) (*sql.Rows, error) {
	return s.tx.QueryContext(s.ctx, query, args...)
}

func doAll(then []func()) {
	for _, do := range then {
		do()
	}
}
