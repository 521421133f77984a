package seeding

import (
	"cmp"
	"slices"
	"time"

	"matinee/library"
)

const (
	// scarce is how many full copies others must hold before ours may go.
	scarce = 3

	// What was watched stays for keepWatched after it was last touched, what
	// was not for keepUnwatched.
	keepWatched   = 3 * 24 * time.Hour
	keepUnwatched = 30 * 24 * time.Hour
)

// Candidate is a bundle whose files may go.
type Candidate struct {
	ID     library.BundleID
	Bytes  int64               // that become free
	Reason library.EvictReason // why it
	Copies float64             // that others hold
	Idle   time.Duration       // since it was last touched
}

// Evict chooses bundles whose files make room for need bytes: what is well
// seeded, watched and old first. It never chooses what is scarce or may be, was
// bought or pinned, is being streamed or checked, is incomplete, or was touched
// lately. When all that may go is not enough, nothing goes and short is what is
// lacking.
func Evict(now time.Time, need int64, inputs []Input) (gone []Candidate, short int64) {
	if need <= 0 {
		return nil, 0
	}
	all := candidates(now, inputs)
	var freed int64
	for _, c := range all {
		if freed >= need {
			break
		}
		gone = append(gone, c)
		freed = add(freed, c.Bytes)
	}
	if freed < need {
		return nil, need - freed
	}
	return spare(gone, freed-need), 0
}

// spare takes back what need not go since others free enough, the last first.
func spare(gone []Candidate, surplus int64) []Candidate {
	for i := len(gone) - 1; i >= 0; i-- {
		if gone[i].Bytes <= surplus {
			surplus -= gone[i].Bytes
			gone = slices.Delete(gone, i, i+1)
		}
	}
	return gone
}

// candidates are the bundles that may go, in the order in which they would.
func candidates(now time.Time, inputs []Input) []Candidate {
	var all []Candidate
	for _, in := range inputs {
		if reason, goes := judge(now, in); goes {
			all = append(all, Candidate{
				ID: in.Bundle.ID, Bytes: in.Disk, Reason: reason, Copies: in.Copies, Idle: now.Sub(touched(in)),
			})
		}
	}
	slices.SortStableFunc(all, compareCandidates)
	return all
}

// judge tells whether a bundle's files may go, and why they may or may not.
func judge(now time.Time, in Input) (why library.EvictReason, goes bool) {
	b, t := in.Bundle, in.Transfer
	idle := now.Sub(touched(in))
	switch {
	case b.Bought:
		return library.StaysBought, false
	case b.Pinned:
		return library.StaysPinned, false
	case in.Disk <= 0, t.Streaming, !t.Complete(), t.State == library.Checking:
		return library.StaysBusy, false
	case in.Copies < scarce:
		return library.StaysScarce, false
	case b.Watched && idle >= keepWatched && in.ratio() >= 1:
		return library.GoesSeeded, true
	case b.Watched && idle >= keepWatched:
		return library.GoesWatched, true
	case idle >= keepUnwatched:
		return library.GoesUnused, true
	case idle < keepWatched:
		return library.StaysRecent, false
	}
	return library.StaysUnwatched, false
}

// Explain tells of every bundle that is on disk whether it may be evicted and why:
// first those that may, in the order in which Evict would choose them, then those
// that stay, the largest first. Titles are left out.
func Explain(now time.Time, inputs []Input) []library.StorageUse {
	var goes, stays []library.StorageUse
	for _, c := range candidates(now, inputs) {
		goes = append(goes, library.StorageUse{
			ID: c.ID, Bytes: c.Bytes, Why: c.Reason, Goes: true, Copies: c.Copies, Idle: c.Idle,
		})
	}
	for _, in := range inputs {
		why, may := judge(now, in)
		if may || in.Disk <= 0 {
			continue
		}
		stays = append(stays, library.StorageUse{
			ID: in.Bundle.ID, Bytes: in.Disk, Why: why, Copies: in.Copies, Idle: now.Sub(touched(in)),
		})
	}
	slices.SortFunc(stays, func(a, b library.StorageUse) int {
		return cmp.Or(cmp.Compare(b.Bytes, a.Bytes), cmp.Compare(a.ID, b.ID))
	})
	return append(goes, stays...)
}

// touched is when the bundle was last added, finished or played.
func touched(in Input) time.Time {
	last := in.Bundle.Added
	for _, t := range []time.Time{in.Bundle.Finished, in.Bundle.Played} {
		if t.After(last) {
			last = t
		}
	}
	return last
}

// compareCandidates puts what should rather go first.
func compareCandidates(a, b Candidate) int {
	return cmp.Or(
		cmp.Compare(order(a.Reason), order(b.Reason)),
		cmp.Compare(need(b.Copies), need(a.Copies)),
		cmp.Compare(b.Idle, a.Idle),
		cmp.Compare(b.Bytes, a.Bytes),
		cmp.Compare(a.ID, b.ID),
	)
}

// order is how early a reason is used up.
func order(r library.EvictReason) int {
	return slices.Index([]library.EvictReason{library.GoesSeeded, library.GoesWatched, library.GoesUnused}, r)
}
