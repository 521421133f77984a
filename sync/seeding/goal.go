package seeding

import (
	"time"

	"matinee/library"
)

// Goal is how far a bundle is on its way to where seeding ends. A goal of 0 is
// none; with two, the first one reached ends it.
type Goal struct {
	Ratio, RatioGoal float64
	Time, TimeGoal   time.Duration
	// Part is the way gone, from 0 to 1, on the goal that is nearer; 0 without
	// goals.
	Part float64
}

// GoalOf measures a bundle against the goals of the settings.
func GoalOf(s library.Settings, in Input) Goal {
	g := Goal{Ratio: in.ratio(), RatioGoal: s.SeedRatio, Time: in.Bundle.SeedTime, TimeGoal: s.SeedTime}
	if g.RatioGoal > 0 {
		g.Part = g.Ratio / g.RatioGoal
	}
	if g.TimeGoal > 0 {
		g.Part = max(g.Part, float64(g.Time)/float64(g.TimeGoal))
	}
	g.Part = min(g.Part, 1)
	return g
}

// Reached reports whether seeding has done its part.
func (g Goal) Reached() bool { return g.Part >= 1 }

// Forever reports whether there is no goal.
func (g Goal) Forever() bool { return g.RatioGoal <= 0 && g.TimeGoal <= 0 }
