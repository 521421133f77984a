package db_test

import (
	"os"
	"reflect"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"matinee/library"

	"pgregory.net/rapid"
)

func TestBundlesSurviveReopening(t *testing.T) {
	d, path := fresh(t)
	full, magnet := bundle(1, 3), library.Bundle{ID: idOf(2), Source: "magnet:?"}
	saved(t, d, full, magnet)
	d = reopen(t, d, path)
	holds(t, d, full)
	holds(t, d, magnet)
}

func TestAnyBundleComesBackAsItWas(t *testing.T) {
	d, _ := fresh(t)
	text := rapid.StringOf(rapid.Rune())
	number := rapid.Int64()
	rapid.Check(t, func(rt *rapid.T) {
		want := library.Bundle{
			ID: idOf(1), Title: text.Draw(rt, "title"), Folder: text.Draw(rt, "folder"),
			Length: number.Draw(rt, "length"), Queue: rapid.Int().Draw(rt, "queue"),
			Watched: rapid.Bool().Draw(rt, "watched"), SeedTime: time.Duration(number.Draw(rt, "seed time")),
			Limits: library.Limits{Up: number.Draw(rt, "up")},
		}
		if ns := number.Draw(rt, "added"); ns != 0 {
			want.Added = time.Unix(0, ns).UTC()
		}
		for i := range rapid.IntRange(0, 5).Draw(rt, "items") {
			want.Items = append(want.Items, library.Item{Index: i, Path: text.Draw(rt, "path"), Length: number.Draw(rt, "bytes")})
		}
		saved(t, d, want)
		holds(t, d, want)
	})
}

func TestBundlesComeByQueueThenAdded(t *testing.T) {
	d, _ := fresh(t)
	early := time.Date(2026, 1, 1, 0, 0, 0, 0, time.UTC)
	for _, b := range []library.Bundle{
		{ID: idOf(4), Queue: 2, Added: early},
		{ID: idOf(3), Queue: 1, Added: early.Add(time.Nanosecond)},
		{ID: idOf(2), Queue: 1, Added: early},
		{ID: idOf(1), Queue: -1},
	} {
		saved(t, d, b)
	}
	got, err := d.Bundles(t.Context())
	must(t, err)
	for i, b := range got {
		if b.ID != idOf(i+1) {
			t.Fatalf("place %d holds %s", i, b.ID)
		}
	}
}

// TestManyBundlesLoadWhole: a thousand, or ten thousand with MATINEE_LONG.
func TestManyBundlesLoadWhole(t *testing.T) {
	d, path := fresh(t)
	n := 1_000
	if os.Getenv("MATINEE_LONG") != "" {
		n = 10_000
	}
	want := many(t, d, n)
	d = reopen(t, d, path)
	start := time.Now()
	got, err := d.Bundles(t.Context())
	must(t, err)
	t.Logf("%d bundles with 4 items each in %v", n, time.Since(start))
	if !reflect.DeepEqual(got, want) {
		t.Fatal("the bundles differ from those saved")
	}
}

func TestSavingAgainReplacesItemsAndKeepsPositions(t *testing.T) {
	d, _ := fresh(t)
	b := bundle(1, 5)
	saved(t, d, b)
	must(t, d.SavePosition(t.Context(), library.MainProfile, library.Position{Bundle: b.ID, Item: 1, At: time.Minute}))
	b.Title, b.Items = "Renamed", b.Items[:2]
	saved(t, d, b)
	holds(t, d, b)
	p, err := d.Position(t.Context(), library.MainProfile, b.ID, 1)
	if err != nil || p.At != time.Minute {
		t.Fatalf("position is %+v, %v", p, err)
	}
}

func TestAFailedSaveChangesNothing(t *testing.T) {
	d, _ := fresh(t)
	b := bundle(1, 3)
	saved(t, d, b)
	twice := bundle(1, 3)
	twice.Title, twice.Items[2].Index = "Twice", 1
	if err := d.SaveBundle(t.Context(), twice); err == nil {
		t.Fatal("two items with one index were stored")
	}
	holds(t, d, b)
}

func TestUpdateBundle(t *testing.T) {
	d, _ := fresh(t)
	b := bundle(1, 3)
	saved(t, d, b)
	must(t, d.UpdateBundle(t.Context(), b.ID, func(b *library.Bundle) {
		b.ID, b.Paused, b.Items[1].Priority = "other", false, library.High
	}))
	b.Items = slices.Clone(b.Items)
	b.Paused, b.Items[1].Priority = false, library.High
	holds(t, d, b)
	err := d.UpdateBundle(t.Context(), idOf(9), func(*library.Bundle) { t.Error("called for a missing bundle") })
	isCode(t, err, library.CodeNotFound)
}

func TestUpdatesDoNotOverwriteEachOther(t *testing.T) {
	d, _ := fresh(t)
	saved(t, d, library.Bundle{ID: idOf(1)})
	var group sync.WaitGroup
	for range 8 {
		group.Go(func() {
			for range 25 {
				if err := d.UpdateBundle(t.Context(), idOf(1), func(b *library.Bundle) { b.Queue++ }); err != nil {
					t.Error(err)
				}
				if err := d.AddTotals(t.Context(), []library.Totals{{ID: idOf(1), Uploaded: 1}}); err != nil {
					t.Error(err)
				}
			}
		})
	}
	group.Wait()
	holds(t, d, library.Bundle{ID: idOf(1), Queue: 200, Uploaded: 200})
}

func TestReadersSeeWholeStatesWhileOthersWrite(t *testing.T) {
	d, _ := fresh(t)
	saved(t, d, bundle(1, 10))
	var group sync.WaitGroup
	done := make(chan struct{})
	group.Go(func() {
		defer close(done)
		for n := range 100 {
			b := bundle(1, n%10+1)
			b.Title = strings.Repeat("x", len(b.Items))
			if err := d.SaveBundle(t.Context(), b); err != nil {
				t.Error(err)
			}
		}
	})
	for range 6 {
		group.Go(func() {
			for reading := true; reading; {
				select {
				case <-done:
					reading = false
				default:
				}
				got, err := d.Bundles(t.Context())
				if err != nil || len(got) != 1 {
					t.Errorf("%d bundles, %v", len(got), err)
					return
				}
				if b := got[0]; len(b.Title) != len(b.Items) && b.Title != "Bundle 1" {
					t.Errorf("title of one state, %q, with the %d items of another", b.Title, len(b.Items))
				}
			}
		})
	}
	group.Wait()
}

func TestDeleteBundleTakesAllOfIt(t *testing.T) {
	d, _ := fresh(t)
	saved(t, d, bundle(1, 3), bundle(2, 2))
	for n := 1; n <= 2; n++ {
		must(t, d.SavePosition(t.Context(), library.MainProfile, library.Position{Bundle: idOf(n), At: 1}))
	}
	must(t, d.SavePieceRecords(t.Context(), []library.PieceRecord{{ID: idOf(1)}, {ID: idOf(2)}}))
	must(t, d.DeleteBundle(t.Context(), idOf(1)))
	_, err := d.Bundle(t.Context(), idOf(1))
	isCode(t, err, library.CodeNotFound)
	isCode(t, d.DeleteBundle(t.Context(), idOf(1)), library.CodeNotFound)
	saved(t, d, library.Bundle{ID: idOf(1)})
	holds(t, d, library.Bundle{ID: idOf(1)})
	holds(t, d, bundle(2, 2))
	positions, err := d.Marks(t.Context(), library.MainProfile)
	must(t, err)
	records, err := d.PieceRecords(t.Context())
	must(t, err)
	if _, kept := records[idOf(2)]; !kept || len(records) != 1 || len(positions) != 1 || positions[0].Bundle != idOf(2) {
		t.Fatalf("left over: %v, %v", positions, records)
	}
}

func TestAddTotals(t *testing.T) {
	d, _ := fresh(t)
	b := bundle(1, 1)
	saved(t, d, b)
	must(t, d.AddTotals(t.Context(), []library.Totals{
		{ID: b.ID, Downloaded: 10, Uploaded: 20, SeedTime: time.Minute},
		{ID: idOf(7), Downloaded: 1}, // removed meanwhile
		{ID: b.ID, Uploaded: 1},
	}))
	b.Downloaded, b.Uploaded, b.SeedTime = b.Downloaded+10, b.Uploaded+21, b.SeedTime+time.Minute
	holds(t, d, b)
}

func TestACancelledContextIsNotAFault(t *testing.T) {
	d, _ := fresh(t)
	ctx, cancel := contextWithCancel(t)
	cancel()
	_, err := d.Bundles(ctx)
	isCode(t, err, library.CodeCanceled)
	isCode(t, d.SaveBundle(ctx, bundle(1, 1)), library.CodeCanceled)
	saved(t, d, bundle(1, 1))
}
