package library

import "time"

// Why is the kind of reason for which a transfer runs, waits or rests.
type Why string

// The reasons the policy gives. A transfer that simply runs has none.
const (
	WhyNone      Why = ""
	WhyPlace     Why = "place"      // waits: as many download as may
	WhySeedPlace Why = "seed_place" // waits: as many seed as may
	WhyScarce    Why = "scarce"     // few others hold it: seeded first, and kept
	WhyRatio     Why = "ratio"      // its ratio reached the goal
	WhyTime      Why = "time"       // it was seeded as long as the goal says
	WhyStalled   Why = "stalled"    // runs, but nothing arrives: another has its place
	WhyYields    Why = "yields"     // slowed while something else is watched
	WhyBattery   Why = "battery"    // the computer runs on a battery: nothing is seeded
	WhyMetered   Why = "metered"    // the link is metered: nothing is seeded
)

// Reason is what the policy has to say about a transfer. What a Why does not
// speak of is zero.
type Reason struct {
	Why    Why
	State  State         // of the transfer when the policy looked; with another one now, the reason is out of date
	Place  int           // among those that wait, from 1
	Places int           // how many may run at a time
	Copies int           // whole copies that connected people hold
	Ratio  float64       // the goal that was reached
	Time   time.Duration // the goal that was reached
}

// Traffic is what holds for all transfers together.
type Traffic struct {
	Limits Limits // in force by the settings
	Alt    bool   // they are the alternative ones
	// Next is when the schedule changes the limits, and Then what they are from
	// then on; Next is zero when it never does.
	Next   time.Time
	Then   Limits
	Yields bool // something is watched, so that other traffic gives way

	Used  int64 // bytes that the bundles have on disk
	Quota int64 // most they may have; 0: no quota
	Free  int64 // bytes on the disk of the media folder; below 0 when it is not there
	Floor int64 // free bytes never touched
}
