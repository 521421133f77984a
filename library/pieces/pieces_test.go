package pieces

import (
	"bytes"
	"crypto/sha1"
	"crypto/sha256"
	"math/rand/v2"
	"slices"
	"testing"

	"pgregory.net/rapid"
)

// plainHashes hashes data as the BEPs say it, from the top down, without any haste.
func plainHashes(data []byte, piece int) (h Hashes) {
	n := 0
	for p := range slices.Chunk(data, piece) {
		tail, padded := sha1.Sum(p), sha1.Sum(append(slices.Clone(p), make([]byte, piece-len(p))...))
		h.V1, h.Tail = append(h.V1, padded[:]...), tail[:]
		sum := tree(p, piece/blockSize)
		h.Layer = append(h.Layer, sum[:]...)
		n++
	}
	blocks := 1 // as many leaves as a tree of all data has
	for blocks*blockSize < len(data) {
		blocks *= 2
	}
	sum := tree(data, blocks)
	h.Root = sum[:]
	if n == 1 {
		h.Layer = nil
	}
	return h
}

// tree is the root of so many blocks; those behind the data are zeros instead of a hash.
func tree(data []byte, blocks int) [32]byte {
	if blocks == 1 {
		if len(data) == 0 {
			return [32]byte{}
		}
		return sha256.Sum256(data)
	}
	half := min(len(data), blocks/2*blockSize)
	left, right := tree(data[:half], blocks/2), tree(data[half:], blocks/2)
	return sha256.Sum256(append(left[:], right[:]...))
}

// TestPieces: however data comes in, and whether pieces are hashed together or not,
// the torrent says the same of it.
func TestPieces(t *testing.T) {
	t.Parallel()
	data := make([]byte, 3<<20)
	_, _ = rand.NewChaCha8([32]byte{2}).Read(data)
	var memory []byte
	rapid.Check(t, func(t *rapid.T) {
		piece := 16 << 10 << rapid.IntRange(0, 3).Draw(t, "doublings")
		size := rapid.OneOf(rapid.IntRange(1, len(data)),
			rapid.Map(rapid.IntRange(1, len(data)/piece), func(n int) int { return n * piece })).Draw(t, "size")
		together := rapid.Bool().Draw(t, "together")
		v1, v2 := NewV1(int64(piece), memory), NewV2(int64(piece))
		if !together {
			v1.most = 0
		}
		for left := data[:size]; len(left) > 0; {
			n := min(len(left), rapid.IntRange(1, 512<<10).Draw(t, "write"))
			_, _ = v1.Write(left[:n])
			_, _ = v2.Write(left[:n])
			left = left[n:]
		}
		var got Hashes
		v1.Finish(&got)
		v2.Finish(&got)
		memory = v1.Memory()
		want := plainHashes(data[:size], piece)
		if !bytes.Equal(got.V1, want.V1) || !bytes.Equal(got.Tail, want.Tail) {
			t.Errorf("v1: pieces %v, tail %v", bytes.Equal(got.V1, want.V1), bytes.Equal(got.Tail, want.Tail))
		}
		if !bytes.Equal(got.Root, want.Root) || !bytes.Equal(got.Layer, want.Layer) {
			t.Errorf("v2: root %v, layer %v", bytes.Equal(got.Root, want.Root), bytes.Equal(got.Layer, want.Layer))
		}
	})
}
