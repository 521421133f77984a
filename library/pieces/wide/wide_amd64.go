//go:build !purego

package wide

import (
	"crypto/sha1"
	"crypto/sha256"
	"encoding/binary"

	"golang.org/x/sys/cpu"
)

// lanes is how many messages are hashed at the same time.
const lanes = 16

// block is what both hashes take in at once, in bytes.
const block = 64

// state holds the words of a hash, each of every lane; SHA-1 has five, SHA-256 eight.
type state [8][lanes]uint32

// sha256Blocks takes count blocks into the state of each lane, whose data begins
// stride bytes behind that of the lane before.
//
//go:noescape
func sha256Blocks(s *state, data *byte, stride, count uint64)

// sha1Blocks is sha256Blocks for SHA-1.
//
//go:noescape
func sha1Blocks(s *state, data *byte, stride, count uint64)

// Together is how many messages are hashed at the same time.
func Together() int {
	if cpu.X86.HasAVX512F && cpu.X86.HasAVX512BW {
		return lanes
	}
	return 1
}

func wideSHA256(sums [][sha256.Size]byte, data []byte, size int) ([][sha256.Size]byte, []byte) {
	left := hash(data, size, sha256Blocks, []uint32{
		0x6a09e667, 0xbb67ae85, 0x3c6ef372, 0xa54ff53a, 0x510e527f, 0x9b05688c, 0x1f83d9ab, 0x5be0cd19,
	}, func(sum []byte) { sums = append(sums, [sha256.Size]byte(sum)) })
	return sums, left
}

func wideSHA1(sums, data []byte, size int) (all, left []byte) {
	left = hash(data, size, sha1Blocks, []uint32{0x67452301, 0xefcdab89, 0x98badcfe, 0x10325476, 0xc3d2e1f0},
		func(sum []byte) { sums = append(sums, sum[:sha1.Size]...) })
	return sums, left
}

// hash hashes as many messages as fill all lanes, and returns the data behind them.
func hash(data []byte, size int, blocks func(*state, *byte, uint64, uint64), initial []uint32, take func(sum []byte)) []byte {
	if size < block || size%block != 0 || Together() == 1 {
		return data
	}
	end := padding(size)
	for ; len(data) >= lanes*size; data = data[lanes*size:] {
		var s state
		for word, value := range initial {
			for lane := range lanes {
				s[word][lane] = value
			}
		}
		blocks(&s, &data[0], uint64(size), uint64(size/block))
		blocks(&s, &end[0], 0, 1)
		for lane := range lanes {
			var sum [4 * len(s)]byte
			for word := range s {
				binary.BigEndian.PutUint32(sum[4*word:], s[word][lane])
			}
			take(sum[:])
		}
	}
	return data
}

// padding is what both hashes put behind a message of whole blocks: a bit, zeros, and
// the message's length in bits.
func padding(size int) (end [block]byte) {
	end[0] = 0x80
	binary.BigEndian.PutUint64(end[block-8:], 8*uint64(size))
	return end
}
