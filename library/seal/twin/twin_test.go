package twin

import (
	"bytes"
	"crypto/sha256"
	"math/rand/v2"
	"sync"
	"testing"
)

// TestAsAlone: however two streams are written, each has the hash that the standard library
// gives it.
func TestAsAlone(t *testing.T) {
	t.Parallel()
	random := rand.New(rand.NewPCG(1, 2))
	for range 60 {
		var streams [2][]byte
		for i := range streams {
			streams[i] = make([]byte, random.IntN(1<<random.IntN(23)))
			_, _ = rand.NewChaCha8([32]byte{byte(i), byte(random.Int())}).Read(streams[i])
		}
		a, b := New()
		var both sync.WaitGroup
		for i, h := range []Hash{a, b} {
			seed := random.Uint64()
			both.Go(func() { inParts(t, h, streams[i], rand.New(rand.NewPCG(seed, 0))) })
		}
		both.Wait()
	}
}

// inParts writes a stream in parts, and asks for its hash in the middle and at the end.
func inParts(t *testing.T, h Hash, data []byte, random *rand.Rand) {
	middle := random.IntN(len(data) + 1)
	for at := 0; at < len(data); {
		n := min(len(data)-at, 1+random.IntN(1<<random.IntN(20)))
		if at < middle {
			n = min(n, middle-at)
		}
		if wrote, err := h.Write(data[at : at+n]); wrote != n || err != nil {
			t.Errorf("%d of %d, %v", wrote, n, err)
		}
		if at += n; at == middle {
			check(t, h, data[:at])
		}
	}
	check(t, h, data)
}

func check(t *testing.T, h Hash, data []byte) {
	want := sha256.Sum256(data)
	if got := h.Sum([]byte("x")); !bytes.Equal(got, append([]byte("x"), want[:]...)) {
		t.Errorf("%d bytes: %x, not %x", len(data), got, want)
	}
}

// BenchmarkTwoStreams: one after the other, and in turns.
func BenchmarkTwoStreams(b *testing.B) {
	data := make([]byte, 256<<10)
	b.Run("alone", func(b *testing.B) {
		b.SetBytes(2 * int64(len(data)))
		x, y := sha256.New(), sha256.New()
		for b.Loop() {
			x.Write(data)
			y.Write(data)
		}
	})
	b.Run("twins", func(b *testing.B) {
		b.SetBytes(2 * int64(len(data)))
		x, y := New()
		for b.Loop() {
			_, _ = x.Write(data)
			_, _ = y.Write(data)
		}
	})
}
