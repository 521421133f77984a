package ads

import (
	"time"

	"matinee/library"
)

// Programme is what interrupts one playback of an item.
type Programme struct {
	Slots []Slot
	Shown []int // numbers of breaks that were watched already under the same licence
	// Pick chooses what a break shows of what is on this machine. It answers at once.
	Pick func(Slot) []Ready
}

// Ready is a spot whose film is on this machine.
type Ready struct {
	library.Spot
	Path string
}

// Watched is how far a spot was watched.
type Watched struct {
	Bundle library.BundleID
	Item   int
	Break  int
	Spot   library.Token
	For    time.Duration
}
