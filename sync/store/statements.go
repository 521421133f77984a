package store

import (
	"context"
	"database/sql"
	"sync"
)

// maxPrepared bounds how many statements are kept prepared.
const maxPrepared = 256

// prepared are the statements of SQLite that were met before, ready to run. To prepare one
// takes longer than to run it.
type prepared struct {
	db   *sql.DB
	mu   sync.Mutex
	have map[string]*sql.Stmt
	met  map[string]bool // since the last learn
}

// of finds a statement, or takes note that it was asked for.
func (p *prepared) of(query string) *sql.Stmt {
	p.mu.Lock()
	defer p.mu.Unlock()
	have := p.have[query]
	if have == nil && len(p.have)+len(p.met) < maxPrepared {
		if p.met == nil {
			p.met = map[string]bool{}
		}
		p.met[query] = true
	}
	return have
}

// ready finds a statement, or prepares it at once.
func (p *prepared) ready(ctx context.Context, query string) *sql.Stmt {
	have := p.of(query)
	if have == nil {
		p.learn(context.WithoutCancel(ctx))
		have = p.of(query)
	}
	return have
}

// learn prepares what was met. It needs a connection, so it cannot be done in a transaction
// that has the only one.
func (p *prepared) learn(ctx context.Context) {
	p.mu.Lock()
	met := p.met
	p.met = nil
	p.mu.Unlock()
	for query := range met {
		ready, err := p.db.PrepareContext(ctx, query)
		if err != nil {
			continue // it fails where it is run, and is said there
		}
		p.mu.Lock()
		if p.have == nil {
			p.have = map[string]*sql.Stmt{}
		}
		if p.have[query] != nil { // by another
			_ = ready.Close()
		} else {
			p.have[query] = ready
		}
		p.mu.Unlock()
	}
}

// statements are a transaction that runs prepared what changes something or answers with one
// row. What answers with several is open for a while, and may be asked again in it. None of
// them is interrupted.
type statements struct {
	tx       *sql.Tx
	prepared *prepared
	here     map[string]*sql.Stmt
}

func (s statements) of(ctx context.Context, query string) *sql.Stmt {
	if here := s.here[query]; here != nil {
		return here
	}
	ready := s.prepared.of(query)
	if ready == nil {
		return nil
	}
	here := s.tx.StmtContext(ctx, ready)
	s.here[query] = here
	return here
}

// ExecContext implements querier.
func (s statements) ExecContext(ctx context.Context, query string, args ...any) (sql.Result, error) {
	ctx = context.WithoutCancel(ctx)
	if ready := s.of(ctx, query); ready != nil {
		return ready.ExecContext(ctx, args...)
	}
	return s.tx.ExecContext(ctx, query, args...) //nolint:gosec // queries are written in this package
}

// QueryRowContext implements querier.
func (s statements) QueryRowContext(ctx context.Context, query string, args ...any) *sql.Row {
	ctx = context.WithoutCancel(ctx)
	if ready := s.of(ctx, query); ready != nil {
		return ready.QueryRowContext(ctx, args...)
	}
	return s.tx.QueryRowContext(ctx, query, args...) //nolint:gosec // queries are written in this package
}

// QueryContext implements querier.
func (s statements) QueryContext(ctx context.Context, query string, args ...any) (*sql.Rows, error) {
	return s.tx.QueryContext(context.WithoutCancel(ctx), query, args...)
}

// lookups are reads outside of a transaction, prepared.
type lookups struct{ *prepared }

// ExecContext implements querier.
func (l lookups) ExecContext(ctx context.Context, query string, args ...any) (sql.Result, error) {
	return l.db.ExecContext(ctx, query, args...) //nolint:gosec // queries are written in this package
}

// QueryRowContext implements querier.
func (l lookups) QueryRowContext(ctx context.Context, query string, args ...any) *sql.Row {
	if ready := l.ready(ctx, query); ready != nil {
		return ready.QueryRowContext(ctx, args...)
	}
	return l.db.QueryRowContext(ctx, query, args...) //nolint:gosec // see above
}

// QueryContext implements querier.
func (l lookups) QueryContext(ctx context.Context, query string, args ...any) (*sql.Rows, error) {
	if ready := l.ready(ctx, query); ready != nil {
		return ready.QueryContext(ctx, args...)
	}
	return l.db.QueryContext(ctx, query, args...)
}
