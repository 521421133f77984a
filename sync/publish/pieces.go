package publish

import (
	"crypto/sha1"
	"crypto/sha256"
	"hash"
	"slices"

	"github.com/anacrolix/torrent/merkle"
	"github.com/anacrolix/torrent/metainfo"

	"matinee/sync/publish/wide"
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

// maxTogether bounds the memory for pieces that are hashed at the same time.
const maxTogether = 16 << 20

// v1Pieces hashes the pieces of BEP 3: as many at the same time as the processor can
// and memory is for, else one after the other.
type v1Pieces struct {
	piece  int64
	most   int64  // bytes that are gathered before they are hashed; 0 when nothing is
	rest   []byte // gathered
	filled int64  // of the piece that hash is in
	hash   hash.Hash
	sums   []byte
}

// newV1 may use memory that another one has left over.
func newV1(piece int64, memory []byte) *v1Pieces {
	v := &v1Pieces{piece: piece, rest: memory[:0], hash: sha1.New()}
	if n := int64(wide.Together()); n > 1 && n*piece <= maxTogether {
		v.most = n * piece
	}
	return v
}

func (v *v1Pieces) Write(p []byte) (int, error) {
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
func (v *v1Pieces) each(p []byte) {
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

// finish ends the last piece. Where it is full there is nothing to fill up.
func (v *v1Pieces) finish(into *Hashes) {
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

// v2Pieces hashes the Merkle tree of BEP 52, of which it keeps the layer of pieces.
type v2Pieces struct {
	piece  int64
	rest   []byte     // of a block that is not whole yet
	blocks [][32]byte // of the piece under way, and of what came with its end
	layer  [][32]byte
}

func newV2(piece int64) *v2Pieces {
	return &v2Pieces{piece: piece, rest: make([]byte, 0, blockSize)}
}

func (v *v2Pieces) Write(p []byte) (int, error) {
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
func (v *v2Pieces) pieces() {
	whole := int(v.piece / blockSize)
	left := v.blocks
	for ; len(left) >= whole; left = left[whole:] {
		v.layer = append(v.layer, merkle.Root(left[:whole]))
	}
	v.blocks = v.blocks[:copy(v.blocks, left)]
}

// finish works out the root. A file of less than one piece is its own tree.
func (v *v2Pieces) finish(into *Hashes) {
	if len(v.rest) > 0 {
		v.blocks = append(v.blocks, sha256.Sum256(v.rest))
		v.rest = v.rest[:0]
		v.pieces()
	}
	if len(v.layer) == 0 {
		root := merkle.RootWithPadHash(v.blocks, [32]byte{})
		into.Root = root[:]
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
	root := merkle.RootWithPadHash(v.layer, metainfo.HashForPiecePad(v.piece))
	into.Root = root[:]
	into.Layer = make([]byte, 0, 32*len(v.layer))
	for _, h := range v.layer {
		into.Layer = append(into.Layer, h[:]...)
	}
}
