package publish

import (
	"crypto/sha1"
	"hash"

	"github.com/anacrolix/torrent/merkle"
	"github.com/anacrolix/torrent/metainfo"
)

// pieceLength is the size of pieces for so many bytes in all: small ones start
// sooner, large ones keep the torrent small.
func pieceLength(total int64) int64 {
	const gib = 1 << 30
	switch {
	case total <= 2*gib:
		return 256 << 10
	case total <= 4*gib:
		return 512 << 10
	case total <= 8*gib:
		return 1 << 20
	case total <= 16*gib:
		return 2 << 20
	}
	return 4 << 20
}

// Hashes are what a torrent says of one file. Every file begins at a piece of its
// own (BEP 52), so they do not depend on what stands before it.
type Hashes struct {
	V1    []byte `json:"v1"`    // SHA-1 of each piece, the last one filled up with zeros
	Tail  []byte `json:"tail"`  // SHA-1 of the last piece as it is
	Root  []byte `json:"root"`  // of the Merkle tree of its blocks
	Layer []byte `json:"layer"` // the tree's hashes of pieces; empty for a file of one piece
}

// v1Pieces hashes the pieces of BEP 3.
type v1Pieces struct {
	piece, filled int64
	hash          hash.Hash
	sums          []byte
}

func newV1(piece int64) *v1Pieces { return &v1Pieces{piece: piece, hash: sha1.New()} }

func (v *v1Pieces) Write(p []byte) (int, error) {
	for rest := p; len(rest) > 0; {
		n := min(int64(len(rest)), v.piece-v.filled)
		v.hash.Write(rest[:n])
		rest, v.filled = rest[n:], v.filled+n
		if v.filled == v.piece {
			v.sums = v.hash.Sum(v.sums)
			v.hash.Reset()
			v.filled = 0
		}
	}
	return len(p), nil
}

// finish ends the last piece. Where it is full there is nothing to fill up.
func (v *v1Pieces) finish(into *Hashes) {
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

// v2Pieces hashes the Merkle tree of BEP 52, of which it keeps the layer of pieces.
type v2Pieces struct {
	piece, filled int64
	tree          *merkle.Hash
	layer         [][32]byte
}

func newV2(piece int64) *v2Pieces { return &v2Pieces{piece: piece, tree: merkle.NewHash()} }

func (v *v2Pieces) Write(p []byte) (int, error) {
	for rest := p; len(rest) > 0; {
		n := min(int64(len(rest)), v.piece-v.filled)
		_, _ = v.tree.Write(rest[:n]) // it cannot fail, and counts the rest of a block wrong
		rest, v.filled = rest[n:], v.filled+n
		if v.filled == v.piece {
			v.end()
		}
	}
	return len(p), nil
}

func (v *v2Pieces) end() {
	v.layer = append(v.layer, [32]byte(v.tree.SumMinLength(nil, int(v.piece))))
	v.tree.Reset()
	v.filled = 0
}

// finish works out the root. A file of less than one piece is its own tree.
func (v *v2Pieces) finish(into *Hashes) {
	if len(v.layer) == 0 {
		into.Root = v.tree.Sum(nil)
		return
	}
	if v.filled > 0 {
		v.end()
	}
	if len(v.layer) == 1 {
		into.Root = v.layer[0][:]
		return
	}
	root := merkle.RootWithPadHash(v.layer, metainfo.HashForPiecePad(v.piece))
	into.Root = root[:]
	into.Layer = make([]byte, 0, 32*len(v.layer))
	for _, h := range v.layer {
		into.Layer = append(into.Layer, h[:]...)
	}
}
