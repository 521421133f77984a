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
func (t tx) all(ctx context.Context, statements []statement) error {
	if t.d.postgres {
		statements = []statement{atOnce(statements)}
	}
	for _, s := range statements {
		if _, err := t.exec(ctx, s.query, s.args...); err != nil {
			return err
		}
	}
	return nil
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
