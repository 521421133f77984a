package seal

import (
	"context"
	"fmt"
	"io"

	"matinee/library"
)

// Copy is Seal for an item that stays in clear: it reads src to its end, hashes
// it, and writes it to dst and every tap in the same pass.
func Copy(ctx context.Context, dst io.Writer, src io.Reader, taps ...io.Writer) (library.Sum, error) {
	plain := newMeter()
	out := newFan(append([]io.Writer{plain, dst}, taps...)...)
	err := out.fill(&patient{ctx, src})
	if closed := out.Close(); err == nil {
		err = closed
	}
	if err != nil {
		return library.Sum{}, fmt.Errorf("copy: %w", err)
	}
	return plain.sum(), nil
}
