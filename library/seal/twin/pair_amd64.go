//go:build !purego

package twin

import (
	"crypto/sha256"
	"encoding/binary"
	"sync"

	"github.com/klauspost/cpuid/v2"
)

const (
	block = 64      // what SHA-256 takes in at once, in bytes
	most  = 2 << 20 // bytes of one stream that wait for the other
)

// New are two streams, each to be written by one goroutine. Neither waits for data of the
// other: what comes first is kept, and the oldest of it hashed alone once that is too much.
// Any block of one goes with any block of the other.
func New() (Hash, Hash) {
	if !able() {
		return sha256.New(), sha256.New()
	}
	lock := &sync.Mutex{}
	a, b := &stream{lock: lock, state: initial}, &stream{lock: lock, state: initial}
	a.other, b.other = b, a
	return a, b
}

// able reports whether the processor has what the assembly is made of.
func able() bool { return cpuid.CPU.Supports(cpuid.SHA, cpuid.SSE4, cpuid.SSSE3) }

// initial is how SHA-256 begins (FIPS 180-4, 5.3.3).
var initial = [8]uint32{0x6a09e667, 0xbb67ae85, 0x3c6ef372, 0xa54ff53a, 0x510e527f, 0x9b05688c, 0x1f83d9ab, 0x5be0cd19}

// stream is one of two, which have a lock together.
type stream struct {
	lock   *sync.Mutex
	other  *stream
	state  [8]uint32
	length uint64
	memory []byte // empty; rest lies in it
	rest   []byte // not hashed yet
}

// blocks takes n blocks of each stream into its state.
//
//go:noescape
func blocks(a, b *[8]uint32, ofA, ofB *byte, n uint64)

// Write implements [io.Writer].
func (s *stream) Write(data []byte) (int, error) {
	s.lock.Lock()
	defer s.lock.Unlock()
	s.length += uint64(len(data))
	left := data
	if begun := len(s.rest) % block; begun > 0 {
		left = left[s.keep(left[:min(block-begun, len(left))]):]
	}
	s.rest = s.rest[s.both(s.rest):]
	if len(s.rest) == 0 { // the usual way: nothing is copied
		left = left[s.both(left):]
	}
	s.keep(left)
	if over := len(s.rest) - most; over > 0 {
		s.alone((over + block - 1) / block)
	}
	return len(data), nil
}

// keep puts data to the rest, which moves to the front of its memory when there is no room
// behind it.
func (s *stream) keep(data []byte) int {
	if need := len(s.rest) + len(data); cap(s.rest) < need {
		if cap(s.memory) < 2*need {
			s.memory = make([]byte, 0, 3*need)
		}
		s.rest = append(s.memory, s.rest...)
	}
	s.rest = append(s.rest, data...)
	return len(data)
}

// both hashes as many blocks of data as the other stream has, which drops its own. It
// returns how many bytes that were.
func (s *stream) both(data []byte) int {
	n := min(len(data), len(s.other.rest)) / block
	if n > 0 {
		blocks(&s.state, &s.other.state, &data[0], &s.other.rest[0], uint64(n))
		s.other.rest = s.other.rest[n*block:]
	}
	return n * block
}

// alone hashes that many blocks that are there.
func (s *stream) alone(n int) {
	unused := s.state
	blocks(&s.state, &unused, &s.rest[0], &s.rest[0], uint64(n))
	s.rest = s.rest[n*block:]
}

// Sum implements [Hash].
func (s *stream) Sum(before []byte) []byte {
	s.lock.Lock()
	defer s.lock.Unlock()
	end := stream{state: s.state, rest: append([]byte(nil), s.rest...)}
	end.rest = append(end.rest, 0x80)
	for len(end.rest)%block != block-8 {
		end.rest = append(end.rest, 0)
	}
	end.rest = binary.BigEndian.AppendUint64(end.rest, 8*s.length)
	end.alone(len(end.rest) / block)
	for _, word := range end.state {
		before = binary.BigEndian.AppendUint32(before, word)
	}
	return before
}
