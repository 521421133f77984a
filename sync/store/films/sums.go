package films

import (
	"bytes"
	"crypto/sha1"
	"crypto/sha256"

	"github.com/anacrolix/torrent/merkle"
	"github.com/anacrolix/torrent/metainfo"
)

const (
	pieceSize = 256 << 10
	blockSize = 16 << 10 // of the trees of BEP 52
)

// Sums are what a torrent says of one film. Every file of a hybrid torrent begins at a piece
// of its own, so they depend on nothing else and are made once.
type Sums struct {
	V1    []byte `json:"v1"`              // SHA-1 of each piece, the last one filled up with zeros
	Tail  []byte `json:"tail"`            // SHA-1 of the last piece as it is
	Root  []byte `json:"root"`            // of the tree of its blocks
	Layer []byte `json:"layer,omitempty"` // the tree's hashes of pieces; none for a film of one piece
}

// Summer makes the sums of what is written to it.
type Summer struct {
	rest  []byte // of a piece that is not whole yet
	v1    []byte
	layer [][32]byte
}

// NewSummer makes a Summer.
func NewSummer() *Summer { return &Summer{rest: make([]byte, 0, pieceSize)} }

// Write never fails.
func (s *Summer) Write(p []byte) (int, error) {
	for left := p; len(left) > 0; {
		if len(s.rest) == pieceSize { // another one follows it
			s.piece()
		}
		n := min(len(left), pieceSize-len(s.rest))
		s.rest, left = append(s.rest, left[:n]...), left[n:]
	}
	return len(p), nil
}

// piece ends a piece that is whole.
func (s *Summer) piece() {
	sum := sha1.Sum(s.rest)
	s.v1 = append(s.v1, sum[:]...)
	s.layer = append(s.layer, merkle.Root(blocks(s.rest)))
	s.rest = s.rest[:0]
}

func blocks(piece []byte) (sums [][32]byte) {
	for len(piece) > 0 {
		n := min(len(piece), blockSize)
		sums = append(sums, sha256.Sum256(piece[:n]))
		piece = piece[n:]
	}
	return sums
}

// Sums are those of all that was written, which is something.
func (s *Summer) Sums() (out Sums) {
	tail := sha1.Sum(s.rest)
	filled := sha1.Sum(append(bytes.Clone(s.rest), make([]byte, pieceSize-len(s.rest))...))
	out.V1, out.Tail = append(bytes.Clone(s.v1), filled[:]...), tail[:]
	last := blocks(s.rest)
	if len(s.layer) == 0 { // its tree is no larger than it is
		root := merkle.RootWithPadHash(last, [32]byte{})
		out.Root = root[:]
		return out
	}
	last = append(last, make([][32]byte, pieceSize/blockSize-len(last))...)
	layer := append(s.layer[:len(s.layer):len(s.layer)], merkle.Root(last))
	root := merkle.RootWithPadHash(layer, metainfo.HashForPiecePad(pieceSize))
	out.Root = root[:]
	for _, h := range layer {
		out.Layer = append(out.Layer, h[:]...)
	}
	return out
}
