package disk

import (
	"bytes"
	"testing"

	"pgregory.net/rapid"
)

func TestBitmapCounts(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		n := rapid.IntRange(0, 100).Draw(t, "pieces")
		record := bitmap(rapid.SliceOfN(rapid.Byte(), 0, 20).Draw(t, "record"))
		before := record.clone()
		b := record.sized(n)
		if !bytes.Equal(record, before) {
			t.Fatalf("%x was altered to %x", before, record)
		}
		if len(b) != (n+7)/8 {
			t.Fatalf("%d bytes for %d pieces", len(b), n)
		}
		from := rapid.IntRange(0, n).Draw(t, "from")
		to := rapid.IntRange(from, n).Draw(t, "to")
		want := 0
		for i := range n + 8 {
			switch {
			case i >= n && b.has(i):
				t.Fatalf("bit %d of %d is set", i, n)
			case i >= from && i < to && !b.has(i):
				want++
			}
		}
		if got := b.missing(from, to); got != want {
			t.Fatalf("%d missing of %d to %d, want %d", got, from, to, want)
		}
	})
}
