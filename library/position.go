package library

import "time"

// Position is where a person stopped in an item.
type Position struct {
	Bundle   BundleID
	Item     int
	At       time.Duration
	Duration time.Duration
	Updated  time.Time
}

// Mark is what a profile has of an item: where it stopped, and whether it has
// seen it. A mark that was set by hand may have no position.
type Mark struct {
	Position
	Watched bool
}

// Begun reports whether there is something to go on with in the item.
func (m Mark) Begun() bool { return m.ResumeAt() > 0 }

// The ends of an item that are not resumed into.
const (
	resumeTail  = 10 * time.Second
	resumeShare = 0.95
)

// Seen reports whether the position is so near the end that the item counts as
// watched. The last ten seconds of a short clip are most of it: half of it must
// have been played too.
func (p Position) Seen() bool {
	return p.atEnd() && p.At >= p.Duration/2
}

// ResumeAt is where to start playing: the position, or the beginning when it
// lies in the last ten seconds or past 95 %.
func (p Position) ResumeAt() time.Duration {
	if p.At <= 0 || p.atEnd() {
		return 0
	}
	return p.At
}

func (p Position) atEnd() bool {
	if p.Duration <= 0 {
		return false
	}
	return p.Duration-p.At <= resumeTail || float64(p.At) >= resumeShare*float64(p.Duration)
}
