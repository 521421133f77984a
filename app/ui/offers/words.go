package offers

import (
	"time"

	"fyne.io/fyne/v2/lang"

	"matinee/app/ui/cards"
	"matinee/app/ui/kit"
	"matinee/app/ui/say"
	"matinee/library"
)

// Word is a chip.
type Word struct {
	Text string
	Tone kit.Tone
}

// Offer is one way to watch, in a few words: $4.95, with ads.
func Offer(o library.Offer) string {
	if o.CardFee == library.BuyerBears {
		o.CardFee = library.StoreBears
		return lang.L("{{.Price}} and the card fee", map[string]any{"Price": Offer(o)})
	}
	switch o.Kind {
	case library.OfferFree:
		return lang.L("free")
	case library.OfferAds:
		return lang.L("with ads")
	case library.OfferPWYW:
		if o.Price != nil && o.Price.Minor > 0 {
			return lang.L("pay what you want, from {{.Price}}", map[string]any{"Price": say.Money(*o.Price)})
		}
		return lang.L("pay what you want")
	case library.OfferPaid:
		price := ""
		if o.Price != nil {
			price = say.Money(*o.Price)
		}
		if o.Rental > 0 {
			return lang.L("{{.Price}} for {{.Time}}", map[string]any{"Price": price, "Time": kit.Span(o.Rental)})
		}
		return price
	}
	return ""
}

// Offers are all ways to watch an edition.
func Offers(e library.EditionAccess) string {
	var all []string
	for _, o := range e.Offers {
		all = append(all, Offer(o))
	}
	if len(all) == 0 && !e.Sealed {
		all = append(all, lang.L("free"))
	}
	return cards.Join(all...)
}

// nearPremiere is from when on a premiere is counted down by the second.
const nearPremiere = time.Hour

// Until is how long it is to a time: 12:09 in the last hour, then 5 h, 3 days.
func Until(at, now time.Time) string {
	left := max(at.Sub(now), 0)
	if left < nearPremiere {
		return kit.Clock(left + time.Second - time.Nanosecond)
	}
	return kit.Span(left)
}

// Stage is where an edition stands, as a chip; no text where that goes without saying.
func Stage(e library.EditionAccess, now time.Time) Word {
	s := e.Standing
	switch s.Stage(now) {
	case library.StageAnnounced:
		return Word{lang.L("Premiere in {{.Time}}", map[string]any{"Time": Until(s.Window.From, now)}), kit.ToneActive}
	case library.StagePreloading:
		return Word{lang.L("Preloading, premiere in {{.Time}}", map[string]any{"Time": Until(s.Window.From, now)}), kit.ToneActive}
	case library.StagePremiere:
		return Word{lang.L("Premiere: its key is on its way"), kit.ToneActive}
	case library.StageExclusive:
		return Word{lang.L("Exclusive here, {{.Time}} left", map[string]any{"Time": kit.Span(s.Window.Until.Sub(now))}), kit.ToneActive}
	case library.StageOpening:
		return Word{lang.L("Opening for everybody"), kit.ToneGood}
	case library.StageOpen:
		return Word{lang.L("Open"), kit.ToneGood}
	}
	return Word{}
}

// Chips are the words above a bundle's title.
func Chips(a library.Access, now time.Time) []Word {
	e, ok := a.Lead()
	if !ok {
		return nil
	}
	var all []Word
	if w := Stage(e, now); w.Text != "" {
		all = append(all, w)
	}
	if e.Sealed && e.Offered(library.OfferAds) {
		all = append(all, Word{lang.L("With ads"), kit.ToneInfo})
	}
	for i := range all {
		all[i].Text = cards.Upper(all[i].Text)
	}
	return all
}

// Chip is the word over the picture of a bundle's card.
func Chip(a library.Access, now time.Time) Word {
	e, ok := a.Lead()
	if !ok {
		return Word{}
	}
	w := Word{}
	price, sold := e.Cheapest()
	switch stage := e.Standing.Stage(now); {
	case stage == library.StageOpen:
		w = Word{lang.L("Open"), kit.ToneGood}
	case stage == library.StageAnnounced, stage == library.StagePreloading:
		w = Word{lang.L("Premiere") + " · " + Until(e.Standing.Window.From, now), kit.ToneActive}
	case stage == library.StagePremiere:
		w = Word{lang.L("Premiere"), kit.ToneActive}
	case e.Why == "" && !e.Financed:
		w = Word{lang.L("Yours"), kit.ToneGood}
	case sold:
		w = Word{say.Money(*price.Price), kit.ToneNeutral}
	case e.Offered(library.OfferAds):
		w = Word{lang.L("With ads"), kit.ToneInfo}
	case e.Offered(library.OfferPWYW):
		w = Word{lang.L("Pay what you want"), kit.ToneNeutral}
	}
	w.Text = cards.Upper(w.Text)
	return w
}

// Caption is the line below a listed bundle's card. When it premieres stands on its chip.
func Caption(l library.Listed) string {
	by := l.By
	if e, ok := l.Access.Lead(); ok {
		return cards.Join(by, Offers(e))
	}
	return cards.Join(by, lang.L("not read yet"))
}

// Face is what a card says of a listed bundle.
func Face(l library.Listed, now time.Time) kit.CardFace {
	chip := Chip(l.Access, now)
	return kit.CardFace{Title: l.Name, Caption: Caption(l), Chip: chip.Text, Tone: chip.Tone}
}

// When is a day and a time of day: 2 Jan 2027, 20:00.
func When(at time.Time) string {
	return lang.L("{{.Day}}, {{.Time}}", map[string]any{"Day": kit.Date(at), "Time": at.Local().Format("15:04")})
}
