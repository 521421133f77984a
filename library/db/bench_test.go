package db_test

import (
	"context"
	"fmt"
	"slices"
	"testing"
	"time"

	"matinee/library"
	"matinee/library/db"
)

func contextWithCancel(tb testing.TB) (context.Context, context.CancelFunc) {
	return context.WithCancel(tb.Context())
}

// many stores n bundles of four items and returns them in the order of Bundles.
func many(tb testing.TB, d *db.DB, n int) []library.Bundle {
	tb.Helper()
	bundles := make([]library.Bundle, n)
	for i := range bundles {
		bundles[i] = bundle(i, 4)
	}
	must(tb, d.SaveBundles(tb.Context(), bundles))
	return bundles
}

func BenchmarkBundles10k(b *testing.B) {
	d, _ := fresh(b)
	many(b, d, 10_000)
	for b.Loop() {
		got, err := d.Bundles(b.Context())
		if err != nil || len(got) != 10_000 {
			b.Fatal(len(got), err)
		}
	}
}

func BenchmarkOpen10k(b *testing.B) {
	d, path := fresh(b)
	many(b, d, 10_000)
	must(b, d.Close())
	for b.Loop() {
		d, err := db.Open(b.Context(), path)
		must(b, err)
		must(b, d.Close())
	}
}

func BenchmarkCheck10k(b *testing.B) {
	d, _ := fresh(b)
	many(b, d, 10_000)
	for b.Loop() {
		must(b, d.Check(b.Context()))
	}
}

// BenchmarkOpen1k opens a file small enough to be looked at whole.
func BenchmarkOpen1k(b *testing.B) {
	d, path := fresh(b)
	many(b, d, 1000)
	records := make([]library.PieceRecord, 1000)
	for i := range records {
		records[i] = library.PieceRecord{ID: idOf(i), Done: make([]byte, 500), Files: make([]library.FileStamp, 4)}
	}
	must(b, d.SavePieceRecords(b.Context(), records))
	must(b, d.Close())
	for b.Loop() {
		d, err := db.Open(b.Context(), path)
		must(b, err)
		must(b, d.Close())
	}
}

// BenchmarkSavePieceRecords stores the records of 100 bundles of 8,000 pieces.
func BenchmarkSavePieceRecords(b *testing.B) {
	d, _ := fresh(b)
	records := make([]library.PieceRecord, 100)
	for i := range records {
		records[i] = library.PieceRecord{ID: idOf(i), Done: make([]byte, 1000), Files: make([]library.FileStamp, 4)}
	}
	for b.Loop() {
		must(b, d.SavePieceRecords(b.Context(), records))
	}
}

// shelves stores bundles of ten items each, with titles of common words.
func shelves(tb testing.TB, d *db.DB, n int) {
	tb.Helper()
	words := []string{"the", "night", "of", "a", "living", "été", "story", "day", "man", "woman", "great", "return", "last", "first", "love"}
	for from := 0; from < n; from += 1000 {
		var batch []library.Bundle
		for i := from; i < min(from+1000, n); i++ {
			b := library.Bundle{
				ID: idOf(i), PieceLength: 1,
				Title: fmt.Sprintf("%s %s %s %d", words[i%15], words[i/15%15], words[i/225%15], i),
			}
			for k := range 10 {
				b.Items = append(b.Items, library.Item{Index: k, Path: fmt.Sprintf("Season 1/Episode %d - %s %s.mkv", k, words[(i+k)%15], words[(i*k)%15]), Length: 1})
			}
			batch = append(batch, b)
		}
		must(tb, d.SaveBundles(tb.Context(), batch))
	}
}

// BenchmarkSearch100k searches 100,000 items, as one types, and tells the slowest
// of a hundred searches besides the mean.
func BenchmarkSearch100k(b *testing.B) {
	d, _ := fresh(b)
	shelves(b, d, 10_000)
	for _, text := range []string{"e", "ep", "episode", "s", "episode 7", "the night", "ete st", "the great love", "night 77", "season 1 episode", "zzz"} {
		b.Run(text, func(b *testing.B) {
			var took []time.Duration
			for b.Loop() {
				begun := time.Now()
				if _, err := d.Search(b.Context(), text, db.Sight{}, 50); err != nil {
					b.Fatal(err)
				}
				took = append(took, time.Since(begun))
			}
			slices.Sort(took)
			b.ReportMetric(float64(took[len(took)/2].Microseconds())/1000, "p50-ms")
			b.ReportMetric(float64(took[len(took)*99/100].Microseconds())/1000, "p99-ms")
		})
	}
}
