package seeding

import (
	"cmp"
	"slices"
	"time"

	"matinee/library"
)

// Plan says what each bundle may do now, in the order of the inputs.
//
// Paused stays paused. A complete bundle is Finished at its goal. Bundles being
// streamed run and hold no place. The others get the places there are: downloads
// in the order of their queue numbers, seeds by how much they are needed. Asking
// peers for the metainfo has as many places of its own as downloads have, so that
// titles appear while others download.
//
// While seeding is held back, what would be seeded waits without a place.
//
// It does not flap: a bundle that was given a place keeps it for a while (see
// holdDownload and seedTurn), and a download changes from stalled to flowing at
// another threshold than back.
func Plan(now time.Time, s library.Settings, inputs []Input) []Verdict {
	verdicts := make([]Verdict, len(inputs))
	var finding, downloads, seeds []int
	for i, in := range inputs {
		v := Verdict{ID: in.Bundle.ID, State: wish(s, in), Since: now}
		if v.State == library.Seeding && in.Held != library.WhyNone {
			v.State = library.Queued // for no place, so that none is given
		}
		contends := v.Runs() && !in.Transfer.Streaming
		v.Stalled = contends && v.State != library.Seeding && isStalled(now, in)
		verdicts[i] = v
		switch {
		case !contends || v.Stalled:
		case v.State == library.Seeding:
			seeds = append(seeds, i)
		case v.State == library.FindingInfo:
			finding = append(finding, i)
		default:
			downloads = append(downloads, i)
		}
	}
	inTurn := func(a, b int) int { return compareDownloads(now, inputs[a], inputs[b]) }
	admit(verdicts, finding, s.ActiveDownloads, inTurn)
	admit(verdicts, downloads, s.ActiveDownloads, inTurn)
	if s.ActiveSeeds > 0 {
		admit(verdicts, seeds, s.ActiveSeeds, func(a, b int) int { return compareSeeds(now, inputs[a], inputs[b]) })
	}
	for i, in := range inputs {
		if last := in.Last; last.State == verdicts[i].State && !last.Since.IsZero() {
			verdicts[i].Since = last.Since
		}
	}
	return verdicts
}

// wish is what the bundle would do if there were no others.
func wish(s library.Settings, in Input) library.State {
	t := in.Transfer
	switch {
	case in.Bundle.Paused:
		return library.Paused
	case t.State == library.Checking || t.State == library.Stopped:
		return t.State
	case !in.Bundle.HasInfo():
		return library.FindingInfo
	case !t.Complete():
		return library.Downloading
	case GoalOf(s, in).Reached():
		return library.Finished
	}
	return library.Seeding
}

// admit leaves the first most of the contenders what they wish and queues the
// rest, whose places it numbers.
func admit(verdicts []Verdict, contenders []int, most int, order func(a, b int) int) {
	slices.SortStableFunc(contenders, order)
	for n, i := range contenders[min(max(most, 0), len(contenders)):] {
		verdicts[i].State, verdicts[i].Place = library.Queued, n+1
	}
}

// compareDownloads puts those that keep their place first, then the queue.
func compareDownloads(now time.Time, a, b Input) int {
	return cmp.Or(
		boolFirst(holds(now, a, holdDownload), holds(now, b, holdDownload)),
		cmp.Compare(a.Bundle.Queue, b.Bundle.Queue),
		a.Bundle.Added.Compare(b.Bundle.Added),
		cmp.Compare(a.Bundle.ID, b.Bundle.ID),
	)
}

// holds reports whether the bundle was given a place less than d ago.
func holds(now time.Time, in Input, d time.Duration) bool {
	age := now.Sub(in.Last.Since)
	return in.Last.Runs() && age >= 0 && age < d
}

func boolFirst(a, b bool) int {
	switch {
	case a == b:
		return 0
	case a:
		return -1
	}
	return 1
}
