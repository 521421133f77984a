package db

import (
	"context"
	"database/sql"
	"embed"
	"errors"
	"fmt"
	"io/fs"
	"slices"
	"strconv"
	"strings"
	"time"

	"matinee/library"
)

// migrations holds one file for each step of the schema, NNNN_name.sql. A file
// that was ever released is never changed again.
//
//go:embed migrations/*.sql
var migrations embed.FS

type migration struct {
	version int
	name    string
	script  string
}

// migrate brings the database to the last version of files. Each step is checked
// for, run, examined and recorded in one transaction: it happens whole or not at
// all.
func migrate(ctx context.Context, writer *sql.DB, files fs.FS) error {
	steps, err := loadMigrations(files)
	if err != nil {
		return err
	}
	conn, err := writer.Conn(ctx)
	if err != nil {
		return err
	}
	defer func() { _ = conn.Close() }() // only gives it back to the pool
	have, err := version(ctx, conn)
	if err != nil {
		return err
	}
	switch last := steps[len(steps)-1].version; {
	case have > last:
		return library.Errorf(library.CodeNewerVersion, "version %d, this program knows %d", have, last)
	case have == last:
		return nil
	}
	// With foreign keys on, a step that rebuilds a table would cascade into the
	// tables that refer to it. The pragma does nothing inside a transaction.
	if _, err := conn.ExecContext(ctx, "PRAGMA foreign_keys = off"); err != nil {
		return err
	}
	for _, step := range steps {
		if err = apply(ctx, conn, step); err != nil {
			err = fmt.Errorf("migration %s: %w", step.name, err)
			break
		}
	}
	_, on := conn.ExecContext(context.WithoutCancel(ctx), "PRAGMA foreign_keys = on")
	return errors.Join(err, on)
}

// version is the last step recorded; 0 for a new database.
func version(ctx context.Context, conn *sql.Conn) (v int, err error) {
	const table = `SELECT count(*) FROM sqlite_schema WHERE name = 'schema_migrations'`
	if err := conn.QueryRowContext(ctx, table).Scan(&v); err != nil || v == 0 {
		return 0, err
	}
	err = conn.QueryRowContext(ctx, `SELECT coalesce(max(version), 0) FROM schema_migrations`).Scan(&v)
	return v, err
}

func apply(ctx context.Context, conn *sql.Conn, step migration) error {
	tx, err := conn.BeginTx(ctx, nil)
	if err != nil {
		return err
	}
	defer tx.Rollback() // does nothing after a commit
	const table = `CREATE TABLE IF NOT EXISTS schema_migrations (
		version INTEGER PRIMARY KEY, name TEXT NOT NULL, applied INTEGER NOT NULL) STRICT`
	if _, err := tx.ExecContext(ctx, table); err != nil {
		return err
	}
	var done bool
	const recorded = `SELECT EXISTS (SELECT 1 FROM schema_migrations WHERE version = ?)`
	if err := tx.QueryRowContext(ctx, recorded, step.version).Scan(&done); err != nil || done {
		return err
	}
	if _, err := tx.ExecContext(ctx, step.script); err != nil {
		return err
	}
	if err := checkReferences(ctx, tx); err != nil {
		return err
	}
	const record = `INSERT INTO schema_migrations (version, name, applied) VALUES (?, ?, ?)`
	if _, err := tx.ExecContext(ctx, record, step.version, step.name, time.Now().UnixNano()); err != nil {
		return err
	}
	return tx.Commit()
}

// checkReferences fails when a row refers to another that is not there.
func checkReferences(ctx context.Context, tx *sql.Tx) error {
	return collect(ctx, tx, func(*sql.Rows) error {
		return library.Errorf(library.CodeDamagedDB, "a row refers to one that is missing")
	}, "PRAGMA foreign_key_check")
}

// loadMigrations reads the steps in order; a gap or a name without a number is
// an error, for it would be run out of turn later.
func loadMigrations(files fs.FS) ([]migration, error) {
	names, err := fs.Glob(files, "migrations/*.sql")
	if err != nil {
		return nil, err
	}
	slices.Sort(names)
	var steps []migration
	for i, path := range names {
		name := strings.TrimSuffix(strings.TrimPrefix(path, "migrations/"), ".sql")
		number, _, _ := strings.Cut(name, "_")
		if v, err := strconv.Atoi(number); err != nil || v != i+1 {
			return nil, fmt.Errorf("migration %s: its number must be %04d", name, i+1)
		}
		script, err := fs.ReadFile(files, path)
		if err != nil {
			return nil, err
		}
		steps = append(steps, migration{i + 1, name, string(script)})
	}
	if len(steps) == 0 {
		return nil, errors.New("no migrations")
	}
	return steps, nil
}
