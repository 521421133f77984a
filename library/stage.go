package library

import "time"

// Stage is where an edition stands: from its announcement over its premiere and
// its window to what comes after.
type Stage string

// The stages of an edition, in their order.
const (
	StageAnnounced  Stage = "announced"  // its time has not come, and nothing of it is fetched
	StagePreloading Stage = "preloading" // its time has not come; what is still locked is fetched and shared
	StagePremiere   Stage = "premiere"   // its time has come; the key that unlocks it is looked for
	StageExclusive  Stage = "exclusive"  // its window runs
	StageOffers     Stage = "offers"     // it has no window, or no longer one; its offers stand
	StageOpening    Stage = "opening"    // its window is over; the key for everybody is looked for
	StageOpen       Stage = "open"       // everybody may watch
)

// Standing is what is known here about an edition. What was unlocked is a fact,
// whatever a clock says: a clock only decides what is still waited for.
type Standing struct {
	Window   *Window // nil: never exclusive
	Premiere bool    // licences sold before the premiere are locked until its key is out
	Started  bool    // the premiere's key is here
	Opened   bool    // the edition's key is here for everybody, or nothing of it is sealed
	Fetching bool    // its data are fetched, or here
}

// Stage is where the edition stands at a time.
func (s Standing) Stage(now time.Time) Stage {
	w := s.Window
	switch {
	case s.Opened:
		return StageOpen
	case w == nil:
		return StageOffers
	case now.Before(w.From) && !s.Started:
		if s.Fetching {
			return StagePreloading
		}
		return StageAnnounced
	case s.Premiere && !s.Started && now.Before(w.Until):
		return StagePremiere
	case now.Before(w.Until):
		return StageExclusive
	case w.Open() && !now.Before(w.Opens):
		return StageOpening
	}
	return StageOffers
}

// Next is the stage that comes by the passing of time alone, and when; zero when
// none does. A key that arrives may bring another one earlier.
func (s Standing) Next(now time.Time) (Stage, time.Time) {
	if s.Opened || s.Window == nil {
		return "", time.Time{}
	}
	for _, at := range []time.Time{s.Window.From, s.Window.Until, s.Window.Opens} {
		if at.IsZero() || !now.Before(at) {
			continue
		}
		if then := s.Stage(at); then != s.Stage(now) {
			return then, at
		}
	}
	return "", time.Time{}
}

// Wants are the kinds of keys that should be out at a time and are not here. A
// premiere's is wanted after its window, too: licences from before stay locked
// without it.
func (s Standing) Wants(now time.Time) []ReleaseKind {
	w := s.Window
	if w == nil || s.Opened {
		return nil
	}
	var kinds []ReleaseKind
	if s.Premiere && !s.Started && !now.Before(w.From) {
		kinds = append(kinds, ReleasePremiere)
	}
	if w.Open() && !now.Before(w.Opens) {
		kinds = append(kinds, ReleaseOpen)
	}
	return kinds
}
