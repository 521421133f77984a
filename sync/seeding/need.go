package seeding

import (
	"cmp"
	"time"
)

// seedTurn is how long a seed is preferred to others that are needed about as
// much. When it is over, the one that gave least goes first, then the one that
// waited longest, so that with few places all get their turn.
const seedTurn = 2 * time.Hour

// ratioStep is the difference in ratio below which two seeds gave the same.
const ratioStep = 0.5

// need sorts seeds by how few copies others hold: 0 when the bundle may die
// without us, 4 when nobody would miss us. Steps, not the figure itself, because
// availability changes with every peer that comes and goes.
func need(copies float64) int {
	switch {
	case copies < 0:
		return 1 // unknown: worth a look
	case copies < 1:
		return 0
	case copies < 3:
		return 1
	case copies < 10:
		return 2
	case copies < 30:
		return 3
	}
	return 4
}

// compareSeeds puts the one that should rather seed first. A seed in its turn
// counts as one step more needed, so only one that is clearly more needed takes
// its place.
func compareSeeds(now time.Time, a, b Input) int {
	return cmp.Or(
		cmp.Compare(rank(now, a), rank(now, b)),
		boolFirst(holds(now, a, seedTurn), holds(now, b, seedTurn)),
		cmp.Compare(given(a), given(b)),
		waitingSince(now, a).Compare(waitingSince(now, b)),
		cmp.Compare(a.Bundle.Queue, b.Bundle.Queue),
		cmp.Compare(a.Bundle.ID, b.Bundle.ID),
	)
}

func rank(now time.Time, in Input) int {
	if holds(now, in, seedTurn) {
		return need(in.Copies) - 1
	}
	return need(in.Copies)
}

func given(in Input) int { return int(min(in.ratio(), 1e6) / ratioStep) }

// waitingSince is now for those that run.
func waitingSince(now time.Time, in Input) time.Time {
	if in.Last.Runs() || in.Last.Since.IsZero() {
		return now
	}
	return in.Last.Since
}
