package disk

import (
	"fmt"
	"testing"
)

// BenchmarkFetch writes pieces in blocks, hashes and marks them, with the
// recording going on beside it.
func BenchmarkFetch(b *testing.B) {
	for _, size := range []int64{256 * kib, 1 << 20} {
		b.Run(fmt.Sprint(size/kib, "KiB"), func(b *testing.B) {
			c := makeContent(b, size, spec{"film.mkv", 64 << 20, ""})
			b.SetBytes(int64(len(c.data)))
			for b.Loop() {
				b.StopTimer()
				r := open(b, c, newStore(), b.TempDir())
				b.StartTimer()
				r.fetchAll()
				b.StopTimer()
				r.shut()
				b.StartTimer()
			}
		})
	}
}

// BenchmarkWrite is the part of it that is ours: blocks without hashing.
func BenchmarkWrite(b *testing.B) {
	c := makeContent(b, 1<<20, spec{"film.mkv", 64 << 20, ""})
	r := open(b, c, newStore(), b.TempDir())
	b.SetBytes(int64(len(c.data)))
	b.ReportAllocs()
	for b.Loop() {
		for p := range c.info.NumPieces() {
			must(b, r.write(p))
		}
	}
}

// BenchmarkRead reads blocks from many goroutines, as upload does.
func BenchmarkRead(b *testing.B) {
	c := makeContent(b, 1<<20, spec{"film.mkv", 64 << 20, ""})
	r := open(b, c, newStore(), b.TempDir())
	r.fetchAll()
	r.settle()
	b.SetBytes(16 * kib)
	b.ReportAllocs()
	b.RunParallel(func(pb *testing.PB) {
		buf := make([]byte, 16*kib)
		in := r.impl.NewReader()
		for off := int64(0); pb.Next(); off = (off + 16*kib) % int64(len(c.data)) {
			if _, err := in.ReadAt(buf, off); err != nil {
				b.Error(err)
				return
			}
		}
	})
}

// BenchmarkStart opens a whole bundle of many pieces, as a start does for each.
func BenchmarkStart(b *testing.B) {
	c := makeContent(b, 16*kib, spec{"film.mkv", 16 << 20, ""})
	s, root := newStore(), b.TempDir()
	r := open(b, c, s, root)
	r.fetchAll()
	r.shut()
	b.ReportAllocs()
	for b.Loop() {
		r := open(b, c, s, root)
		if r.Have(c.id) == nil {
			b.Fatal("nothing there")
		}
		r.shut()
	}
}
