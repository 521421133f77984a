package stream

import (
	"context"
	"errors"
	"time"

	"matinee/library"
)

var (
	errChanged = errors.New("the item changed while it was read")
	errEarly   = errors.New("the item ended early")
	errYielded = errors.New("the item was asked for elsewhere")
)

// final reports whether asking again is pointless.
func final(err error) bool {
	if errors.Is(err, errChanged) {
		return true
	}
	switch library.CodeOf(err) {
	case library.CodeNotFound, library.CodeItemNotFound, library.CodeNothingToPlay,
		library.CodeSealed, library.CodeTooEarly, library.CodeExpired, library.CodeWrongKey, library.CodeDamagedItem,
		library.CodeMismatch, library.CodeBadDocument, library.CodeBadSignature:
		return true
	}
	return false
}

// insist calls try until it succeeds, fails for good, or ctx ends. A transfer
// that is paused, a disk that is full, a folder that was unplugged: all of them
// end one day, and until then the player waits.
func insist(ctx context.Context, try func() error) error {
	pause := retryFirst
	for {
		err := try()
		if err == nil || final(err) {
			return err
		}
		if errors.Is(err, errYielded) {
			continue // the grace is the pause
		}
		if !sleep(ctx, pause) {
			return ctx.Err()
		}
		pause = min(2*pause, retryMost)
	}
}

// sleep waits for d; it is false when ctx ended first.
func sleep(ctx context.Context, d time.Duration) bool {
	timer := time.NewTimer(d)
	defer timer.Stop()
	select {
	case <-timer.C:
		return ctx.Err() == nil
	case <-ctx.Done():
		return false
	}
}
