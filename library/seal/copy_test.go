package seal_test

import (
	"bytes"
	"errors"
	"testing"

	"matinee/library/seal"
)

// TestCopy: every sink gets every byte, and the sum is that of all.
func TestCopy(t *testing.T) {
	content := noise(3<<20 + 7)
	var out, tap bytes.Buffer
	sum, err := seal.Copy(t.Context(), &out, bytes.NewReader(content), &tap)
	if err != nil || !bytes.Equal(out.Bytes(), content) || !bytes.Equal(tap.Bytes(), content) || sum.Length != int64(len(content)) {
		t.Errorf("%d and %d bytes, %v, %v", out.Len(), tap.Len(), sum, err)
	}
	errFull := errors.New("full")
	if _, err := seal.Copy(t.Context(), &failing{1 << 20, errFull}, bytes.NewReader(content)); !errors.Is(err, errFull) {
		t.Errorf("a sink that fails gives %v", err)
	}
}
