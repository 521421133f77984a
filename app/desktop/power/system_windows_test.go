package power

import (
	"context"
	"log/slog"
	"testing"
	"time"
	"unsafe"

	"matinee/library"
)

// TestWatchAsksWindows follows what there is, and ends when it is told to.
func TestWatchAsksWindows(t *testing.T) {
	if size := unsafe.Sizeof(status{}); size != 12 {
		t.Fatalf("SYSTEM_POWER_STATUS has %d bytes, want 12", size)
	}
	ctx, cancel := context.WithCancel(t.Context())
	ended, looks := make(chan struct{}), 0
	go func() {
		defer close(ended)
		Watch(ctx, Options{Told: func(library.Supply) { looks++ }, Again: time.Millisecond, Log: slog.New(slog.DiscardHandler)})
	}()
	cancel()
	select {
	case <-ended:
	case <-time.After(time.Minute):
		t.Fatal("it goes on")
	}
	if looks > 1 {
		t.Errorf("what did not change was told %d times", looks)
	}
}
