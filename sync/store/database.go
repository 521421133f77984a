package store

import (
	"context"
	"database/sql"
	"embed"
	"errors"
	"fmt"
	"net/url"
	"path/filepath"
	"slices"
	"strconv"
	"strings"

	_ "modernc.org/sqlite" // the driver "sqlite"

	"matinee/library"
	"matinee/library/ledger"
)

//go:embed migrations/*.sql sqlite.sql postgres.sql
var schema embed.FS

// database is the store's tables in SQLite or PostgreSQL.
type database struct {
	db       *sql.DB
	reads    *sql.DB // of SQLite, whose one writer nobody who reads has to wait for; else db
	postgres bool

	group    group
	prepared prepared // of SQLite, by the one that writes
	looked   prepared // of those that read
}

// connections is how many a process has to PostgreSQL at most.
const connections = 8

// querier is a connection or a transaction.
type querier interface {
	QueryContext(ctx context.Context, query string, args ...any) (*sql.Rows, error)
	QueryRowContext(ctx context.Context, query string, args ...any) *sql.Row
	ExecContext(ctx context.Context, query string, args ...any) (sql.Result, error)
}

// openDatabase opens where: a postgres:// address, or the path of an SQLite file, which is
// made when there is none. Its tables are those of this program then.
func openDatabase(ctx context.Context, where string) (*database, error) {
	d, err := connect(where)
	if err != nil {
		return nil, err
	}
	if err := d.migrate(ctx, latest); err != nil {
		return nil, errors.Join(fmt.Errorf("open the store's database: %w", err), d.close())
	}
	return d, nil
}

func connect(where string) (*database, error) { return connectFor(where, "immediate") }

// connectFor connects; transactions in SQLite begin as it is said: "immediate" to change
// something, "deferred" to read beside who does.
func connectFor(where, begin string) (*database, error) {
	d := &database{postgres: strings.HasPrefix(where, "postgres://") || strings.HasPrefix(where, "postgresql://")}
	driver, dsn := "pgx", where
	if d.postgres && !slices.Contains(sql.Drivers(), driver) {
		return nil, library.Errorf(library.CodeBadSetting, "PostgreSQL is in the headless build only")
	}
	if !d.postgres {
		path, err := filepath.Abs(where)
		if err != nil {
			return nil, fmt.Errorf("open the store: %w", err)
		}
		u := url.URL{Scheme: "file", Path: filepath.ToSlash(path)}
		driver, dsn = "sqlite", u.String()+"?_pragma=busy_timeout(10000)&_pragma=foreign_keys(1)&_pragma=trusted_schema(0)&_pragma=recursive_triggers(1)"+
			"&_pragma=journal_mode(wal)&_pragma=synchronous(full)&_txlock="+begin
	}
	var err error
	if d.db, err = sql.Open(driver, dsn); err != nil {
		return nil, errors.New("open the store's database: the address is not understood") // it may hold a password
	}
	if d.reads = d.db; d.postgres {
		d.db.SetMaxOpenConns(connections)
		d.db.SetMaxIdleConns(connections) // to open one takes longer than all of an order
		return d, nil
	}
	d.db.SetMaxOpenConns(1)
	d.prepared.db = d.db
	if d.reads, err = sql.Open(driver, dsn+"&_pragma=query_only(1)"); err != nil {
		return nil, errors.Join(errors.New("open the store's database: the address is not understood"), d.db.Close())
	}
	d.reads.SetMaxOpenConns(4)
	d.looked.db = d.reads
	return d, nil
}

// bind writes the ? of a query as the database wants them.
func (d *database) bind(query string) string {
	if !d.postgres {
		return query
	}
	var out strings.Builder
	n := 0
	for _, r := range query {
		if r == '?' {
			n++
			out.WriteString("$" + strconv.Itoa(n))
			continue
		}
		out.WriteRune(r)
	}
	return out.String()
}

// latest is the version of the tables that this program knows.
const latest = -1

// migrate brings the tables to a version, in one transaction.
func (d *database) migrate(ctx context.Context, version int) error {
	return d.change(ctx, func(tx tx) error {
		if d.postgres { // of several that start at once, one does it
			if _, err := tx.exec(ctx, `SELECT pg_advisory_xact_lock(2016)`); err != nil {
				return err
			}
		}
		if _, err := tx.exec(ctx, `CREATE TABLE IF NOT EXISTS versions (version BIGINT PRIMARY KEY)`); err != nil {
			return err
		}
		var have int
		if err := tx.row(ctx, `SELECT coalesce(max(version), 0) FROM versions`).Scan(&have); err != nil {
			return err
		}
		files, err := schema.ReadDir("migrations")
		if err != nil {
			return err
		}
		if have > len(files) {
			return library.Errorf(library.CodeNewerVersion, "version %d, this program knows %d", have, len(files))
		}
		if version == latest {
			version = len(files)
		}
		for i := have; i < version; i++ {
			if err := d.step(ctx, tx, i+1, files[i].Name()); err != nil {
				return fmt.Errorf("migration %s: %w", files[i].Name(), err)
			}
		}
		return nil
	})
}

func (d *database) step(ctx context.Context, tx tx, version int, name string) error {
	scripts := []string{"migrations/" + name}
	if version == 1 {
		scripts = append(scripts, map[bool]string{false: "sqlite.sql", true: "postgres.sql"}[d.postgres])
	}
	before, err := tx.before(ctx, version)
	if err != nil {
		return err
	}
	for _, file := range scripts {
		script, err := schema.ReadFile(file)
		if err != nil {
			return err
		}
		if _, err := tx.q.ExecContext(ctx, string(script)); err != nil {
			return err
		}
	}
	if err := tx.carry(ctx, before); err != nil {
		return err
	}
	_, err = tx.exec(ctx, `INSERT INTO versions (version) VALUES (?)`, version)
	return err
}

// tx is a running transaction.
type tx struct {
	d     *database
	q     querier
	heads map[library.Key]ledger.Head // of books that one posted in, which is shared; else nil
	then  *[]func()                   // what is done once it is committed
}

// afterwards has something done once the transaction is committed, and only then.
func (t tx) afterwards(do func()) { *t.then = append(*t.then, do) }

func (t tx) exec(ctx context.Context, query string, args ...any) (sql.Result, error) {
	return t.q.ExecContext(ctx, t.d.bind(query), args...)
}

func (t tx) row(ctx context.Context, query string, args ...any) *sql.Row {
	return t.q.QueryRowContext(ctx, t.d.bind(query), args...)
}

func (t tx) rows(ctx context.Context, query string, args ...any) (*sql.Rows, error) {
	return t.q.QueryContext(ctx, t.d.bind(query), args...)
}

// lock keeps others from what has that name until the transaction ends. In SQLite there is
// only one that writes.
func (t tx) lock(ctx context.Context, name string) error {
	if !t.d.postgres {
		return nil
	}
	_, err := t.exec(ctx, `SELECT pg_advisory_xact_lock(hashtext(?))`, "store "+name)
	return err
}

// held is the end of a query for rows that nobody else changes until the transaction ends.
func (t tx) held() string {
	if t.d.postgres {
		return " FOR NO KEY UPDATE"
	}
	return ""
}

// once executes what must change exactly one row, and reports whether it did.
func (t tx) once(ctx context.Context, query string, args ...any) (bool, error) {
	result, err := t.exec(ctx, query, args...)
	if err != nil {
		return false, err
	}
	n, err := result.RowsAffected()
	return n == 1, err
}

// change runs f in a transaction and commits it unless it failed. f may be run again after it
// failed, and must not remember anything.
func (d *database) change(ctx context.Context, f func(tx) error) error {
	if !d.postgres {
		return d.share(ctx, "", f)
	}
	return d.transact(ctx, f)
}

// read is for queries outside of a transaction.
func (d *database) read() tx {
	if d.postgres { // its driver prepares by itself
		return tx{d: d, q: d.reads}
	}
	return tx{d: d, q: lookups{&d.looked}}
}

func (d *database) close() error {
	err := d.reads.Close()
	if d.reads != d.db {
		err = errors.Join(err, d.db.Close())
	}
	return err
}

// notFound gives the lack of a row its kind.
func notFound(err error, what string) error {
	if errors.Is(err, sql.ErrNoRows) {
		return library.Errorf(library.CodeNotFound, "%s", what)
	}
	return err
}
