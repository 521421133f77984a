// Package pieces makes what a torrent says of a file (BEP 3, BEP 52). It must not know what a
// torrent is for, nor write one.
package pieces

import (
	"crypto/sha1"
	"crypto/sha256"
	"hash"
	"slices"

	"matinee/library/pieces/wide"
)

// Hashes are what a torrent says of one file. Every file begins at a piece of its
// own (BEP 52), so they do not depend on what stands before it.
type Hashes struct {
	V1    []byte `json:"v1"`    // SHA-1 of each piece, the last one filled up with zeros
	Tail  []byte `json:"tail"`  // SHA-1 of the last piece as it is
	Root  []byte `json:"root"`  // of the Merkle tree of its blocks
	Layer []byte `json:"layer"` // the tree's hashes of pieces; empty for a file of one piece
}

// maxTogether bounds the memory for pieces that are hashed at the same time.
const maxTogether = 16 << 20

// V1 hashes the pieces of BEP 3: as many at the same time as the processor can
// and memory is for, else one after the other.
type V1 struct {
	piece  int64
	most   int64  // bytes that are gathered before they are hashed; 0 when nothing is
	rest   []byte // gathered
	filled int64  // of the piece that hash is in
	hash   hash.Hash
	sums   []byte
}

// NewV1 may use memory that another one has left over.
func NewV1(piece int64, memory []byte) *V1 {
	v := &V1{piece: piece, rest: memory[:0], hash: sha1.New()}
	if n := int64(wide.Together()); n > 1 && n*piece <= maxTogether {
		v.most = n * piece
	}
	return v
}

// Write never fails.
func (v *V1) Write(p []byte) (int, error) {
	if v.most == 0 {
		v.each(p)
		return len(p), nil
	}
	if len(v.rest) > 0 { // it is no small file
		v.rest = slices.Grow(v.rest, int(v.most)-len(v.rest))
	}
	for left := p; len(left) > 0; {
		n := min(int64(len(left)), v.most-int64(len(v.rest)))
		v.rest, left = append(v.rest, left[:n]...), left[n:]
		if int64(len(v.rest)) == v.most {
			v.sums = wide.SHA1(v.sums, v.rest, int(v.piece))
			v.rest = v.rest[:0]
		}
	}
	return len(p), nil
}

// each hashes what comes next of one piece after the other.
func (v *V1) each(p []byte) {
	for left := p; len(left) > 0; {
		n := min(int64(len(left)), v.piece-v.filled)
		v.hash.Write(left[:n])
		left, v.filled = left[n:], v.filled+n
		if v.filled == v.piece {
			v.sums = v.hash.Sum(v.sums)
			v.hash.Reset()
			v.filled = 0
		}
	}
}

// Memory is what the next one may use, once this one is finished.
func (v *V1) Memory() []byte { return v.rest }

// Finish ends the last piece. Where it is full there is nothing to fill up.
func (v *V1) Finish(into *Hashes) {
	v.each(v.rest)
	v.rest = v.rest[:0]
	if v.filled == 0 {
		into.V1, into.Tail = v.sums, v.sums[max(0, len(v.sums)-sha1.Size):]
		return
	}
	into.Tail = v.hash.Sum(nil)
	zeros := make([]byte, 64<<10)
	for left := v.piece - v.filled; left > 0; {
		n := min(left, int64(len(zeros)))
		v.hash.Write(zeros[:n])
		left -= n
	}
	into.V1 = v.hash.Sum(v.sums)
}

// blockSize is that of the blocks of BEP 52; only the last one of a file may be shorter.
const blockSize = 16 << 10

// V2 hashes the Merkle tree of BEP 52, of which it keeps the layer of pieces.
type V2 struct {
	piece  int64
	rest   []byte     // of a block that is not whole yet
	blocks [][32]byte // of the piece under way, and of what came with its end
	layer  [][32]byte
}

// NewV2 begins with the first byte of a file.
func NewV2(piece int64) *V2 {
	return &V2{piece: piece, rest: make([]byte, 0, blockSize)}
}

// Write never fails.
func (v *V2) Write(p []byte) (int, error) {
	left := p
	if len(v.rest) > 0 {
		n := min(blockSize-len(v.rest), len(left))
		v.rest, left = append(v.rest, left[:n]...), left[n:]
		if len(v.rest) < blockSize {
			return len(p), nil
		}
		v.blocks = wide.SHA256(v.blocks, v.rest, blockSize)
		v.rest = v.rest[:0]
	}
	v.blocks = wide.SHA256(v.blocks, left, blockSize)
	v.rest = append(v.rest, left[len(left)/blockSize*blockSize:]...)
	v.pieces()
	return len(p), nil
}

// pieces ends the pieces that are whole.
func (v *V2) pieces() {
	whole := int(v.piece / blockSize)
	left := v.blocks
	for ; len(left) >= whole; left = left[whole:] {
		v.layer = append(v.layer, root(left[:whole], [32]byte{}))
	}
	v.blocks = v.blocks[:copy(v.blocks, left)]
}

// Finish works out the root. A file of less than one piece is its own tree.
func (v *V2) Finish(into *Hashes) {
	if len(v.rest) > 0 {
		v.blocks = append(v.blocks, sha256.Sum256(v.rest))
		v.rest = v.rest[:0]
		v.pieces()
	}
	if len(v.layer) == 0 {
		sum := root(v.blocks, [32]byte{})
		into.Root = sum[:]
		return
	}
	if len(v.blocks) > 0 {
		v.blocks = append(v.blocks, make([][32]byte, v.piece/blockSize-int64(len(v.blocks)))...)
		v.pieces()
	}
	if len(v.layer) == 1 {
		into.Root = v.layer[0][:]
		return
	}
	sum := root(v.layer, root(make([][32]byte, v.piece/blockSize), [32]byte{}))
	into.Root = sum[:]
	into.Layer = make([]byte, 0, 32*len(v.layer))
	for _, h := range v.layer {
		into.Layer = append(into.Layer, h[:]...)
	}
}

// root is that of a tree whose leaves are these, filled up with pad to a power of two.
func root(leaves [][32]byte, pad [32]byte) [32]byte {
	if len(leaves) == 0 {
		return sha256.Sum256(nil)
	}
	level := slices.Clone(leaves)
	for len(level)&(len(level)-1) != 0 {
		level = append(level, pad)
	}
	for ; len(level) > 1; level = level[:len(level)/2] {
		for i := range len(level) / 2 {
			var both [64]byte
			copy(both[:32], level[2*i][:])
			copy(both[32:], level[2*i+1][:])
			level[i] = sha256.Sum256(both[:])
		}
	}
	return level[0]
}

// Summer makes all of it of what is written to it, which is something.
type Summer struct {
	v1 *V1
	v2 *V2
}

// NewSummer makes one for pieces of a size.
func NewSummer(piece int64) *Summer { return &Summer{NewV1(piece, nil), NewV2(piece)} }

// Write never fails.
func (s *Summer) Write(p []byte) (int, error) {
	_, _ = s.v1.Write(p)
	return s.v2.Write(p)
}

// Sum ends the file.
func (s *Summer) Sum() (h Hashes) {
	s.v1.Finish(&h)
	s.v2.Finish(&h)
	return h
}
