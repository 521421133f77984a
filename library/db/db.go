package db

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"net/url"
	"os"
	"path/filepath"
	"strings"

	_ "modernc.org/sqlite" // the driver "sqlite"
)

// readers is how many queries may read at the same time.
const readers = 4

// DB is an open library database. Its methods may be called by many goroutines.
type DB struct {
	path   string
	writer *sql.DB // one connection: SQLite has one writer at a time
	reader *sql.DB // read-only connections
}

// Open opens the database at path, makes it when there is none, and brings its
// tables up to date. A file that is damaged or is no library gives
// library.CodeDamagedDB, one made by a later version library.CodeNewerVersion;
// what they hold is left alone.
func Open(ctx context.Context, path string) (*DB, error) {
	abs, err := filepath.Abs(path)
	if err != nil {
		return nil, fmt.Errorf("db: open: %w", err)
	}
	suspect := suspicious(abs)
	if err := checkSize(abs); err != nil {
		return nil, fmt.Errorf("db: open: %w", kindOf(err))
	}
	if err := private(abs); err != nil {
		return nil, fmt.Errorf("db: open: %w", kindOf(err))
	}
	d := &DB{path: abs}
	if d.writer, err = sql.Open("sqlite", writerDSN(abs)); err != nil {
		return nil, fmt.Errorf("db: open: %w", err)
	}
	d.writer.SetMaxOpenConns(1)
	if d.reader, err = sql.Open("sqlite", readerDSN(abs)); err != nil {
		return nil, errors.Join(fmt.Errorf("db: open: %w", err), d.writer.Close())
	}
	d.reader.SetMaxOpenConns(readers)
	if err := d.start(ctx, suspect); err != nil {
		return nil, errors.Join(d.failed("open", err), d.Close())
	}
	return d, nil
}

// start looks at what was opened and brings it up to date.
func (d *DB) start(ctx context.Context, suspect bool) error {
	if err := d.recognize(ctx); err != nil {
		return err
	}
	if suspect {
		if err := d.integrity(ctx); err != nil {
			return err
		}
		if err := clearMark(d.path); err != nil {
			return err
		}
	}
	if err := migrate(ctx, d.writer, migrations); err != nil {
		return err
	}
	if err := d.checkTables(ctx); err != nil {
		return err
	}
	return d.reindex(ctx)
}

// Close ends all connections; the file is then complete without its -wal.
func (d *DB) Close() error {
	// Only a connection that may write can fold the WAL into the file when it is
	// the last to go.
	return errors.Join(d.reader.Close(), d.writer.Close())
}

// private makes sure that the file exists and is its owner's only: settings may
// hold a proxy's password. SQLite gives its side files the same mode.
func private(path string) error {
	f, err := os.OpenFile(path, os.O_RDWR|os.O_CREATE, 0o600)
	if err != nil {
		return err
	}
	err = f.Chmod(0o600)
	return errors.Join(err, f.Close())
}

func writerDSN(path string) string {
	return dsn(path, "_pragma=journal_mode(wal)&_pragma=synchronous(normal)&_txlock=immediate")
}

func readerDSN(path string) string { return dsn(path, "mode=ro") }

func dsn(path, options string) string {
	path = filepath.ToSlash(path)
	if !strings.HasPrefix(path, "/") {
		path = "/" + path // a Windows drive
	}
	u := url.URL{Scheme: "file", Path: path}
	return u.String() + "?_pragma=busy_timeout(5000)&_pragma=foreign_keys(1)" +
		"&_pragma=trusted_schema(0)&_pragma=cell_size_check(1)&" + options
}

// write runs fn in a transaction of the writer and commits it unless it failed.
func (d *DB) write(ctx context.Context, op string, fn func(*sql.Tx) error) error {
	tx, err := d.writer.BeginTx(ctx, nil)
	if err != nil {
		return d.failed(op, err)
	}
	defer tx.Rollback() // does nothing after a commit
	if err := fn(tx); err != nil {
		return d.failed(op, err)
	}
	return d.failed(op, tx.Commit())
}

// read runs fn in a transaction of a reader, so that its queries see one state.
func (d *DB) read(ctx context.Context, op string, fn func(*sql.Tx) error) error {
	tx, err := d.reader.BeginTx(ctx, &sql.TxOptions{ReadOnly: true})
	if err != nil {
		return d.failed(op, err)
	}
	defer tx.Rollback()
	return d.failed(op, fn(tx))
}

// collect reads every row of a query with scan.
func collect(ctx context.Context, tx *sql.Tx, scan func(*sql.Rows) error, query string, args ...any) error {
	rows, err := tx.QueryContext(ctx, query, args...)
	if err != nil {
		return err
	}
	defer rows.Close() // its error is in rows.Err
	for rows.Next() {
		if err := scan(rows); err != nil {
			return err
		}
	}
	return rows.Err()
}
