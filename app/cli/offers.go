package cli

import (
	"fmt"
	"slices"
	"strconv"
	"strings"
	"time"

	"matinee/library"
)

// aboutArgs say what a bundle is. What is not given stays as the draft has it.
type aboutArgs struct {
	Title       string   `help:"What it is called."`
	Creator     []string `help:"Who made it." placeholder:"NAME"`
	Description string   `help:"What it is about."`
	Language    []string `help:"In which languages it is (BCP 47)." placeholder:"TAG"`
	Rating      *int64   `help:"The least age it is for, in years; 0 for everybody." placeholder:"AGE"`
	Rights      string   `help:"Who holds the rights, such as \"© 2026 Ann Example\"; it must be there to publish." placeholder:"TEXT"`
	License     string   `help:"The license of what has been opened (SPDX)." placeholder:"SPDX"`
	Tracker     []string `help:"A tracker; none is needed." placeholder:"URL"`
	Webseed     []string `help:"Where the files are to be had over HTTP, too." placeholder:"URL"`
	V1          bool     `name:"v1" help:"Leave BitTorrent v2 out, for Transmission before 4.0."`
}

func (a aboutArgs) about(d *library.Draft) error {
	for _, f := range []struct {
		text string
		into *string
	}{{a.Title, &d.Title}, {a.Description, &d.Description}, {a.Rights, &d.Rights}, {a.License, (*string)(&d.License)}} {
		if f.text != "" {
			*f.into = f.text
		}
	}
	if len(a.Creator) > 0 {
		d.Creators = nil
		for _, name := range a.Creator {
			d.Creators = append(d.Creators, library.Maker{Name: name})
		}
	}
	if len(a.Language) > 0 {
		d.Languages = nil
		for _, tag := range a.Language {
			if err := library.Language(tag).Valid(); err != nil {
				return usageError{fmt.Sprintf("--language %s: %v", tag, err)}
			}
			d.Languages = append(d.Languages, library.Language(tag))
		}
	}
	if a.Rating != nil {
		d.MinAge = a.Rating
	}
	if len(a.Tracker) > 0 {
		d.Trackers = a.Tracker
	}
	if len(a.Webseed) > 0 {
		d.Webseeds = a.Webseed
	}
	d.V1Only = d.V1Only || a.V1
	return nil
}

// offerArgs say who may watch, when, and who is paid. A value that begins with the
// name of an edition and = is for that edition alone, any other for all of those
// that no such value names.
type offerArgs struct {
	Free       bool     `help:"Everybody may have it."`
	Price      []string `help:"Sell it: 4.95EUR, or extras=9.95EUR for one edition." placeholder:"[EDITION=]AMOUNT"`
	PWYW       []string `name:"pay-what-you-want" help:"Sell it for what people give, at least this: 0EUR." placeholder:"[EDITION=]AMOUNT"`
	CardFee    string   `help:"Who pays what a card payment costs: the store out of its part, or the buyer on top of the price; never the creator." enum:",store,buyer" default:""`
	Ads        []string `help:"Show it with ads: all, or an edition." placeholder:"EDITION"`
	Premiere   string   `help:"When it may be watched first, by the clocks of --zone: 2026-12-24T20:00." placeholder:"TIME"`
	Zone       string   `help:"The time zone of --premiere, such as Europe/Paris; UTC if it is not given." placeholder:"NAME"`
	Window     string   `help:"How long it is exclusive: 30d to 60d." placeholder:"LENGTH"`
	OwnLength  bool     `help:"Let --window have any length; no deal allows that."`
	After      string   `help:"What happens then: offers go on, or the key is published and it is open to all." enum:",offers,open" default:""`
	OpensLater string   `help:"With --after open: how long after the window." placeholder:"LENGTH"`
	Split      []string `help:"Who shares the creator's side, and how: \"Ann Example=2\"." placeholder:"NAME=WEIGHT"`
	StoreFee   int64    `help:"What a store keeps, in hundredths of a percent; at most 1000." default:"-1" placeholder:"N"`
	Store      []string `help:"The key of a store that may sell it; none means every store of the channel." placeholder:"KEY"`
	Deal       string   `help:"The deal that it is published under; none for no deal." placeholder:"ID"`
}

// offer applies the choices to a draft.
func (a offerArgs) offer(d *library.Draft) error {
	if a.Free && len(a.Price)+len(a.PWYW)+len(a.Ads) > 0 {
		return usageError{"--free gives away what the other offer sells; name an edition for one of them"}
	}
	offers, err := a.offers(d)
	if err != nil {
		return err
	}
	for i := range d.Editions {
		e := &d.Editions[i]
		if list, named := offers[e.ID]; named {
			e.Offers = a.bearing(list, e.Offers)
		} else {
			e.Offers = a.bearing(e.Offers, e.Offers)
		}
		if err := a.window(e); err != nil {
			return err
		}
		if err := a.share(e, d); err != nil {
			return err
		}
	}
	return a.sale(d)
}

// bearing says of offers who bears the card fee: whoever did before, unless it is said.
func (a offerArgs) bearing(offers, before []library.Offer) []library.Offer {
	offers = slices.Clone(offers)
	for i := range offers {
		o := &offers[i]
		switch {
		case o.Price == nil:
		case a.CardFee == "":
			if at := slices.IndexFunc(before, func(b library.Offer) bool { return b.Kind == o.Kind }); at >= 0 {
				o.CardFee = before[at].CardFee
			}
		case a.CardFee == string(library.BuyerBears):
			o.CardFee = library.BuyerBears
		default:
			o.CardFee = library.StoreBears
		}
	}
	return offers
}

// offers are the new offers of editions; what is not in it stays.
func (a offerArgs) offers(d *library.Draft) (map[library.EditionID][]library.Offer, error) {
	named := map[library.EditionID][]library.Offer{}
	var all []library.Offer
	add := func(id library.EditionID, o library.Offer) error {
		if id == "" {
			all = append(all, o)
			return nil
		}
		if d.Edition(id) == nil {
			return usageError{fmt.Sprintf("there is no edition %q; there are %s", id, editionNames(d))}
		}
		named[id] = append(named[id], o)
		return nil
	}
	for kind, values := range map[library.OfferKind][]string{library.OfferPaid: a.Price, library.OfferPWYW: a.PWYW} {
		for _, v := range values {
			id, text := edition(v)
			price, err := library.ParseMoney(text)
			if err == nil {
				err = add(id, library.Offer{Kind: kind, Price: &price})
			}
			if err != nil {
				return nil, err
			}
		}
	}
	for _, id := range a.Ads {
		if id == "all" {
			id = ""
		}
		if err := add(library.EditionID(id), library.Offer{Kind: library.OfferAds}); err != nil {
			return nil, err
		}
	}
	if a.Free {
		all = []library.Offer{{Kind: library.OfferFree}}
	}
	for _, e := range d.Editions {
		if len(named[e.ID]) == 0 && len(all) > 0 {
			named[e.ID] = slices.Clone(all)
		}
		slices.SortFunc(named[e.ID], func(x, y library.Offer) int { return strings.Compare(string(x.Kind), string(y.Kind)) })
	}
	return named, nil
}

func editionNames(d *library.Draft) string {
	names := make([]string, 0, len(d.Editions))
	for _, e := range d.Editions {
		names = append(names, string(e.ID))
	}
	return strings.Join(names, ", ")
}

// edition takes an edition's name from the front of a value.
func edition(value string) (library.EditionID, string) {
	if id, rest, ok := strings.Cut(value, "="); ok {
		return library.EditionID(id), rest
	}
	return "", value
}

// defaultWindow is how long a premiere is exclusive when nothing else is said.
const defaultWindow = library.Interval(45 * 24 * time.Hour)

// window plans when an edition is exclusive.
func (a offerArgs) window(e *library.DraftEdition) error {
	if a.Premiere == "" && a.Zone == "" && a.Window == "" && a.After == "" && a.OpensLater == "" && !a.OwnLength {
		return nil
	}
	w := library.DraftWindow{Long: defaultWindow}
	if e.Window != nil {
		w = *e.Window
	}
	if a.Premiere != "" {
		w.From = a.Premiere
	}
	if a.Zone != "" {
		w.Zone = a.Zone
	}
	if a.After != "" {
		w.After = library.After(a.After)
	}
	if a.OwnLength {
		w.Override = library.OwnLength
	}
	var err error
	if a.Window != "" {
		w.Long, err = library.ParseInterval(a.Window)
	}
	if err == nil && a.OpensLater != "" {
		w.Later, err = library.ParseInterval(a.OpensLater)
	}
	if err == nil {
		_, err = w.Window(time.Now())
	}
	if err != nil {
		return usageError{"the window " + err.Error()}
	}
	e.Window = &w
	return nil
}

// Ads play before a main item unless the draft says otherwise.
const (
	usualSpots  = 2
	longestAds  = 90 * time.Second
	onlyPartner = 1 // the weight of the only one who is paid
)

// share says who is paid, and where ads play.
func (a offerArgs) share(e *library.DraftEdition, d *library.Draft) error {
	if len(a.Split) > 0 {
		e.Splits = nil
	}
	for _, text := range a.Split {
		at := strings.LastIndex(text, "=")
		if at < 1 {
			return usageError{fmt.Sprintf("--split %q is not like \"Ann Example=2\"", text)}
		}
		weight, err := strconv.ParseInt(text[at+1:], 10, 64)
		if err != nil || weight < 1 || weight > library.MaxWeight {
			return usageError{fmt.Sprintf("--split %q: the weight is a whole number from 1", text)}
		}
		e.Splits = append(e.Splits, library.Split{Party: text[:at], Weight: weight})
	}
	if e.Earns() && len(e.Splits) == 0 && len(d.Creators) > 0 {
		e.Splits = []library.Split{{Party: d.Creators[0].Name, Weight: onlyPartner}}
	}
	switch ads := e.OfferedAs(library.OfferAds); {
	case ads && len(e.Breaks) == 0:
		e.Breaks = []library.Break{{Place: library.BreakBefore, Spots: usualSpots, Longest: longestAds}}
	case !ads:
		e.Breaks = nil
	}
	return nil
}

// sale says what stores may do.
func (a offerArgs) sale(d *library.Draft) error {
	if a.StoreFee >= 0 {
		d.Fee = a.StoreFee
	}
	if len(a.Store) > 0 {
		d.Stores = nil
	}
	for _, text := range a.Store {
		key := library.Key(text)
		if err := key.Valid(); err != nil {
			return usageError{fmt.Sprintf("--store: a key %v", err)}
		}
		d.Stores = append(d.Stores, key)
	}
	switch a.Deal {
	case "":
	case "none":
		d.Deal = ""
	default:
		d.Deal = library.Token(a.Deal)
	}
	return nil
}

// minDigits is how much of a number names something.
const minDigits = 4

// pick finds a production by what a person calls it.
func pick(all []library.Production, name string) (library.Production, error) {
	var found []library.Production
	lower := strings.ToLower(strings.TrimSpace(name))
	for _, p := range all {
		begins := len(lower) >= minDigits && (strings.HasPrefix(string(p.ID), lower) || strings.HasPrefix(string(p.Bundle), lower))
		if begins || p.Title == name {
			found = append(found, p)
		}
	}
	if len(found) != 1 {
		return library.Production{}, library.Errorf(library.CodeNotFound, "%.60s means %d of your own", name, len(found))
	}
	return found[0], nil
}
