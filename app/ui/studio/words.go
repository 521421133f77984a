package studio

import (
	"strings"
	"time"

	"fyne.io/fyne/v2/lang"

	"matinee/app/ui/kit"
	"matinee/app/ui/say"
	"matinee/library"
)

// offerWords says in which way something is offered.
func offerWords(o library.Offer) string {
	if o.CardFee == library.BuyerBears {
		o.CardFee = library.StoreBears
		return lang.L("{{.Price}} and the card fee", map[string]any{"Price": offerWords(o)})
	}
	switch o.Kind {
	case library.OfferFree:
		return lang.L("free")
	case library.OfferAds:
		return lang.L("with ads")
	case library.OfferPWYW:
		if o.Price == nil || o.Price.Minor == 0 {
			return lang.L("pay what you want")
		}
		return lang.L("pay what you want from {{.Price}}", map[string]any{"Price": say.Money(*o.Price)})
	}
	if o.Price == nil {
		return lang.L("paid")
	}
	return say.Money(*o.Price)
}

// offersWords lists the offers of a bundle, each once.
func offersWords(editions []library.OfferedEdition) string {
	var words []string
	seen := map[string]bool{}
	for _, e := range editions {
		for _, o := range e.Offers {
			if w := offerWords(o); !seen[w] {
				seen[w] = true
				words = append(words, w)
			}
		}
	}
	return strings.Join(words, ", ")
}

// stages are those of editions, in the order in which they matter to their creator.
func stages() []library.Stage {
	return []library.Stage{
		library.StageAnnounced, library.StagePreloading, library.StagePremiere, library.StageExclusive, library.StageOpening,
		library.StageOffers, library.StageOpen,
	}
}

// leading is the edition whose stage stands for the production.
func leading(p library.Production, now time.Time) (library.OfferedEdition, library.Stage) {
	for _, s := range stages() {
		for _, e := range p.Offered {
			if e.Standing().Stage(now) == s {
				return e, s
			}
		}
	}
	return library.OfferedEdition{}, ""
}

// chipOf is the short word for where a production stands.
func chipOf(p library.Production, now time.Time) (string, kit.Tone) {
	switch p.State {
	case library.ProductionMaking:
		return lang.L("MAKING"), kit.ToneActive
	case library.ProductionHeld:
		return lang.L("PAUSED"), kit.ToneNeutral
	case library.ProductionBegun:
		return lang.L("CUT OFF"), kit.ToneNeutral
	case library.ProductionMade:
		return lang.L("NOT LISTED"), kit.ToneNeutral
	case library.ProductionWithdrawn:
		return lang.L("WITHDRAWN"), kit.ToneNeutral
	}
	_, stage := leading(p, now)
	return stageChip(stage)
}

func stageChip(s library.Stage) (string, kit.Tone) {
	switch s {
	case library.StageAnnounced, library.StagePreloading:
		return lang.L("TO COME"), kit.ToneActive
	case library.StagePremiere:
		return lang.L("PREMIERE"), kit.ToneActive
	case library.StageExclusive:
		return lang.L("EXCLUSIVE"), kit.ToneActive
	case library.StageOpening:
		return lang.L("OPENING"), kit.ToneGood
	case library.StageOpen:
		return lang.L("OPEN"), kit.ToneGood
	}
	return lang.L("ON OFFER"), kit.ToneInfo
}

// day is the length of a day in a window.
const day = 24 * time.Hour

// windowWords says how far an edition's window is, and how much of it is over.
func windowWords(e library.OfferedEdition, now time.Time) (text string, over float64) {
	w := e.Window
	stage := e.Standing().Stage(now)
	switch {
	case stage == library.StageOpen && w == nil:
		return lang.L("open to all"), 1
	case w == nil:
		return lang.L("on offer, never exclusive"), 1
	case stage == library.StageOpen:
		return lang.L("open since {{.Date}}", map[string]any{"Date": kit.Date(w.Opens)}), 1
	case now.Before(w.From):
		return lang.L("premiere in {{.Time}}", map[string]any{"Time": kit.Span(w.From.Sub(now))}), 0
	case now.Before(w.Until):
		return leftWords(w.Until.Sub(now), w.Length()), float64(now.Sub(w.From)) / float64(max(w.Length(), 1))
	case w.Open() && now.Before(w.Opens):
		return lang.L("opens in {{.Time}}", map[string]any{"Time": kit.Span(w.Opens.Sub(now))}), 1
	case w.Open():
		return lang.L("opening now"), 1
	}
	return lang.L("on offer to go on since {{.Date}}", map[string]any{"Date": kit.Date(w.Until)}), 1
}

// leftWords is how much of a window is left: in days, while there are some.
func leftWords(left, length time.Duration) string {
	if left > 2*day {
		return lang.L("{{.Left}} of {{.All}} d left", map[string]any{"Left": int((left + day - 1) / day), "All": int((length + day/2) / day)})
	}
	return lang.L("{{.Left}} left", map[string]any{"Left": kit.Span(left)})
}

// stateWords is what a row says below a production's title.
func stateWords(p library.Production, now time.Time) string {
	switch p.State {
	case library.ProductionMaking, library.ProductionHeld:
		return lang.L("{{.Done}} of {{.All}}", map[string]any{"Done": kit.Bytes(p.Done), "All": kit.Bytes(p.Total)})
	case library.ProductionBegun:
		return lang.L("goes on where it was cut off")
	case library.ProductionMade:
		return lang.L("made; its channel does not list it yet")
	case library.ProductionWithdrawn:
		return lang.L("withdrawn on {{.Date}}", map[string]any{"Date": kit.Date(p.Withdrawn)})
	}
	e, _ := leading(p, now)
	text, _ := windowWords(e, now)
	return text
}

// roleWords names the roles of items.
func roleWords(r library.Role) string {
	switch r {
	case library.RoleMain:
		return lang.L("Main")
	case library.RoleExtra:
		return lang.L("Extra")
	case library.RoleTrailer:
		return lang.L("Trailer")
	case library.RolePoster:
		return lang.L("Poster")
	}
	return lang.L("Captions")
}
