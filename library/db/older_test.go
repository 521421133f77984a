package db

import (
	"bytes"
	"compress/gzip"
	"database/sql"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"testing/fstest"
)

// makeOlder has the libraries of testdata/older made that are missing. One that is
// there was made by the program of its time and is not made again.
const makeOlder = "MATINEE_MAKE_OLDER"

func olderName(version int) string {
	return filepath.Join("testdata", "older", fmt.Sprintf("%04d.db.gz", version))
}

// upTo are the first steps of the schema.
func upTo(t *testing.T, version int) fs.FS {
	t.Helper()
	names, err := fs.Glob(migrations, "migrations/*.sql")
	if err != nil {
		t.Fatal(err)
	}
	slices.Sort(names)
	out := fstest.MapFS{}
	for _, name := range names[:version] {
		script, err := migrations.ReadFile(name)
		if err != nil {
			t.Fatal(err)
		}
		out[name] = &fstest.MapFile{Data: script}
	}
	return out
}

// column is one of a table's.
type column struct{ name, kind string }

// tables are the ordinary tables of a database with their columns.
func tables(t *testing.T, db *sql.DB) map[string][]column {
	t.Helper()
	rows, err := db.Query(`SELECT m.name, c.name, c.type FROM sqlite_schema m JOIN pragma_table_info(m.name) c
		WHERE m.type = 'table' AND m.sql NOT LIKE 'CREATE VIRTUAL%' AND m.name NOT LIKE '%\_words\_%' ESCAPE '\'
		AND m.name NOT LIKE 'sqlite_%' AND m.name <> 'schema_migrations' ORDER BY m.name, c.cid`)
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = rows.Close() }()
	all := map[string][]column{}
	for rows.Next() {
		var table string
		var c column
		if err := rows.Scan(&table, &c.name, &c.kind); err != nil {
			t.Fatal(err)
		}
		all[table] = append(all[table], c)
	}
	if err := rows.Err(); err != nil {
		t.Fatal(err)
	}
	return all
}

// fill puts two rows into every table.
func fill(t *testing.T, db *sql.DB) {
	t.Helper()
	if _, err := db.Exec(`PRAGMA foreign_keys = off`); err != nil { // the order of tables does not matter
		t.Fatal(err)
	}
	for table, columns := range tables(t, db) {
		if table == "state" { // the program's own notes
			continue
		}
		for n := 1; n <= 2; n++ {
			values := make([]any, len(columns))
			for i, c := range columns {
				values[i] = sample(table, c, n)
			}
			marks := strings.TrimSuffix(strings.Repeat("?,", len(values)), ",")
			if _, err := db.Exec(`INSERT OR IGNORE INTO "`+table+`" VALUES (`+marks+`)`, values...); err != nil {
				t.Fatal(table, err)
			}
		}
	}
	if _, err := db.Exec(`PRAGMA foreign_keys = on`); err != nil {
		t.Fatal(err)
	}
}

// sample is a value of a column in row n.
func sample(table string, c column, n int) any {
	switch {
	case c.kind == "BLOB":
		return bytes.Repeat([]byte{byte(n)}, 8)
	case c.kind == "INTEGER":
		return n % 2 * n // 1 and 0: what is yes or no takes nothing else
	case c.name == "root" && table == "channels":
		return strings.Repeat(fmt.Sprint(n), 64)
	case c.name == "id" || c.name == "infohash":
		return strings.Repeat(fmt.Sprint(n), 40)
	case c.name == "key" && table == "settings":
		return []string{"", "rate.up", "net.port"}[n]
	case c.name == "value" && table == "settings":
		return fmt.Sprint(1000 * n)
	case c.name == "url" || c.name == "store":
		return fmt.Sprintf("https://store%d.example", n)
	}
	return fmt.Sprintf("%s été %d", c.name, n)
}

// content is every row of some columns, as text, in order.
func content(t *testing.T, db *sql.DB, table string, columns []column) []string {
	t.Helper()
	parts := make([]string, len(columns))
	for i, c := range columns {
		parts[i] = `quote("` + c.name + `")`
	}
	rows, err := db.Query(`SELECT ` + strings.Join(parts, ` || '|' || `) + ` FROM "` + table + `" ORDER BY 1`)
	if err != nil {
		t.Fatal(table, err)
	}
	defer func() { _ = rows.Close() }()
	var all []string
	for rows.Next() {
		var line string
		if err := rows.Scan(&line); err != nil {
			t.Fatal(err)
		}
		all = append(all, line)
	}
	if err := rows.Err(); err != nil {
		t.Fatal(err)
	}
	return all
}

// makeLibrary writes a library of an earlier version.
func makeLibrary(t *testing.T, version int) {
	t.Helper()
	path := filepath.Join(t.TempDir(), "library.db")
	db, err := sql.Open("sqlite", writerDSN(path))
	if err != nil {
		t.Fatal(err)
	}
	db.SetMaxOpenConns(1)
	if err := migrate(t.Context(), db, upTo(t, version)); err != nil {
		t.Fatal(err)
	}
	fill(t, db)
	if _, err := db.Exec(`VACUUM`); err != nil {
		t.Fatal(err)
	}
	if err := db.Close(); err != nil {
		t.Fatal(err)
	}
	raw, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	var out bytes.Buffer
	w := gzip.NewWriter(&out)
	if _, err := w.Write(raw); err != nil {
		t.Fatal(err)
	}
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
	if err := os.MkdirAll(filepath.Dir(olderName(version)), 0o755); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(olderName(version), out.Bytes(), 0o644); err != nil {
		t.Fatal(err)
	}
}

// unpack copies a library of an earlier version to where it may be changed.
func unpack(t *testing.T, version int) string {
	t.Helper()
	if _, err := os.Stat(olderName(version)); err != nil && os.Getenv(makeOlder) != "" {
		makeLibrary(t, version)
	}
	f, err := os.Open(olderName(version))
	if err != nil {
		t.Fatalf("%v: make it with %s=1 before the next step of the schema", err, makeOlder)
	}
	defer func() { _ = f.Close() }()
	r, err := gzip.NewReader(f)
	if err != nil {
		t.Fatal(err)
	}
	raw, err := io.ReadAll(r)
	if err != nil {
		t.Fatal(err)
	}
	path := filepath.Join(t.TempDir(), "library.db")
	if err := os.WriteFile(path, raw, 0o600); err != nil {
		t.Fatal(err)
	}
	return path
}

// TestEveryOlderLibraryOpens: whatever a library of any earlier version holds is there
// after it is brought up to date, value for value.
func TestEveryOlderLibraryOpens(t *testing.T) {
	steps, err := loadMigrations(migrations)
	if err != nil {
		t.Fatal(err)
	}
	for version := 1; version < len(steps); version++ {
		t.Run(steps[version-1].name, func(t *testing.T) {
			path := unpack(t, version)
			old, err := sql.Open("sqlite", writerDSN(path))
			if err != nil {
				t.Fatal(err)
			}
			if v := number(t, old, `SELECT max(version) FROM schema_migrations`); v != version {
				t.Fatalf("the library is of version %d", v)
			}
			had, before := tables(t, old), map[string][]string{}
			for table, columns := range had {
				before[table] = content(t, old, table, columns)
			}
			if err := old.Close(); err != nil {
				t.Fatal(err)
			}
			d, err := Open(t.Context(), path)
			if err != nil {
				t.Fatal(err)
			}
			defer func() {
				if err := d.Close(); err != nil {
					t.Error(err)
				}
			}()
			if err := d.Check(t.Context()); err != nil {
				t.Error(err)
			}
			compare(t, d.writer, had, before)
		})
	}
}

// compare holds the tables of now against those of before.
func compare(t *testing.T, now *sql.DB, had map[string][]column, before map[string][]string) {
	t.Helper()
	has, rows := tables(t, now), 0
	for table, columns := range had {
		rows += len(before[table])
		switch {
		case table == "state":
			continue
		case table == "positions": // they became marks of the first profile
			columns = []column{{name: "bundle"}, {name: "item"}, {name: "at"}, {name: "duration"}, {name: "updated"}}
			if got := content(t, now, "marks", columns); !slices.Equal(got, before[table]) {
				t.Errorf("positions were %v, marks are %v", before[table], got)
			}
			continue
		case has[table] == nil:
			t.Errorf("%s is gone, and nothing says where its rows are", table)
			continue
		}
		if got := content(t, now, table, columns); !slices.Equal(got, before[table]) {
			t.Errorf("%s was %v, and is %v", table, before[table], got)
		}
	}
	if rows < 2*(len(had)-2) {
		t.Errorf("%d rows in %d tables prove little", rows, len(had))
	}
}
