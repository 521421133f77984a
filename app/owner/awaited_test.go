package owner

import (
	"testing"
	"time"

	"matinee/library"
)

// TestWhoWaitsForAPaymentWaitsHalfASecond: a store is asked so often for a quarter of an hour, and
// not as often of an order that is left open.
func TestWhoWaitsForAPaymentWaitsHalfASecond(t *testing.T) {
	at := time.Date(2026, 11, 28, 12, 0, 0, 0, time.UTC)
	p := library.Purchase{Created: at}
	for age, want := range map[time.Duration]time.Duration{
		0: time.Second / 2, time.Second: time.Second / 2, 15 * time.Minute: time.Second / 2, 15*time.Minute + 1: 2 * time.Second, 20 * time.Hour: 2 * time.Second,
		-time.Hour: time.Second / 2, // a clock that was set back
	} {
		if got := awaited(p, at.Add(age)); got != want {
			t.Errorf("after %v it is asked every %v, not %v", age, got, want)
		}
	}
}
