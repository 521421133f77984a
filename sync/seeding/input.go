package seeding

import (
	"time"

	"matinee/library"
)

// Input is what is known of one bundle when a decision is made.
type Input struct {
	Bundle   library.Bundle
	Transfer library.Transfer
	// Copies is how many full copies other peers hold, as far as is known:
	// seeds counted by trackers or the connected peers' availability, whichever
	// is higher. Negative while nothing is known.
	Copies float64
	// Disk is how many bytes the bundle occupies.
	Disk int64
	// Progress is when the last wanted byte was verified; zero if never.
	Progress time.Time
	// Held says why nothing may be seeded now; library.WhyNone if it may.
	Held library.Why
	// Last is the verdict of the plan before this one; zero if there was none.
	Last Verdict
}

// ratio is what was given back, by the freshest figures.
func (in Input) ratio() float64 {
	b, t := in.Bundle, in.Transfer
	return library.Ratio(max(b.Uploaded, t.Uploaded), max(b.Downloaded, t.Downloaded), max(b.Length, t.Length))
}

// Verdict is what a bundle may do now.
type Verdict struct {
	ID library.BundleID
	// State is one of FindingInfo, Downloading, Seeding (these run), Queued,
	// Finished, Paused; or Checking and Stopped, which are left as they are.
	State library.State
	// Since is when this state was first given.
	Since time.Time
	// Stalled is true for a download that runs without holding a place,
	// because nothing arrives.
	Stalled bool
	// Place is the position among those that wait, from 1; 0 when not Queued.
	Place int
}

// Runs reports whether the bundle may use the network.
func (v Verdict) Runs() bool { return runs(v.State) }

func runs(s library.State) bool {
	return s == library.FindingInfo || s == library.Downloading || s == library.Seeding
}
