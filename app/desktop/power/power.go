// Package power follows what the system says of its power and its network: whether it runs
// on a battery, whether the link is paid by what goes over it, and when it wakes from
// sleep. It asks the system's bus (UPower, NetworkManager, the login manager), or Windows.
//
// It must not know what is made of that. A service that is not there, or answers
// nonsense, says nothing: then there is neither battery nor meter.
package power

import (
	"log/slog"
	"time"

	"matinee/library"
)

// Options says where to look, and whom to tell. Its functions are called on one goroutine.
type Options struct {
	Address string               // of the system's bus; "": the usual one
	Told    func(library.Supply) // how it stands, when that changed
	Woke    func()               // the computer woke from sleep
	Again   time.Duration        // how long a missing bus is left alone; 0: a minute
	Log     *slog.Logger
}

// watch is what was told last.
type watch struct {
	opt  Options
	last library.Supply
}

func (w *watch) settle(now library.Supply) {
	if now != w.last {
		w.last = now
		w.opt.Told(now)
	}
}
