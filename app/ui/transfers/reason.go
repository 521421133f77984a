package transfers

import (
	"fyne.io/fyne/v2/lang"

	"matinee/app/ui/kit"
	"matinee/library"
)

// reasonOf puts the policy's reason into words; "" when it gave none.
func reasonOf(t library.Transfer) string {
	r := t.Reason
	switch r.Why {
	case library.WhyPlace:
		return join(
			lang.N("waits: {{.N}} downloads at a time", kit.Plural(r.Places), map[string]any{"N": r.Places}),
			lang.L("place {{.N}}", map[string]any{"N": r.Place}),
		)
	case library.WhySeedPlace:
		return lang.N("waits: {{.N}} bundles seeded at a time", kit.Plural(r.Places), map[string]any{"N": r.Places})
	case library.WhyScarce:
		if r.Copies == 0 {
			return lang.L("nobody else seen with all of it: kept first")
		}
		return lang.N("only {{.N}} others have it: kept first", kit.Plural(r.Copies), map[string]any{"N": r.Copies})
	case library.WhyRatio:
		return lang.L("goal reached: ratio {{.Ratio}}", map[string]any{"Ratio": kit.Number(r.Ratio, 1)})
	case library.WhyTime:
		return lang.L("goal reached: seeded for {{.Time}}", map[string]any{"Time": kit.Span(r.Time)})
	case library.WhyStalled:
		if t.Peers == 0 {
			return lang.L("looking for people who share this")
		}
		return lang.L("nothing arrives: another has its place")
	case library.WhyYields:
		return lang.L("slowed while something is watched")
	case library.WhyBattery:
		return lang.L("waits: the computer runs on its battery")
	case library.WhyMetered:
		return lang.L("waits: the network link is metered")
	}
	return ""
}
