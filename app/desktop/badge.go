package desktop

import (
	"context"
	"math"
	"time"
)

// Badge is what stands at the program's icon where the desktop shows it: a number, and a
// bar of progress.
type Badge struct {
	Count    int     // 0: none
	Progress float64 // from 0 to 1; below 0: none
}

// badgeEvery is how often a badge is looked at while it shows something, and how long at
// least it is left alone after a look. Nothing is sent while it says the same.
const badgeEvery = 3 * time.Second

// BadgeChanged tells that the badge may show something now. It returns at once. While it
// shows something it is followed by itself; while it shows nothing, nobody asks.
func (d *Desktop) BadgeChanged() {
	select {
	case d.busy <- struct{}{}:
	default:
	}
}

// followBadge looks at once, whenever something may have changed, and, as long as there
// is something to see, again and again.
func followBadge(ctx context.Context, changed <-chan struct{}, look func() (shows bool)) {
	timer := time.NewTimer(0)
	defer timer.Stop()
	waits := true
	var looked time.Time
	for {
		select {
		case <-ctx.Done():
			return
		case <-changed:
			if !waits {
				waits = true
				timer.Reset(max(0, badgeEvery-time.Since(looked)))
			}
		case <-timer.C:
			looked = time.Now()
			if waits = look(); waits {
				timer.Reset(badgeEvery)
			}
		}
	}
}

// seen is a badge as it is shown: nobody sees less than a hundredth.
func (b Badge) seen() Badge {
	if math.IsNaN(b.Progress) {
		b.Progress = -1
	}
	b.Progress = math.Floor(min(b.Progress, 1)*100) / 100
	return Badge{Count: max(b.Count, 0), Progress: max(b.Progress, -1)}
}
