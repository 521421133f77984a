package follower

import (
	"context"
	"errors"
	"testing"

	"matinee/library"
)

// TestWaitingForAChannelCanBeGivenUp: one look at a time, and who waits for it may stop
// waiting.
func TestWaitingForAChannelCanBeGivenUp(t *testing.T) {
	f := New(Config{Dir: t.TempDir()})
	const root = library.Key("a")
	done, err := f.turn(t.Context(), root)
	if err != nil {
		t.Fatal(err)
	}
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	if _, err := f.turn(ctx, root); !errors.Is(err, context.Canceled) {
		t.Errorf("a second look begins: %v", err)
	}
	if other, err := f.turn(t.Context(), "b"); err != nil {
		t.Error(err)
	} else {
		other()
	}
	done()
	if done, err = f.turn(t.Context(), root); err != nil {
		t.Fatal(err)
	}
	done()
}
