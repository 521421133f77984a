package seeding

import "matinee/library"

// ReasonOf puts the grounds of a verdict into terms a screen can show. yields
// tells that the bundle is slowed for another that is being watched.
func ReasonOf(s library.Settings, in Input, v Verdict, yields bool) library.Reason {
	r := library.Reason{State: v.State}
	switch {
	case v.State == library.Queued && in.Held != library.WhyNone && in.Transfer.Complete():
		r.Why = in.Held
	case v.State == library.Queued && in.Transfer.Complete():
		r.Why, r.Place, r.Places = library.WhySeedPlace, v.Place, s.ActiveSeeds
	case v.State == library.Queued:
		r.Why, r.Place, r.Places = library.WhyPlace, v.Place, s.ActiveDownloads
	case v.State == library.Finished:
		goal := GoalOf(s, in)
		if goal.RatioGoal > 0 && goal.Ratio >= goal.RatioGoal {
			r.Why, r.Ratio = library.WhyRatio, goal.RatioGoal
		} else {
			r.Why, r.Time = library.WhyTime, goal.TimeGoal
		}
	case v.Stalled:
		r.Why = library.WhyStalled
	case v.State == library.Seeding && in.Copies >= 0 && in.Copies < scarce:
		r.Why, r.Copies = library.WhyScarce, int(in.Copies)
	case v.State == library.Downloading && yields:
		r.Why = library.WhyYields
	}
	return r
}
