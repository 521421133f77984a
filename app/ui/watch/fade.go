package watch

import "time"

// idleAfter is how long the controls stay when nobody moves.
const idleAfter = 3 * time.Second

// fader decides when the controls are seen. It belongs to the main thread; after
// must call back on it.
type fader struct {
	after  func(time.Duration, func()) (cancel func())
	cancel func()
	held   func() bool // something needs the controls now
	change func(visible bool)
	shown  bool
}

// stir shows the controls and starts the time anew.
func (f *fader) stir() {
	f.stop()
	if !f.shown {
		f.shown = true
		f.change(true)
	}
	f.cancel = f.after(idleAfter, f.idle)
}

func (f *fader) idle() {
	f.cancel = nil
	if f.held() {
		f.cancel = f.after(idleAfter, f.idle)
		return
	}
	if f.shown {
		f.shown = false
		f.change(false)
	}
}

// stop ends the time that runs.
func (f *fader) stop() {
	if f.cancel != nil {
		f.cancel()
		f.cancel = nil
	}
}
