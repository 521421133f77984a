package db_test

import (
	"context"
	"fmt"
	"path/filepath"
	"reflect"
	"testing"
	"time"

	"matinee/library"
	"matinee/library/db"

	"go.uber.org/goleak"
)

func TestMain(m *testing.M) { goleak.VerifyTestMain(m) }

// open opens the database at path and closes it with the test.
func open(tb testing.TB, path string) *db.DB {
	tb.Helper()
	d, err := db.Open(tb.Context(), path)
	if err != nil {
		tb.Fatal(err)
	}
	tb.Cleanup(func() { _ = d.Close() })
	return d
}

// fresh is a new database and its path.
func fresh(tb testing.TB) (*db.DB, string) {
	tb.Helper()
	path := filepath.Join(tb.TempDir(), "library.db")
	return open(tb, path), path
}

// reopen closes d and opens its file again.
func reopen(tb testing.TB, d *db.DB, path string) *db.DB {
	tb.Helper()
	must(tb, d.Close())
	return open(tb, path)
}

func must(tb testing.TB, err error) {
	tb.Helper()
	if err != nil {
		tb.Fatal(err)
	}
}

func idOf(n int) library.BundleID { return library.BundleID(fmt.Sprintf("%040x", n)) }

// bundle makes bundle number n with some items and every field set.
func bundle(n, items int) library.Bundle {
	day := time.Date(2026, 3, 1, 20, 15, 0, 123456789, time.UTC)
	b := library.Bundle{
		ID: idOf(n), Title: fmt.Sprintf("Bundle %d", n), Source: "magnet:?xt=urn:btih:" + string(idOf(n)),
		Folder: fmt.Sprintf("/media/Été %d", n), Length: int64(n) * 1000, PieceLength: 1 << 18,
		Private: true, LocalOK: true, Paused: true, Pinned: true, Bought: true, Queue: n,
		Limits: library.Limits{Down: 1, Up: 2}, Downloaded: 3, Uploaded: 4, SeedTime: 5 * time.Hour,
		Added: day, Finished: day.Add(time.Hour), Played: day.Add(2 * time.Hour), Watched: true,
	}
	for i := range items {
		b.Items = append(b.Items, library.Item{
			Index: i, Path: fmt.Sprintf("Season 1/Episode %d.mkv", i), Length: int64(i) << 33,
			Priority: library.Priority(i%4 - 1), Duration: time.Duration(i) * time.Minute,
		})
	}
	return b
}

func saved(tb testing.TB, d *db.DB, bundles ...library.Bundle) {
	tb.Helper()
	for _, b := range bundles {
		must(tb, d.SaveBundle(tb.Context(), b))
	}
}

// holds fails unless d has exactly this bundle under its ID.
func holds(tb testing.TB, d *db.DB, want library.Bundle) {
	tb.Helper()
	got, err := d.Bundle(context.WithoutCancel(tb.Context()), want.ID)
	must(tb, err)
	if !reflect.DeepEqual(got, want) {
		tb.Fatalf("stored bundle differs\n got %+v\nwant %+v", got, want)
	}
}

// isCode fails unless err has the kind.
func isCode(tb testing.TB, err error, want library.Code) {
	tb.Helper()
	if err == nil || library.CodeOf(err) != want {
		tb.Fatalf("error is %v, want kind %s", err, want)
	}
}
