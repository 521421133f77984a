package library_test

import (
	"bytes"
	"testing"

	"matinee/library"

	"pgregory.net/rapid"
)

func TestPieceRecordUsesBEP3Order(t *testing.T) {
	var r library.PieceRecord
	for _, i := range []int{0, 7, 9, 16} {
		r.Set(i, true)
	}
	if want := []byte{0x81, 0x40, 0x80}; !bytes.Equal(r.Done, want) {
		t.Fatalf("Done = %x, want %x", r.Done, want)
	}
	r.Set(7, false)
	r.Set(100, false)
	r.Set(-1, true)
	if want := []byte{0x80, 0x40, 0x80}; !bytes.Equal(r.Done, want) {
		t.Fatalf("after clearing: Done = %x, want %x", r.Done, want)
	}
	if r.Has(-1) || r.Has(24) || r.Has(1<<40) {
		t.Fatal("a piece outside the bitmap is not verified")
	}
}

func TestPieceRecordIsASet(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		var r library.PieceRecord
		model := map[int]bool{}
		for range rapid.IntRange(0, 50).Draw(t, "steps") {
			i, v := rapid.IntRange(0, 99).Draw(t, "piece"), rapid.Bool().Draw(t, "v")
			r.Set(i, v)
			model[i] = v
		}
		for i := range 120 {
			if r.Has(i) != model[i] {
				t.Fatalf("Has(%d) = %v, want %v", i, r.Has(i), model[i])
			}
		}
	})
}
