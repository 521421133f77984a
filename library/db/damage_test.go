package db_test

import (
	"context"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"matinee/library"
	"matinee/library/db"
)

// closed is the path of a closed database of n bundles.
func closed(t *testing.T, n int) string {
	t.Helper()
	d, path := fresh(t)
	many(t, d, n)
	must(t, d.Close())
	return path
}

// alter rewrites a file with change.
func alter(t *testing.T, path string, change func([]byte) []byte) {
	t.Helper()
	content, err := os.ReadFile(path)
	must(t, err)
	must(t, os.WriteFile(path, change(content), 0o600))
}

func garbage(from, to int) func([]byte) []byte {
	return func(b []byte) []byte {
		for i := max(from, 0); i < min(to, len(b)); i++ {
			b[i] = byte(i*7 + 13)
		}
		return b
	}
}

func cut(size int) func([]byte) []byte { return func(b []byte) []byte { return b[:size] } }

func TestDamagedFilesAreSetAside(t *testing.T) {
	for name, change := range map[string]func([]byte) []byte{
		"text":                 func([]byte) []byte { return []byte(strings.Repeat("not a database ", 1000)) },
		"one byte":             cut(1),
		"half a header":        cut(50),
		"one page":             cut(4096),
		"half a page":          cut(4096 + 2048),
		"half":                 func(b []byte) []byte { return b[:len(b)/2] },
		"without its end":      func(b []byte) []byte { return b[:len(b)-1] },
		"garbage magic":        garbage(0, 16),
		"garbage header":       garbage(16, 100),
		"garbage schema":       garbage(100, 4096),
		"garbage in between":   func(b []byte) []byte { return garbage(len(b)/2, len(b)/2+8192)(b) },
		"garbage behind page1": garbage(4096, 1<<30),
	} {
		t.Run(name, func(t *testing.T) {
			path := closed(t, 50)
			alter(t, path, change)
			before, err := os.ReadFile(path)
			must(t, err)
			if d, err := db.Open(t.Context(), path); err == nil {
				t.Fatal("opened", d.Close())
			} else {
				isCode(t, err, library.CodeDamagedDB)
			}
			d, setAside, err := db.OpenOrSetAside(t.Context(), path)
			must(t, err)
			defer func() { must(t, d.Close()) }()
			if !strings.HasPrefix(setAside, path+".damaged-2") {
				t.Fatalf("set aside as %q", setAside)
			}
			if after, err := os.ReadFile(setAside); err != nil || !slices.Equal(before, after) {
				t.Fatalf("the damaged file was changed: %v", err)
			}
			isEmpty(t, d)
			saved(t, d, bundle(1, 1))
		})
	}
}

func isEmpty(t *testing.T, d *db.DB) {
	t.Helper()
	if got, err := d.Bundles(t.Context()); err != nil || len(got) != 0 {
		t.Fatalf("%d bundles, %v", len(got), err)
	}
}

func TestAWholeFileIsNotSetAside(t *testing.T) {
	path := closed(t, 3)
	d, setAside, err := db.OpenOrSetAside(t.Context(), path)
	must(t, err)
	defer func() { must(t, d.Close()) }()
	if setAside != "" {
		t.Fatal("set aside as", setAside)
	}
	holds(t, d, bundle(2, 4))
	must(t, d.Check(t.Context()))
}

func TestAnEmptyFileIsANewLibrary(t *testing.T) {
	path := filepath.Join(t.TempDir(), "library.db")
	must(t, os.WriteFile(path, nil, 0o644))
	isEmpty(t, open(t, path))
	info, err := os.Stat(path)
	must(t, err)
	if info.Mode().Perm() != 0o600 {
		t.Fatal("mode is", info.Mode())
	}
}

func TestTwoDamagedFilesInOneSecondAreBothKept(t *testing.T) {
	path := filepath.Join(t.TempDir(), "library.db")
	kept := map[string]bool{}
	for range 3 {
		must(t, os.WriteFile(path, []byte(strings.Repeat("garbage", 100)), 0o600))
		d, setAside, err := db.OpenOrSetAside(t.Context(), path)
		must(t, err)
		must(t, d.Close())
		kept[setAside] = true
	}
	if len(kept) != 3 {
		t.Fatal("set aside as", kept)
	}
}

func TestSideFilesGoWithADamagedFile(t *testing.T) {
	path := filepath.Join(t.TempDir(), "library.db")
	must(t, os.WriteFile(path, []byte("SQLite"), 0o600))
	must(t, os.WriteFile(path+"-wal", []byte("garbage"), 0o600))
	d, setAside, err := db.OpenOrSetAside(t.Context(), path)
	must(t, err)
	defer func() { must(t, d.Close()) }()
	isEmpty(t, d)
	content, err := os.ReadFile(setAside + "-wal")
	if err != nil || string(content) != "garbage" {
		t.Fatalf("the WAL was not kept: %q, %v", content, err)
	}
}

func TestDamageInALargeFileIsFoundLaterAndThenSetAside(t *testing.T) {
	d, path := fresh(t)
	for n := range 300 {
		b := bundle(n, 1)
		b.Title = strings.Repeat("long ", 2000) // many pages, few rows
		saved(t, d, b)
	}
	must(t, d.Close())
	alter(t, path, func(b []byte) []byte {
		if len(b) <= 2<<20 {
			t.Fatalf("the file is looked at whole: it has only %d bytes", len(b))
		}
		return garbage(len(b)/2, len(b)/2+50*4096)(b)
	})
	d, setAside, err := db.OpenOrSetAside(t.Context(), path)
	must(t, err)
	if setAside != "" {
		t.Fatal("a large file was looked at whole at a clean start")
	}
	isCode(t, d.Check(t.Context()), library.CodeDamagedDB)
	must(t, d.Close())
	for _, want := range []bool{true, false} {
		d, setAside, err = db.OpenOrSetAside(t.Context(), path)
		must(t, err)
		must(t, d.Close())
		if (setAside != "") != want {
			t.Fatalf("set aside as %q, want one: %v", setAside, want)
		}
	}
}

func TestAForeignDatabaseIsNotTakenForALibrary(t *testing.T) {
	path := filepath.Join(t.TempDir(), "library.db")
	run(t, path, `CREATE TABLE recipes (name TEXT)`)
	_, err := db.Open(t.Context(), path)
	isCode(t, err, library.CodeDamagedDB)
}

func TestAMissingTableOrColumnIsDamage(t *testing.T) {
	for _, script := range []string{
		`DROP TABLE settings`,
		`ALTER TABLE items DROP COLUMN length`,
		`PRAGMA foreign_keys = off; INSERT INTO items VALUES (77, 0, 'x', 0, 0, 0)`,
	} {
		path := closed(t, 1)
		run(t, path, script)
		_, err := db.Open(t.Context(), path)
		isCode(t, err, library.CodeDamagedDB)
	}
}

func TestANewerLibraryIsRefusedAndKept(t *testing.T) {
	path := closed(t, 1)
	run(t, path, `INSERT INTO schema_migrations VALUES (999, '0999_future', 0)`)
	for range 2 {
		d, setAside, err := db.OpenOrSetAside(t.Context(), path)
		isCode(t, err, library.CodeNewerVersion)
		if d != nil || setAside != "" {
			t.Fatal("set aside as", setAside)
		}
	}
}

func TestWhatWasSavedIsThereAfterAKill(t *testing.T) {
	d, path := fresh(t)
	want := many(t, d, 20)
	// A killed process leaves the file and its WAL as they are at that moment.
	copied := filepath.Join(t.TempDir(), "library.db")
	for _, suffix := range []string{"", "-wal"} {
		content, err := os.ReadFile(path + suffix)
		must(t, err)
		must(t, os.WriteFile(copied+suffix, content, 0o600))
	}
	d = open(t, copied)
	for _, b := range want {
		holds(t, d, b)
	}
}

func TestATornWALLosesOnlyItsEnd(t *testing.T) {
	d, path := fresh(t)
	must(t, d.Close())
	d = open(t, path)
	saved(t, d, bundle(1, 2))
	saved(t, d, bundle(2, 2))
	copied := filepath.Join(t.TempDir(), "library.db")
	for suffix, change := range map[string]func([]byte) []byte{
		"":     func(b []byte) []byte { return b },
		"-wal": func(b []byte) []byte { return b[:len(b)-100] },
	} {
		content, err := os.ReadFile(path + suffix)
		must(t, err)
		must(t, os.WriteFile(copied+suffix, change(content), 0o600))
	}
	d = open(t, copied)
	holds(t, d, bundle(1, 2))
	_, err := d.Bundle(t.Context(), idOf(2))
	isCode(t, err, library.CodeNotFound)
}

func TestOpenFailsPlainly(t *testing.T) {
	dir := t.TempDir()
	if _, err := db.Open(t.Context(), filepath.Join(dir, "no", "such", "folder.db")); err == nil {
		t.Fatal("opened a file in a folder that is not there")
	}
	if _, _, err := db.OpenOrSetAside(t.Context(), dir); err == nil || library.CodeOf(err) == library.CodeDamagedDB {
		t.Fatal("a folder was opened or set aside:", err)
	}
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	_, err := db.Open(ctx, filepath.Join(dir, "library.db"))
	isCode(t, err, library.CodeCanceled)
}

func TestOddPaths(t *testing.T) {
	for _, name := range []string{"with space.db", "100%.db", "what?mode=ro.db", "a#b.db", "é&_pragma=x.db", ":memory:"} {
		path := filepath.Join(t.TempDir(), name)
		d := open(t, path)
		saved(t, d, bundle(1, 1))
		must(t, d.Close())
		if info, err := os.Stat(path); err != nil || info.Size() == 0 {
			t.Errorf("%s: %v", name, err)
		}
		holds(t, open(t, path), bundle(1, 1))
	}
}
