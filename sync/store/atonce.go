package store

import (
	"context"
	"fmt"
	"strings"
)

// statement is something that is changed, of which no answer is needed.
type statement struct {
	query string
	args  []any
}

func does(query string, args ...any) statement { return statement{query, args} }

// all executes statements of different tables, in any order. PostgreSQL is given them as
// one: what takes longest there is the way there and back.
// It reports whether the last of them changed exactly one row.
func (t tx) all(ctx context.Context, statements ...statement) (once bool, err error) {
	if t.d.postgres {
		statements = []statement{atOnce(statements)}
	}
	for _, s := range statements {
		if once, err = t.once(ctx, s.query, s.args...); err != nil {
			return false, err
		}
	}
	return once, nil
}

// changeAll is a change by such statements alone, which in PostgreSQL takes no transaction
// around it: what is one statement is one by itself.
func (d *database) changeAll(ctx context.Context, statements ...statement) (once bool, err error) {
	if d.postgres {
		err = insist(ctx, func() (err error) {
			once, err = tx{d: d, q: d.db}.all(ctx, statements...)
			return err
		})
		return once, err
	}
	err = d.change(ctx, func(tx tx) (err error) {
		once, err = tx.all(ctx, statements...)
		return err
	})
	return once, err
}

// atOnce writes statements as one.
func atOnce(statements []statement) statement {
	var query strings.Builder
	var args []any
	for i, s := range statements {
		switch {
		case i == len(statements)-1:
			fmt.Fprint(&query, " ", s.query)
		case i == 0:
			fmt.Fprintf(&query, "WITH s%d AS (%s)", i, s.query)
		default:
			fmt.Fprintf(&query, ", s%d AS (%s)", i, s.query)
		}
		args = append(args, s.args...)
	}
	return does(strings.TrimSpace(query.String()), args...)
}
