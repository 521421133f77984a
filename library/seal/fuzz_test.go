package seal_test

import (
	"bytes"
	"io"
	"testing"

	"matinee/library/seal"
)

// FuzzOpen: no bytes but those that were sealed come out of any file.
func FuzzOpen(f *testing.F) {
	edition := newPair(f)
	content := noise(300)
	file := sealed(f, content, edition.recipient)
	f.Add(file)
	f.Add([]byte("age-encryption.org/v1\n-> X25519 AAAA\nAAAA\n--- AAAA\n"))
	f.Fuzz(func(t *testing.T, data []byte) {
		opened, err := seal.OpenAt(bytes.NewReader(data), int64(len(data)), edition.identity)
		if err != nil {
			return
		}
		got, err := io.ReadAll(io.NewSectionReader(opened, 0, opened.Size()))
		if err == nil && (!bytes.Equal(data, file) || !bytes.Equal(got, content)) {
			t.Errorf("%d bytes came out of a file that nobody sealed", len(got))
		}
	})
}

// FuzzUnwrap: nothing but the wrapped key comes out.
func FuzzUnwrap(f *testing.F) {
	edition, device := newPair(f), newPair(f)
	wrapped, err := seal.Wrap(edition.identity, device.recipient)
	if err != nil {
		f.Fatal(err)
	}
	f.Add(wrapped)
	f.Add([]byte("age-encryption.org/v1\n"))
	f.Fuzz(func(t *testing.T, data []byte) {
		got, err := seal.Unwrap(data, edition.recipient, device.identity)
		if err == nil && got != edition.identity || err != nil && got != "" {
			t.Error("another key came out")
		}
	})
}
