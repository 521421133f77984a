package publish

import (
	"bytes"
	"crypto/sha1"
	"math/rand/v2"
	"slices"
	"testing"

	"github.com/anacrolix/torrent/merkle"
	"github.com/anacrolix/torrent/metainfo"
	"pgregory.net/rapid"
)

// plainHashes hashes data as the BEPs say it, piece by piece, without any haste.
func plainHashes(data []byte, piece int) (h Hashes) {
	var layer [][32]byte
	for p := range slices.Chunk(data, piece) {
		tail, padded := sha1.Sum(p), sha1.Sum(append(slices.Clone(p), make([]byte, piece-len(p))...))
		h.V1, h.Tail = append(h.V1, padded[:]...), tail[:]
		tree := merkle.NewHash()
		_, _ = tree.Write(p)
		if len(data) < piece {
			h.Root = tree.Sum(nil)
			return h
		}
		layer = append(layer, [32]byte(tree.SumMinLength(nil, piece)))
	}
	if len(layer) == 1 {
		h.Root = layer[0][:]
		return h
	}
	root := merkle.RootWithPadHash(layer, metainfo.HashForPiecePad(int64(piece)))
	h.Root = root[:]
	for _, sum := range layer {
		h.Layer = append(h.Layer, sum[:]...)
	}
	return h
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
		v1, v2 := newV1(int64(piece), memory), newV2(int64(piece))
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
		v1.finish(&got)
		v2.finish(&got)
		memory = v1.rest
		want := plainHashes(data[:size], piece)
		if !bytes.Equal(got.V1, want.V1) || !bytes.Equal(got.Tail, want.Tail) {
			t.Errorf("v1: pieces %v, tail %v", bytes.Equal(got.V1, want.V1), bytes.Equal(got.Tail, want.Tail))
		}
		if !bytes.Equal(got.Root, want.Root) || !bytes.Equal(got.Layer, want.Layer) {
			t.Errorf("v2: root %v, layer %v", bytes.Equal(got.Root, want.Root), bytes.Equal(got.Layer, want.Layer))
		}
	})
}
