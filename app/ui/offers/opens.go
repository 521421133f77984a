package offers

import (
	"net/url"
	"strings"
	"time"

	"fyne.io/fyne/v2/lang"

	"matinee/app/ui/cards"
	"matinee/app/ui/kit"
	"matinee/app/ui/say"
	"matinee/library"
)

// Opens says what opens an edition, in a sentence or two. sold tells where it is for sale;
// "" for nowhere.
func Opens(e library.EditionAccess, sold string, now time.Time) string {
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
	return cards.Spaced(locked(e, sold, now), later(e, now))
}

// Sold tells which stores sell an edition, and from which price; "" where none does.
func Sold(e library.EditionAccess, shops []library.Shop) string {
	var names []string
	for _, s := range shops {
		names = append(names, shopName(s))
	}
	var least *library.Money
	var free bool // one pays what one wants
	for _, o := range e.Offers {
		if o.Price == nil || o.Kind != library.OfferPaid && o.Kind != library.OfferPWYW {
			continue
		}
		if least == nil || o.Price.Currency == least.Currency && o.Price.Minor < least.Minor {
			least, free = o.Price, o.Kind == library.OfferPWYW
		}
	}
	switch {
	case least == nil || len(names) == 0:
		return ""
	case free && least.Minor == 0:
		return lang.L("{{.Store}} sells it, for what you want to pay.", map[string]any{"Store": strings.Join(names, ", ")})
	case free || len(e.Offers) > 1:
		return lang.L("{{.Store}} sells it, from {{.Price}}.", map[string]any{"Store": strings.Join(names, ", "), "Price": say.Money(*least)})
	}
	return lang.L("{{.Store}} sells it for {{.Price}}.", map[string]any{"Store": strings.Join(names, ", "), "Price": say.Money(*least)})
}

// shopName is what a store is called: by its address, until it was asked.
func shopName(s library.Shop) string {
	if s.Name != "" {
		return s.Name
	}
	if u, err := url.Parse(string(s.URL)); err == nil && u.Host != "" {
		return u.Host
	}
	return string(s.URL)
}

// locked says what opens an edition of which no license is here.
func locked(e library.EditionAccess, sold string, now time.Time) string {
	w := e.Standing.Window
	switch e.Standing.Stage(now) {
	case library.StageAnnounced, library.StagePreloading:
		return cards.Spaced(lang.L("Sealed until its premiere, {{.When}}. From then on a license opens it.", map[string]any{"When": When(w.From)}), sold)
	case library.StageOpening:
		return lang.L("Its window is over: the key for everybody is looked for.")
	}
	if e.Offered(library.OfferFree) {
		return lang.L("It is free, and opens as soon as its key is published.")
	}
	if sold != "" {
		return cards.Spaced(sold, lang.L("A license file opens it, too."))
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
	return cards.Join(lang.N("{{.N}} items", kit.Plural(e.Items), map[string]any{"N": e.Items}), span, kit.Bytes(e.Length))
}

// Ticks reports whether something of a bundle is counted down: then what is said of it
// changes by itself.
func Ticks(a library.Access, now time.Time) bool { return !a.Next(now).IsZero() }
