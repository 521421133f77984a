package wide

import (
	"bytes"
	"crypto/sha1"
	"crypto/sha256"
	"math/rand/v2"
	"slices"
	"testing"

	"pgregory.net/rapid"
)

// noise is data in which no message is like another.
func noise(size int) []byte {
	data := make([]byte, size)
	_, _ = rand.NewChaCha8([32]byte{1}).Read(data)
	return data
}

// TestIsTheStandardLibrarys holds both hashes against the standard library's, whatever
// number of messages of whatever size there is, wherever they lie, and with a rest
// behind them.
func TestIsTheStandardLibrarys(t *testing.T) {
	data := noise(1 << 20)
	rapid.Check(t, func(t *rapid.T) {
		size := rapid.OneOf(rapid.IntRange(1, 300), rapid.Map(rapid.IntRange(1, 300), func(n int) int { return 64 * n })).Draw(t, "size")
		from := rapid.IntRange(0, 100).Draw(t, "from")
		length := rapid.IntRange(0, min(50*size, len(data)-from)).Draw(t, "length")
		part := data[from : from+length]
		before := [][32]byte{{1}, {2}}
		got, got1 := SHA256(slices.Clone(before), part, size), SHA1([]byte("before"), part, size)
		want, want1 := before, []byte("before")
		for message := range slices.Chunk(part, size) {
			if len(message) == size {
				sum := sha1.Sum(message)
				want, want1 = append(want, sha256.Sum256(message)), append(want1, sum[:]...)
			}
		}
		if !slices.Equal(got, want) || !bytes.Equal(got1, want1) {
			t.Fatalf("%d messages: SHA-256 %v, SHA-1 %v", length/size, slices.Equal(got, want), bytes.Equal(got1, want1))
		}
	})
}

// TestReadsOnly sees that hashing leaves the data and what lies around it alone.
func TestReadsOnly(t *testing.T) {
	const size = 1 << 10
	data := noise(40 * size)
	before := bytes.Clone(data)
	SHA256(nil, data[size:35*size], size)
	SHA1(nil, data[size:35*size], size)
	if !bytes.Equal(data, before) {
		t.Fatal("the data was changed")
	}
}

func BenchmarkSHA256(b *testing.B) {
	data := noise(256 << 10)
	sums := make([][32]byte, 0, 16)
	b.SetBytes(int64(len(data)))
	for b.Loop() {
		sums = SHA256(sums[:0], data, 16<<10)
	}
}

func BenchmarkSHA1(b *testing.B) {
	data := noise(4 << 20)
	sums := make([]byte, 0, 16*sha1.Size)
	b.SetBytes(int64(len(data)))
	for b.Loop() {
		sums = SHA1(sums[:0], data, 256<<10)
	}
}

// BenchmarkOneByOne is what the wide ways are to be quicker than.
func BenchmarkOneByOne(b *testing.B) {
	data := noise(256 << 10)
	b.SetBytes(int64(len(data)))
	for b.Loop() {
		for message := range slices.Chunk(data, 16<<10) {
			sha256.Sum256(message)
		}
	}
}
