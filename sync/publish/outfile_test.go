package publish

import (
	"bytes"
	"errors"
	"math/rand/v2"
	"os"
	"path/filepath"
	"runtime"
	"syscall"
	"testing"
)

// TestOutfile: what is written is what is there, over more windows than may wait, and
// with an end in the middle of a page.
func TestOutfile(t *testing.T) {
	t.Parallel()
	path := filepath.Join(t.TempDir(), "out")
	must(t, os.WriteFile(path, []byte("something older"), 0o600))
	data := make([]byte, (windowCount+2)*windowSize+12345)
	_, _ = rand.NewChaCha8([32]byte{3}).Read(data)
	o, err := create(path)
	must(t, err)
	for left := data; len(left) > 0; {
		n, err := o.Write(left[:min(len(left), 300_000)])
		must(t, err)
		left = left[n:]
	}
	must(t, o.Close())
	if got, err := os.ReadFile(path); err != nil || !bytes.Equal(got, data) {
		t.Fatalf("%d bytes of %d, %v", len(got), len(data), err)
	}
}

// TestOutfileTells: what the disk says in the middle of a file is told, by the next
// write or at the end.
func TestOutfileTells(t *testing.T) {
	t.Parallel()
	if runtime.GOOS != "linux" {
		t.Skip("there is no /dev/full")
	}
	o, err := create("/dev/full")
	must(t, err)
	if _, err := o.Write([]byte("x")); !isFull(err) {
		t.Errorf("full: %v", err)
	}
	must(t, ignoring(o.Close(), syscall.EINVAL)) // a device cannot be synced
	o, err = create(filepath.Join(t.TempDir(), "out"))
	must(t, err)
	broken := error(syscall.EIO)
	o.failed.Store(&broken)
	if _, err := o.Write([]byte("x")); !errors.Is(err, syscall.EIO) {
		t.Errorf("next write: %v", err)
	}
	if err := o.Close(); !errors.Is(err, syscall.EIO) {
		t.Errorf("close: %v", err)
	}
}

func ignoring(err, known error) error {
	if errors.Is(err, known) {
		return nil
	}
	return err
}
