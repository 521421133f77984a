package offers

import (
	"time"

	"fyne.io/fyne/v2/lang"

	"matinee/app/ui/cards"
	"matinee/app/ui/kit"
	"matinee/library"
)

// Opens says what opens an edition, in a sentence or two.
func Opens(e library.EditionAccess, now time.Time) string {
	w := e.Standing.Window
	switch {
	case e.Standing.Stage(now) == library.StageOpen:
		return lang.L("Everybody can watch it at once.")
	case e.Why == "":
		return lang.L("It opens here: you hold a license.")
	case e.Why == library.CodeTooEarly && w != nil:
		return lang.L("You hold a license. It opens with the premiere, {{.When}}.", map[string]any{"When": When(w.From)})
	case e.Why == library.CodeExpired:
		return lang.L("Your license is over. A new license file opens it.")
	}
	return cards.Spaced(locked(e, now), later(e, now))
}

// locked says what opens an edition of which no license is here.
func locked(e library.EditionAccess, now time.Time) string {
	w := e.Standing.Window
	switch e.Standing.Stage(now) {
	case library.StageAnnounced, library.StagePreloading:
		return lang.L("Sealed until its premiere, {{.When}}. From then on a license opens it.", map[string]any{"When": When(w.From)})
	case library.StageOpening:
		return lang.L("Its window is over: the key for everybody is looked for.")
	}
	if e.Offered(library.OfferFree) {
		return lang.L("It is free, and opens as soon as its key is published.")
	}
	return lang.L("Sealed: a license file opens it.")
}

// later says what comes by itself.
func later(e library.EditionAccess, now time.Time) string {
	w := e.Standing.Window
	if w == nil || !w.Open() || !now.Before(w.Opens) {
		return ""
	}
	return lang.L("On {{.When}} it opens for everybody.", map[string]any{"When": When(w.Opens)})
}

// Amount says how much an edition holds.
func Amount(e library.EditionAccess) string {
	span := ""
	if e.Duration > 0 {
		span = kit.Span(e.Duration)
	}
	return cards.Join(lang.N("{{.N}} items", e.Items, map[string]any{"N": e.Items}), span, kit.Bytes(e.Length))
}

// Ticks reports whether something of a bundle is counted down: then what is said of it
// changes by itself.
func Ticks(a library.Access, now time.Time) bool { return !a.Next(now).IsZero() }
