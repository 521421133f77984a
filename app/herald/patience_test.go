package herald

import (
	"testing"
	"time"
)

// TestAFreshPremiereIsLookedForOften: at first a key is never waited for long; what does
// not come is left to rest more and more.
func TestAFreshPremiereIsLookedForOften(t *testing.T) {
	h := &Herald{cfg: Config{Random: func(int64) int64 { return 0 }}}
	for _, c := range []struct {
		tries       int
		since, want time.Duration
	}{
		{0, 0, 2 * time.Second},
		{2, time.Minute, 8 * time.Second},
		{9, fresh - time.Second, freshMost},
		{9, fresh, 1024 * time.Second},
		{40, time.Hour, lookMost},
	} {
		if got := h.patience(c.tries, c.since); got != c.want {
			t.Errorf("after %d looks, %v past its time: %v, want %v", c.tries, c.since, got, c.want)
		}
	}
}
