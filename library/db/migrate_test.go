package db

import (
	"context"
	"database/sql"
	"path/filepath"
	"strings"
	"testing"
	"testing/fstest"

	"matinee/library"
)

func scratch(t *testing.T) *sql.DB {
	t.Helper()
	writer, err := sql.Open("sqlite", writerDSN(filepath.Join(t.TempDir(), "scratch.db")))
	if err != nil {
		t.Fatal(err)
	}
	writer.SetMaxOpenConns(1)
	t.Cleanup(func() { _ = writer.Close() })
	return writer
}

func files(scripts ...string) fstest.MapFS {
	names := []string{"migrations/0001_one.sql", "migrations/0002_two.sql", "migrations/0003_three.sql"}
	out := fstest.MapFS{}
	for i, script := range scripts {
		out[names[i]] = &fstest.MapFile{Data: []byte(script)}
	}
	return out
}

func number(t *testing.T, db *sql.DB, query string) (n int) {
	t.Helper()
	if err := db.QueryRow(query).Scan(&n); err != nil {
		t.Fatal(query, err)
	}
	return n
}

const (
	makeTables = `CREATE TABLE a (n INTEGER PRIMARY KEY);
		CREATE TABLE b (a INTEGER REFERENCES a (n) ON DELETE CASCADE);
		INSERT INTO a VALUES (1); INSERT INTO b VALUES (1);`
	rebuildTable = `CREATE TABLE a2 (n INTEGER PRIMARY KEY, title TEXT);
		INSERT INTO a2 SELECT n, '' FROM a; DROP TABLE a; ALTER TABLE a2 RENAME TO a;`
)

func TestMigrationsRunOnceFromEveryVersion(t *testing.T) {
	steps := []string{makeTables, rebuildTable, `INSERT INTO b VALUES (1)`}
	for from := range len(steps) + 1 {
		writer := scratch(t)
		if from > 0 {
			if err := migrate(t.Context(), writer, files(steps[:from]...)); err != nil {
				t.Fatal(err)
			}
		}
		for range 2 {
			if err := migrate(t.Context(), writer, files(steps...)); err != nil {
				t.Fatalf("from %d: %v", from, err)
			}
		}
		if n := number(t, writer, `SELECT count(*) FROM b`); n != 2 {
			t.Errorf("from %d: %d rows", from, n)
		}
		if v := number(t, writer, `SELECT max(version) FROM schema_migrations`); v != 3 {
			t.Errorf("from %d: version %d", from, v)
		}
		if on := number(t, writer, `PRAGMA foreign_keys`); on != 1 {
			t.Errorf("from %d: foreign keys are off", from)
		}
	}
}

func TestABrokenMigrationLeavesNothing(t *testing.T) {
	for name, broken := range map[string]string{
		"syntax":          `CREATE TABLE c (n INTEGER); INSERT INTO c VALUES (1); NONSENSE;`,
		"lost reference":  `CREATE TABLE c (n INTEGER); DELETE FROM a;`,
		"failed at first": `DROP TABLE nothing;`,
	} {
		writer := scratch(t)
		err := migrate(t.Context(), writer, files(makeTables, broken, `CREATE TABLE d (n INTEGER)`))
		if err == nil || !strings.Contains(err.Error(), "0002_two") {
			t.Errorf("%s: error is %v", name, err)
		}
		if v := number(t, writer, `SELECT max(version) FROM schema_migrations`); v != 1 {
			t.Errorf("%s: version %d", name, v)
		}
		if n := number(t, writer, `SELECT count(*) FROM sqlite_schema WHERE name IN ('c', 'd')`); n != 0 {
			t.Errorf("%s: a table of the broken step is left", name)
		}
		if n := number(t, writer, `SELECT count(*) FROM a JOIN b ON b.a = a.n`); n != 1 {
			t.Errorf("%s: rows are lost", name)
		}
		if on := number(t, writer, `PRAGMA foreign_keys`); on != 1 {
			t.Errorf("%s: foreign keys are off", name)
		}
		if err := migrate(t.Context(), writer, files(makeTables, rebuildTable)); err != nil {
			t.Errorf("%s: the mended step fails: %v", name, err)
		}
	}
}

func TestANewerSchemaIsRefused(t *testing.T) {
	writer := scratch(t)
	if err := migrate(t.Context(), writer, files(makeTables, rebuildTable)); err != nil {
		t.Fatal(err)
	}
	err := migrate(t.Context(), writer, files(makeTables))
	if library.CodeOf(err) != library.CodeNewerVersion {
		t.Fatal(err)
	}
}

func TestMigrationsMustBeNumberedWithoutGaps(t *testing.T) {
	for _, name := range []string{"migrations/0002_two.sql", "migrations/one.sql", "other/0001_one.sql"} {
		if _, err := loadMigrations(fstest.MapFS{name: {Data: []byte(`SELECT 1`)}}); err == nil {
			t.Errorf("%s was taken", name)
		}
	}
	if steps, err := loadMigrations(migrations); err != nil || len(steps) == 0 {
		t.Errorf("our own: %d steps, %v", len(steps), err)
	}
}

func TestThePragmasReachEveryConnection(t *testing.T) {
	d, err := Open(t.Context(), filepath.Join(t.TempDir(), "library.db"))
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = d.Close() }()
	var held []*sql.Conn
	for range readers {
		conn, err := d.reader.Conn(t.Context())
		if err != nil {
			t.Fatal(err)
		}
		held = append(held, conn)
		pragma(t, conn, "busy_timeout", "5000")
		pragma(t, conn, "foreign_keys", "1")
		if _, err := conn.ExecContext(t.Context(), `DELETE FROM bundles`); library.CodeOf(kindOf(err)) != library.CodeDataReadOnly {
			t.Errorf("a reader may write: %v", err)
		}
	}
	conn, err := d.writer.Conn(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	pragma(t, conn, "journal_mode", "wal")
	pragma(t, conn, "synchronous", "1")
	pragma(t, conn, "busy_timeout", "5000")
	pragma(t, conn, "foreign_keys", "1")
	for _, c := range append(held, conn) {
		_ = c.Close()
	}
}

func pragma(t *testing.T, conn *sql.Conn, name, want string) {
	t.Helper()
	var got string
	if err := conn.QueryRowContext(context.Background(), "PRAGMA "+name).Scan(&got); err != nil || got != want {
		t.Errorf("%s is %s, want %s (%v)", name, got, want, err)
	}
}

func TestDSNOfAWindowsPath(t *testing.T) {
	if got := dsn("C:/Users/a b/l.db", "mode=ro"); !strings.HasPrefix(got, "file:///C:/Users/a%20b/l.db?_pragma=") {
		t.Fatal(got)
	}
}
