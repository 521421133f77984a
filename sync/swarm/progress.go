package swarm

import (
	"math/bits"
	"slices"

	"matinee/library"
)

// progress tells how much of each item is verified, how much of what is wanted,
// and which part of the pieces has a known state. Engine.mu must be held.
func (e *Engine) progress(en *entry) (items []library.ItemProgress, done int64, checked float64) {
	if !en.bundle.HasInfo() {
		return nil, 0, 1
	}
	items = e.itemsDone(en)
	for i, item := range en.bundle.Items {
		if item.Priority != library.Skip {
			done += items[i].Done
		}
	}
	return items, done, e.checked(en)
}

// checked is the part of the pieces that need not be hashed first.
func (e *Engine) checked(en *entry) float64 {
	total := pieceCount(en.bundle, en.aligned)
	if total == 0 {
		return 1
	}
	return 1 - float64(e.disk.Unknown(en.id))/float64(total)
}

func pieceCount(b library.Bundle, aligned bool) int {
	if b.PieceLength <= 0 || len(b.Items) == 0 {
		return 0
	}
	last := len(b.Items) - 1
	end := itemOffsets(b, aligned)[last] + b.Items[last].Length
	return int((end + b.PieceLength - 1) / b.PieceLength)
}

// itemOffsets tells where each item begins in the torrent. A gap in the indexes
// is a padding file (BEP 47), which exists to start the next item on a piece. In an
// aligned torrent each item begins on one, and the indexes have no gaps.
func itemOffsets(b library.Bundle, aligned bool) []int64 {
	offsets := make([]int64, len(b.Items))
	var at int64
	next := 0
	for i, item := range b.Items {
		if (aligned || item.Index != next) && b.PieceLength > 0 {
			at = (at + b.PieceLength - 1) / b.PieceLength * b.PieceLength
		}
		offsets[i] = at
		at += item.Length
		next = item.Index + 1
	}
	return offsets
}

// itemsDone counts the verified bytes of every item; Engine.mu must be held.
func (e *Engine) itemsDone(en *entry) []library.ItemProgress {
	b := en.bundle
	out := make([]library.ItemProgress, len(b.Items))
	have := e.disk.Have(en.id)
	offsets := itemOffsets(b, en.aligned)
	for i, item := range b.Items {
		out[i] = library.ItemProgress{Index: item.Index}
		if item.Length > 0 && b.PieceLength > 0 && !slices.Contains(en.absent, item.Index) {
			out[i].Done = bytesDone(have, b.PieceLength, offsets[i], item.Length)
		}
	}
	return out
}

// bytesDone counts the bytes of [from, from+length) that lie in pieces of the
// bitmap (BEP 3 bitfield order).
func bytesDone(have []byte, pieceLength, from, length int64) int64 {
	first, last := int(from/pieceLength), int((from+length-1)/pieceLength)
	done := int64(countBits(have, first, last+1)) * pieceLength
	if hasBit(have, first) {
		done -= from - int64(first)*pieceLength
	}
	if hasBit(have, last) {
		done -= int64(last+1)*pieceLength - (from + length)
	}
	return done
}

func hasBit(bitmap []byte, i int) bool {
	return i/8 < len(bitmap) && bitmap[i/8]&(0x80>>(i%8)) != 0
}

// countBits counts the set bits in [from, to).
func countBits(bitmap []byte, from, to int) int {
	n := 0
	for from < to && from/8 < len(bitmap) {
		if from%8 == 0 && to-from >= 8 {
			n += bits.OnesCount8(bitmap[from/8])
			from += 8
			continue
		}
		if hasBit(bitmap, from) {
			n++
		}
		from++
	}
	return n
}
