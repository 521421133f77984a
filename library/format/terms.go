package format

import (
	"fmt"
	"time"

	"matinee/library"
)

// Terms say who may watch which edition when, and who is paid. They change by a
// new version; manifest, swarm and licences stay.
type Terms struct {
	Author
	Bundle   library.Token  `json:"bundle"`
	Version  int64          `json:"version"`                   // from 1
	Fee      int64          `json:"storeFee"`                  // basis points that a store keeps
	Stores   []library.Key  `json:"stores,omitempty" max:"32"` // who may sell; empty: every store of the channel
	Editions []EditionTerms `json:"editions" max:"16"`
	Deal     Envelope       `json:"deal,omitempty"` // the deal they were made under
	More     library.More   `json:"-"`
}

// EditionTerms are the terms of one edition.
type EditionTerms struct {
	Edition library.EditionID `json:"edition"`
	Offers  []library.Offer   `json:"offers" max:"16"`
	Window  *library.Window   `json:"window,omitempty"` // nil: never exclusive
	Splits  []library.Split   `json:"splits,omitempty" max:"32"`
	Breaks  []library.Break   `json:"breaks,omitempty" max:"64"`
	More    library.More      `json:"-"`
}

func (Terms) kind() kind { return kind{"terms", MaxTerms} }

// Edition returns the terms of one edition.
func (t Terms) Edition(id library.EditionID) (EditionTerms, bool) {
	for _, e := range t.Editions {
		if e.Edition == id {
			return e, true
		}
	}
	return EditionTerms{}, false
}

// offers reports whether the edition is offered in that way.
func (e EditionTerms) offers(kind library.OfferKind) bool {
	for _, o := range e.Offers {
		if o.Kind == kind {
			return true
		}
	}
	return false
}

func (t Terms) check() error {
	if t.Version < 1 {
		return within(".version", fail(FaultField, "is not at least 1"))
	}
	if t.Fee > library.MaxFee {
		return within(".storeFee", fail(FaultTerms, "is above %d basis points", library.MaxFee))
	}
	named := map[library.EditionID]bool{}
	for i, e := range t.Editions {
		if named[e.Edition] {
			return within(element("editions", i), fail(FaultTerms, "has terms twice"))
		}
		named[e.Edition] = true
		if err := e.check(); err != nil {
			return within(element("editions", i), err)
		}
	}
	if t.Deal.IsZero() {
		return nil
	}
	deal, err := Open[Deal](t.Deal)
	if err == nil {
		err = deal.Doc.binds(t)
	}
	if err != nil {
		return within(".deal", err)
	}
	return nil
}

func (e EditionTerms) check() error {
	for i, offer := range e.Offers {
		for _, before := range e.Offers[:i] {
			if offer.Same(before) {
				return within(element("offers", i), fail(FaultTerms, "is the same choice as another"))
			}
		}
	}
	ads := e.offers(library.OfferAds)
	if ads != (len(e.Breaks) > 0) {
		return within(".breaks", fail(FaultTerms, "are there without an offer with ads, or the other way round"))
	}
	earns := ads || e.offers(library.OfferPaid) || e.offers(library.OfferPWYW)
	if earns && len(e.Splits) == 0 {
		return within(".splits", fail(FaultTerms, "do not say who is paid"))
	}
	parties := map[string]bool{}
	for i, s := range e.Splits {
		if parties[s.Party] {
			return within(element("splits", i), fail(FaultTerms, "names a party twice"))
		}
		parties[s.Party] = true
	}
	return nil
}

// Fits holds the terms against the manifest of the bundle they are for.
func (t Terms) Fits(m Manifest) error { return told("terms", t.fits(m)) }

func (t Terms) fits(m Manifest) error {
	if t.Bundle != m.ID || t.Channel != m.Channel {
		return fail(FaultMismatch, "they are for another bundle")
	}
	for i, e := range t.Editions {
		if _, known := m.Edition(e.Edition); !known {
			return within(element("editions", i), fail(FaultMismatch, "is not in the manifest"))
		}
		for j, b := range e.Breaks {
			if _, known := m.Item(library.ItemPath(b.Item)); b.Item != "" && !known {
				return within(element("editions", i)+element("breaks", j), fail(FaultMismatch, "is in no item of the manifest"))
			}
		}
	}
	return nil
}

// Follows judges whether t may come after old. Once a licence was sold, no
// edition may be exclusive for longer, or open later, than was promised.
func (t Terms) Follows(old Terms, sold bool) error { return told("terms", t.follows(old, sold)) }

func (t Terms) follows(old Terms, sold bool) error {
	switch {
	case t.Bundle != old.Bundle || t.Channel != old.Channel:
		return fail(FaultMismatch, "they are for another bundle")
	case t.Version == old.Version:
		return fail(FaultFork, "they are version %d too", t.Version)
	case t.Version < old.Version:
		return fail(FaultRollback, "they are version %d, after %d", t.Version, old.Version)
	case !sold:
		return nil
	}
	for _, promised := range old.Editions {
		now, still := t.Edition(promised.Edition)
		if err := promised.keeps(now, still); err != nil {
			return fmt.Errorf("%s: %w", promised.Edition, err)
		}
	}
	return nil
}

// keeps judges what becomes of an edition of which licences were sold. It may not
// vanish while it has a window: it could come back with a longer one.
func (e EditionTerms) keeps(next EditionTerms, still bool) error {
	switch {
	case e.Window == nil && next.Window != nil:
		return fail(FaultTerms, "would become exclusive")
	case e.Window == nil || still && next.Window == nil && !e.Window.Open():
		return nil
	case !still:
		return fail(FaultTerms, "would vanish, and what was promised with it")
	case next.Window == nil:
		return fail(FaultTerms, "would no longer open, as was promised")
	}
	if err := e.Window.KeepsPromise(*next.Window); err != nil {
		return fail(FaultTerms, "%s", err)
	}
	return nil
}

// exclusive reports whether the edition's window still runs at a time.
func (e EditionTerms) exclusive(at time.Time) bool {
	return e.Window != nil && at.Before(e.Window.Until)
}
