package ui

import (
	"context"
	"sync/atomic"
	"time"

	"fyne.io/fyne/v2"

	"matinee/app/ui/native"
)

// How the main thread rests.
const (
	napTime   = 950 * time.Millisecond // at most at a time
	deepTime  = 5 * time.Second        // where nobody sees the window
	napGap    = 25 * time.Millisecond  // between two naps: what changed is drawn then
	awakeFor  = time.Second            // after input
	lookAgain = 250 * time.Millisecond // while something moves
)

// rest lets the main thread sleep while nothing moves. Fyne looks for input and
// for something to draw sixty times a second, which keeps an idle machine awake.
// A nap ends by itself as soon as there is input or a function to run.
type rest struct {
	napping atomic.Bool
	called  atomic.Bool // the nap ends for a function, not for input
	moving  func() bool // something on the screen moves by itself; for the main thread
	unseen  func() bool // nothing of the window is on the screen; for the main thread
	stirred time.Time   // when input ended a nap; of the main thread
}

// do runs a function on the main thread soon, as fyne.Do does.
func (r *rest) do(f func()) {
	fyne.Do(f)
	if r.napping.Load() && !r.called.Swap(true) {
		native.Wake()
	}
}

// run asks the main thread for one nap after the other until ctx ends.
func (r *rest) run(ctx context.Context) error {
	napped := make(chan bool, 1)
	timer := time.NewTimer(awakeFor)
	defer timer.Stop()
	for {
		select {
		case <-ctx.Done():
			return nil
		case <-timer.C:
			// Once the window is gone there is no main thread any more, and Fyne
			// calls the function at once; ctx ends before that.
			fyne.Do(func() { napped <- ctx.Err() == nil && r.nap() })
		case slept := <-napped:
			if slept {
				timer.Reset(napGap)
			} else {
				timer.Reset(lookAgain)
			}
		}
	}
}

// nap sleeps on the main thread, if nothing is against it.
func (r *rest) nap() bool {
	if r.moving() || time.Since(r.stirred) < awakeFor {
		return false
	}
	r.called.Store(false)
	r.napping.Store(true)
	began, most := time.Now(), napTime
	if r.unseen() {
		most = deepTime
	}
	native.Sleep(most)
	r.napping.Store(false)
	if time.Since(began) < most && !r.called.Load() {
		r.stirred = time.Now()
	}
	return true
}
