package db_test

import (
	"database/sql"
	"testing"
)

// run changes a closed database behind the package's back.
func run(tb testing.TB, path, script string, args ...any) {
	tb.Helper()
	raw, err := sql.Open("sqlite", path)
	must(tb, err)
	raw.SetMaxOpenConns(1)
	_, err = raw.Exec(script, args...)
	must(tb, err)
	must(tb, raw.Close())
}
