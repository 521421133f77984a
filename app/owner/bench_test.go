package owner

import (
	"fmt"
	"os"
	"path/filepath"
	"runtime"
	"testing"
	"time"

	"matinee/library"
	"matinee/library/db"
)

// synthetic fills a data folder with n whole bundles of four items, which rest; a
// quarter of them is this machine's own media. Their files are there if asked.
func synthetic(tb testing.TB, n int, withFiles bool) (dir string) {
	tb.Helper()
	dir = tb.TempDir()
	d, err := db.Open(tb.Context(), filepath.Join(dir, "library.db"))
	if err != nil {
		tb.Fatal(err)
	}
	var bundles []library.Bundle
	var records []library.PieceRecord
	for i := range n {
		b := library.Bundle{
			ID: library.BundleID(fmt.Sprintf("%040x", i)), Title: fmt.Sprintf("Bundle %d of many", i), PieceLength: 1 << 18,
			Folder: filepath.Join(dir, "media", fmt.Sprint(i)), Length: 4 << 18, Paused: true, Local: i%4 == 0,
			Added: time.Unix(int64(i), 0).UTC(), Finished: time.Unix(int64(i), 0).UTC(),
		}
		r := library.PieceRecord{ID: b.ID, Done: []byte{0xf0}}
		for k := range 4 {
			b.Items = append(b.Items, library.Item{Index: k, Path: fmt.Sprintf("Episode %d.mkv", k), Length: 1 << 18, Duration: time.Hour})
			r.Files = append(r.Files, library.FileStamp{Size: 1 << 18})
			if withFiles {
				place(tb, filepath.Join(b.Folder, b.Items[k].Path))
			}
		}
		bundles, records = append(bundles, b), append(records, r)
	}
	for from := 0; err == nil && from < n; from += 1000 {
		err = d.SaveBundles(tb.Context(), bundles[from:min(from+1000, n)])
	}
	if err == nil {
		err = d.SavePieceRecords(tb.Context(), records)
	}
	if err == nil {
		err = d.Close()
	}
	if err != nil {
		tb.Fatal(err)
	}
	return dir
}

// place makes a sparse file.
func place(tb testing.TB, path string) {
	tb.Helper()
	if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
		tb.Fatal(err)
	}
	f, err := os.Create(path)
	if err == nil {
		err = f.Truncate(1 << 18)
	}
	if err == nil {
		err = f.Close()
	}
	if err != nil {
		tb.Fatal(err)
	}
}

// BenchmarkStart10k opens a library of 10,000 bundles until its first shelf is
// there, and tells what the process holds in memory then.
func BenchmarkStart10k(b *testing.B) {
	dir := synthetic(b, 10_000, true)
	for b.Loop() {
		begun := time.Now()
		h := open(b, dir)
		opened := time.Since(begun)
		cards, err := h.shelf.Shelf(b.Context(), library.ShelfQuery{})
		if err != nil || len(cards) != 10_000 {
			b.Fatal(len(cards), err)
		}
		b.ReportMetric(float64(opened.Milliseconds()), "open-ms")
		b.ReportMetric(float64(time.Since(begun).Milliseconds()), "shelf-ms")
		var m runtime.MemStats
		runtime.GC()
		runtime.ReadMemStats(&m)
		b.ReportMetric(float64(m.HeapAlloc)/(1<<20), "heap-MiB")
		h.end()
	}
}
