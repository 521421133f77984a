//go:build cgo

package app

import (
	"os"
	"runtime/debug"
	"time"

	"matinee/app/ui"
	"matinee/player"
)

// garbage is how much garbage may lie about beside what is in use, in percent, once
// the start is over: that is a tenth of a second quicker with more. A program stays for
// days in the tray.
const (
	garbage = 30
	settled = 10 * time.Second
)

// thrift gives memory back to the system ten seconds after the start of the program,
// and of each play: what was needed to get going, and is not any more. By then
// nobody waits for the few hundredths of a second that it takes.
type thrift struct{ timer *time.Timer }

func newThrift() thrift { return thrift{time.AfterFunc(settled, giveBack)} }

// follow hears what changed of the player.
func (t thrift) follow(what player.Change) {
	if what&player.ChangedMedia != 0 {
		t.timer.Reset(settled)
	}
}

func (t thrift) stop() { t.timer.Stop() }

func giveBack() {
	if os.Getenv("GOGC") == "" {
		debug.SetGCPercent(garbage)
	}
	debug.FreeOSMemory()
	ui.TrimHeap()
}
