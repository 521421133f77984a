package studio

import (
	"slices"
	"strconv"
	"strings"
	"time"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/lang"

	"matinee/app/ui/kit"
	"matinee/library"
)

// offersStep says what each edition costs.
type offersStep struct {
	f     *flow
	fixed bool              // the editions are as they were published
	wrong map[string]func() // marks a price that is none
	free  map[library.EditionID]*kit.Toggle
	fees  map[library.EditionID]*cardFee
}

func (s *offersStep) show() fyne.CanvasObject {
	f, d := s.f, &s.f.draft
	s.wrong, s.free = map[string]func(){}, map[library.EditionID]*kit.Toggle{}
	s.fees = map[library.EditionID]*cardFee{}
	var panels []fyne.CanvasObject
	for at := range d.Editions {
		panels = append(panels, s.edition(at))
	}
	if !s.fixed && len(d.Editions) < mostEditions {
		panels = append(panels, newRow(f.button(lang.L("Add an edition"), kit.IconAdd, kit.Plain(), s.add)))
	}
	return newSheet(panels...)
}

// mostEditions is how many a bundle may have.
const mostEditions = 16

func (s *offersStep) missing() string {
	complete(&s.f.draft)
	for _, mark := range s.wrong {
		mark()
	}
	if len(s.wrong) > 0 {
		return lang.L("Mend what is marked first.")
	}
	for _, e := range s.f.draft.Editions {
		if len(e.Offers) == 0 {
			return lang.L("{{.Edition}} has no offer: nobody could get it.", map[string]any{"Edition": e.Name})
		}
	}
	return ""
}

// edition is what can be said of one.
func (s *offersStep) edition(at int) fyne.CanvasObject {
	f := s.f
	e := &f.draft.Editions[at]
	items := 0
	for _, i := range f.draft.Items {
		if slices.Contains(i.Editions, e.ID) {
			items++
		}
	}
	parts := []fyne.CanvasObject{heading(e.Name)} // what it is called stands in the bundle
	if !s.fixed {
		parts = []fyne.CanvasObject{newLine(lang.L("Edition"), lang.N("{{.N}} items", kit.Plural(items), map[string]any{"N": items}),
			f.field(e.Name, func(text string) { e.Name = strings.TrimSpace(text) }))}
	}
	fee := s.cardFee(e)
	parts = append(parts, s.simple(e, library.OfferFree, lang.L("Free"), lang.L("everybody may have it")))
	parts = append(parts, s.priced(e, library.OfferPaid, lang.L("Paid"), lang.L("a price, such as 4.95 EUR"))...)
	parts = append(parts, s.priced(e, library.OfferPWYW, lang.L("Pay what you want"), lang.L("from this on; 0 EUR lets people give nothing"))...)
	parts = append(parts, fee.line)
	parts = append(parts, s.simple(e, library.OfferAds, lang.L("With ads"), lang.L("seen before a main item; a store that has ads pays for the views")))
	if !s.fixed && len(f.draft.Editions) > 1 {
		look := kit.Quiet()
		parts = append(parts, newRow(f.button(lang.L("Drop this edition"), kit.IconRemove, look, func() { s.drop(at) })))
	}
	return newPanel(parts...)
}

// simple is an offer without a price.
func (s *offersStep) simple(e *library.DraftEdition, kind library.OfferKind, name, help string) fyne.CanvasObject {
	t := s.f.toggle(lang.L("offered"), e.OfferedAs(kind), func(on bool) {
		setOffer(e, library.Offer{Kind: kind}, on)
		if kind == library.OfferAds && on {
			s.sell(e)
		}
	})
	if kind == library.OfferFree {
		s.free[e.ID] = t
	}
	return newLine(name, help, t)
}

// sell takes the free offer away: who sells rarely gives away as well. It can be ticked
// again.
func (s *offersStep) sell(e *library.DraftEdition) {
	setOffer(e, library.Offer{Kind: library.OfferFree}, false)
	s.free[e.ID].Set(false)
}

// priced is an offer with a price.
func (s *offersStep) priced(e *library.DraftEdition, kind library.OfferKind, name, help string) []fyne.CanvasObject {
	f := s.f
	key := string(e.ID) + string(kind)
	text := ""
	for _, o := range e.Offers {
		if o.Kind == kind && o.Price != nil {
			text = o.Price.String()
		}
	}
	var l *line
	price := f.field(text, nil)
	price.SetPlaceHolder(hintOf(kind))
	set := func(text string) {
		m, ok := parsePrice(text, kind)
		delete(s.wrong, key)
		if ok {
			setOffer(e, library.Offer{Kind: kind, Price: &m}, true)
			if s.fees[e.ID].apply(e) {
				f.relayout()
			}
		} else {
			s.wrong[key] = func() { f.mark(l, false, lang.L("Say a price such as 4.95 EUR.")) }
		}
		if ok { // nobody is told off while typing
			f.mark(l, true, "")
		}
	}
	price.OnChanged = set
	field := newStack(0, kit.OnPanel(price))
	field.Hidden = !e.OfferedAs(kind)
	toggle := f.toggle(lang.L("offered"), e.OfferedAs(kind), func(on bool) {
		field.Hidden = !on
		if on {
			s.sell(e)
			set(price.Text)
			f.s.desk.Focus(price)
		} else {
			delete(s.wrong, key)
			setOffer(e, library.Offer{Kind: kind}, false)
			f.mark(l, true, "")
		}
		s.fees[e.ID].apply(e)
		f.relayout()
	})
	l = newLine(name, help, newStack(6, toggle, field))
	return []fyne.CanvasObject{l}
}

func hintOf(kind library.OfferKind) string {
	if kind == library.OfferPWYW {
		return "0 EUR"
	}
	return "4.95 EUR"
}

// parsePrice reads a price, also with a comma; a paid one is above nothing.
func parsePrice(text string, kind library.OfferKind) (library.Money, bool) {
	m, err := library.ParseMoney(strings.ReplaceAll(strings.ReplaceAll(text, "\u00a0", " "), ",", "."))
	return m, err == nil && (kind != library.OfferPaid || m.Minor > 0)
}

// setOffer adds an offer, in the place of the one of its kind, or takes it away.
func setOffer(e *library.DraftEdition, o library.Offer, on bool) {
	at := slices.IndexFunc(e.Offers, func(had library.Offer) bool { return had.Kind == o.Kind })
	switch {
	case on && at >= 0:
		had := e.Offers[at]
		had.Price = o.Price
		e.Offers[at] = had
	case on:
		e.Offers = append(e.Offers, o)
	case at >= 0:
		e.Offers = slices.Delete(slices.Clone(e.Offers), at, at+1)
	}
}

// Ads play before a main item unless the draft says otherwise.
const (
	usualSpots = 2
	longestAds = 90 * time.Second
)

// complete says what follows from the offers where nothing else was said: who is paid,
// and where ads play.
func complete(d *library.Draft) {
	for i := range d.Editions {
		e := &d.Editions[i]
		if e.Earns() && len(e.Splits) == 0 && len(d.Creators) > 0 {
			e.Splits = []library.Split{{Party: d.Creators[0].Name, Weight: 1}}
		}
		switch ads := e.OfferedAs(library.OfferAds); {
		case ads && len(e.Breaks) == 0:
			e.Breaks = []library.Break{{Place: library.BreakBefore, Spots: usualSpots, Longest: longestAds}}
		case !ads:
			e.Breaks = nil
		}
	}
}

// add makes another edition with everything that is watched.
func (s *offersStep) add() {
	d := &s.f.draft
	n := len(d.Editions) + 1
	id := library.EditionID("edition-" + strconv.Itoa(n))
	for d.Edition(id) != nil {
		n++
		id = library.EditionID("edition-" + strconv.Itoa(n))
	}
	e := library.DraftEdition{ID: id, Name: lang.L("Edition {{.N}}", map[string]any{"N": n}), Offers: []library.Offer{{Kind: library.OfferFree}}}
	if len(d.Editions) > 0 {
		e.Window = cloneWindow(d.Editions[0].Window)
	}
	d.Editions = append(d.Editions, e)
	for i := range d.Items {
		if d.Items[i].Role.Sealable() {
			d.Items[i].Editions = append(slices.Clone(d.Items[i].Editions), id)
		}
	}
	s.f.show(s.f.at)
}

// drop takes an edition away; its items stay in the others.
func (s *offersStep) drop(at int) {
	d := &s.f.draft
	id := d.Editions[at].ID
	d.Editions = slices.Delete(slices.Clone(d.Editions), at, at+1)
	for i := range d.Items {
		had := d.Items[i].Editions
		left := slices.DeleteFunc(slices.Clone(had), func(e library.EditionID) bool { return e == id })
		if len(had) > 0 && len(left) == 0 { // never for everybody by accident
			left = []library.EditionID{d.Editions[0].ID}
		}
		d.Items[i].Editions = left
	}
	s.f.show(s.f.at)
}

func cloneWindow(w *library.DraftWindow) *library.DraftWindow {
	if w == nil {
		return nil
	}
	c := *w
	return &c
}
