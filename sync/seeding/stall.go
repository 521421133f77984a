package seeding

import "time"

const (
	// holdDownload is how long a download keeps its place against those before
	// it in the queue. It is short: a person who moves a bundle up wants to see
	// it start.
	holdDownload = time.Minute

	// A running download without peers stalls after stallAlone without
	// progress, one with peers after stallInCompany.
	stallAlone     = time.Minute
	stallInCompany = 5 * time.Minute

	// flowing is the rate, in bytes a second, from which a stalled download
	// needs a place again. Below it, a trickle goes on outside the limit.
	flowing = 16 << 10
)

// isStalled reports whether nothing arrives for a bundle that runs. It then runs
// on, so that it goes on when somebody appears, but others may have its place.
func isStalled(now time.Time, in Input) bool {
	if !in.Last.Runs() {
		return false // it waits for its first chance, or a new one
	}
	if in.Last.Stalled {
		return in.Transfer.DownRate < flowing
	}
	since := in.Last.Since
	if in.Progress.After(since) {
		since = in.Progress
	}
	patience := stallInCompany
	if in.Transfer.Peers == 0 {
		patience = stallAlone
	}
	return in.Transfer.DownRate < flowing && now.Sub(since) >= patience
}
