package seal_test

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"sync"
	"testing"

	"pgregory.net/rapid"

	"matinee/library"
	"matinee/library/seal"
)

// watched counts the bytes that are read from it, and can fail.
type watched struct {
	*bytes.Reader
	mu   sync.Mutex
	read int
	err  error
}

func (w *watched) ReadAt(p []byte, off int64) (int, error) {
	w.mu.Lock()
	defer w.mu.Unlock()
	if w.err != nil {
		return 0, w.err
	}
	w.read += len(p)
	return w.Reader.ReadAt(p, off)
}

// taken is what was read since the last time.
func (w *watched) taken() int {
	w.mu.Lock()
	defer w.mu.Unlock()
	n := w.read
	w.read = 0
	return n
}

func TestReadAnywhere(t *testing.T) {
	edition := newPair(t)
	content := noise(1_500_000)
	file := sealed(t, content, edition.recipient)
	opened, err := seal.OpenAt(bytes.NewReader(file), int64(len(file)), edition.identity)
	if err != nil {
		t.Fatal(err)
	}
	rapid.Check(t, func(t *rapid.T) {
		off := rapid.Int64Range(0, int64(len(content))+10).Draw(t, "off")
		part := make([]byte, rapid.IntRange(0, 600_000).Draw(t, "length"))
		n, err := opened.ReadAt(part, off)
		rest := content[min(off, int64(len(content))):]
		if want := min(len(part), len(rest)); n != want || !bytes.Equal(part[:n], rest[:n]) {
			t.Fatalf("%d bytes of %d, or other ones", n, want)
		}
		if (err == nil) != (n == len(part)) || err != nil && !errors.Is(err, io.EOF) {
			t.Fatalf("%d of %d: %v", n, len(part), err)
		}
	})
	if _, err := opened.ReadAt(make([]byte, 1), -1); err == nil || errors.Is(err, io.EOF) {
		t.Errorf("before the start: %v", err)
	}
}

// TestLittleIsReadAfterAJump: opening needs the header and not the end; a jump
// needs the chunk it leads to, and so does reading on from there, since a picture waits for
// it; only where reading goes on for long more is opened at once.
func TestLittleIsReadAfterAJump(t *testing.T) {
	edition := newPair(t)
	file := sealed(t, noise(14_000_000), edition.recipient)
	source := &watched{Reader: bytes.NewReader(file)}
	opened, err := seal.OpenAt(source, int64(len(file)), edition.identity)
	if err != nil {
		t.Fatal(err)
	}
	if n := source.taken(); n > 5000 {
		t.Errorf("opening read %d bytes", n)
	}
	const chunk = 64<<10 + 16
	part := make([]byte, 1000)
	if _, err := opened.ReadAt(part, 1_000_000); err != nil {
		t.Fatal(err)
	}
	if n := source.taken(); n != chunk {
		t.Errorf("a jump read %d bytes", n)
	}
	if _, err := opened.ReadAt(part, 16<<16); err != nil { // the chunk behind it
		t.Fatal(err)
	}
	if n := source.taken(); n != chunk {
		t.Errorf("behind a jump %d bytes were read", n)
	}
	if n := opened.Ahead(1_000_000); n != 16<<16-1_000_000 || opened.Ahead(16<<16) != 64<<10 {
		t.Errorf("%d bytes more are in the chunk", n)
	}
	section := io.NewSectionReader(opened, 1_000_000, 700_000)
	if _, err := io.CopyBuffer(struct{ io.Writer }{io.Discard}, struct{ io.Reader }{section}, make([]byte, 10_000)); err != nil {
		t.Fatal(err)
	}
	if total := source.taken(); total < 700_000-2*chunk || total > 700_000+4*chunk {
		t.Errorf("reading on took %d bytes for 700,000", total)
	}
	if _, err := opened.ReadAt(part, 1_200_000); err != nil || source.taken() != 0 {
		t.Errorf("what was just read is read again: %v", err)
	}
	section = io.NewSectionReader(opened, 1_700_000, 9_600_000)
	if _, err := io.Copy(io.Discard, section); err != nil {
		t.Fatal(err)
	}
	source.taken()
	n := 0
	for at := int64(172 << 16); n == 0; at += 64 << 10 { // up to what is not kept
		if _, err := opened.ReadAt(part, at); err != nil {
			t.Fatal(err)
		}
		n = source.taken()
	}
	if n != 4*chunk {
		t.Errorf("where reading goes on for long, %d bytes were read", n)
	}
}

// TestErrorsOfTheSourceStayThemselves: waiting, being canceled or a disk that
// fails is no damage, and a later read works.
func TestErrorsOfTheSourceStayThemselves(t *testing.T) {
	edition := newPair(t)
	content := noise(1_000_000)
	file := sealed(t, content, edition.recipient)
	source := &watched{Reader: bytes.NewReader(file), err: context.Canceled}
	if _, err := seal.OpenAt(source, int64(len(file)), edition.identity); !errors.Is(err, context.Canceled) || library.CodeOf(err) != library.CodeInternal {
		t.Errorf("while opening: %v", err)
	}
	source.err = nil
	opened, err := seal.OpenAt(source, int64(len(file)), edition.identity)
	if err != nil {
		t.Fatal(err)
	}
	waits := library.Errorf(library.CodeNoPeers, "nobody is there")
	part := make([]byte, 100)
	source.err = waits
	if _, err := opened.ReadAt(part, 300_000); !errors.Is(err, waits) {
		t.Errorf("while reading: %v", err)
	}
	source.err = nil
	if _, err := opened.ReadAt(part, 300_000); err != nil || !bytes.Equal(part, content[300_000:300_100]) {
		t.Errorf("afterwards: %v", err)
	}
}

func TestManyReadAtOnce(t *testing.T) {
	edition := newPair(t)
	content := noise(2_000_000)
	file := sealed(t, content, edition.recipient)
	opened, err := seal.OpenAt(bytes.NewReader(file), int64(len(file)), edition.identity)
	if err != nil {
		t.Fatal(err)
	}
	var readers sync.WaitGroup
	problems := make(chan error, 8)
	for i := range 8 {
		readers.Go(func() {
			part := make([]byte, 30_000)
			for j := range 40 {
				off := int64((i*7919+j*104729)%(len(content)-len(part))) &^ 7
				if _, err := opened.ReadAt(part, off); err != nil || !bytes.Equal(part, content[off:off+int64(len(part))]) {
					problems <- fmt.Errorf("at %d: %w", off, err)
					return
				}
			}
		})
	}
	readers.Wait()
	close(problems)
	for err := range problems {
		t.Error(err)
	}
}

func BenchmarkOpenAt(b *testing.B) {
	edition := newPair(b)
	content := noise(32 << 20)
	file := sealed(b, content, edition.recipient)
	for _, size := range []int{32 << 10, 256 << 10, 1 << 20} {
		b.Run(fmt.Sprintf("%dKiB", size>>10), func(b *testing.B) {
			b.SetBytes(int64(len(content)))
			buffer := make([]byte, size)
			for b.Loop() {
				opened, err := seal.OpenAt(bytes.NewReader(file), int64(len(file)), edition.identity)
				if err != nil {
					b.Fatal(err)
				}
				for off := int64(0); off < opened.Size(); off += int64(size) {
					if _, err := opened.ReadAt(buffer, off); err != nil && !errors.Is(err, io.EOF) {
						b.Fatal(err)
					}
				}
			}
		})
	}
}
