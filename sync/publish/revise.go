package publish

import (
	"fmt"
	"slices"
	"time"

	"matinee/library"
	"matinee/library/format"
	"matinee/library/seal"
)

// Revision is what is to be new in the terms of a published bundle. Nil leaves a
// part as it is.
type Revision struct {
	Editions []format.EditionTerms // in place of those of the same name; others stay
	Fee      *int64
	Stores   *[]library.Key
	Deal     *format.Envelope
}

// Revise makes the next version of a bundle's terms: ids, swarm, followers and
// licences stay. Sold tells that licences were sold, or may have been by a store:
// then no window ends or opens later than was promised.
func Revise(s Signer, m format.Manifest, old format.Signed[format.Terms], r Revision, sold bool, now time.Time) (format.Signed[format.Terms], error) {
	next := old.Doc
	next.Author = s.Author(later(now, old.Doc.Issued))
	next.Version++
	next.Editions = slices.Clone(old.Doc.Editions)
	for _, e := range r.Editions {
		at := slices.IndexFunc(next.Editions, func(o format.EditionTerms) bool { return o.Edition == e.Edition })
		if at < 0 {
			next.Editions = append(next.Editions, e)
		} else {
			next.Editions[at] = e
		}
	}
	if r.Fee != nil {
		next.Fee = *r.Fee
	}
	if r.Stores != nil {
		next.Stores = *r.Stores
	}
	if r.Deal != nil {
		next.Deal = *r.Deal
	}
	err := next.Follows(old.Doc, sold)
	if err == nil {
		err = next.Fits(m)
	}
	if err == nil {
		err = sealable(m, next)
	}
	if err != nil {
		return format.Signed[format.Terms]{}, fmt.Errorf("new terms: %w", err)
	}
	return format.Sign(next, s.Key())
}

// sealable refuses to sell what lies in clear: a torrent cannot be sealed once it is
// out.
func sealable(m format.Manifest, t format.Terms) error {
	for _, e := range t.Editions {
		edition, _ := m.Edition(e.Edition)
		earns := slices.ContainsFunc(e.Offers, func(o library.Offer) bool { return o.Kind != library.OfferFree })
		if earns && edition.Recipient == "" {
			return library.Errorf(library.CodeBadTerms, "the edition %s was published in clear and cannot be sold", e.Edition)
		}
	}
	return nil
}

// later is a time that does not lie before another: a clock that was set back must
// not make a document older than what it replaces.
func later(now, than time.Time) time.Time {
	now = now.UTC().Truncate(time.Second)
	if now.Before(than) {
		return than
	}
	return now
}

// Consign hands an edition's key to a store, under the terms in force.
func Consign(s Signer, m format.Manifest, t format.Signed[format.Terms], id library.EditionID, to format.Store, k EditionKeys, now time.Time) (format.Signed[format.Consignment], error) {
	var none format.Signed[format.Consignment]
	edition, known := m.Edition(id)
	switch {
	case !known || edition.Recipient == "":
		return none, library.Errorf(library.CodeMismatch, "the edition %s is not sealed", id)
	case len(t.Doc.Stores) > 0 && !slices.Contains(t.Doc.Stores, to.Key):
		return none, library.Errorf(library.CodeBadTerms, "its terms do not let this store sell")
	}
	if err := seal.Belongs(k.Identity, edition.Recipient); err != nil {
		return none, fmt.Errorf("consign: %w", err)
	}
	c := format.Consignment{
		Author: s.Author(now.UTC().Truncate(time.Second)), ID: NewToken(), Version: 1, Bundle: m.ID, Edition: id, Recipient: edition.Recipient,
		Terms: t.Digest(), Store: to.Key, For: to.Recipient,
	}
	var err error
	if c.Wrapped, err = seal.Wrap(k.Identity, to.Recipient); err == nil && edition.Premiere != "" {
		c.WrappedPremiere, err = seal.Wrap(k.Premiere, to.Recipient)
	}
	if err != nil {
		return none, fmt.Errorf("consign: %w", err)
	}
	return format.Sign(c, s.Key())
}

// TakeBack withdraws a consignment: the store issues no more licences. What it sold
// stays good.
func TakeBack(s Signer, old format.Signed[format.Consignment], now time.Time) (format.Signed[format.Consignment], error) {
	next := old.Doc
	next.Author = s.Author(later(now, old.Doc.Issued))
	next.Version++
	next.Withdrawn = next.Issued
	next.Wrapped, next.WrappedPremiere = nil, nil
	if err := next.Follows(old.Doc); err != nil {
		return format.Signed[format.Consignment]{}, fmt.Errorf("take a consignment back: %w", err)
	}
	return format.Sign(next, s.Key())
}

// Release publishes a key: of a premiere's lock, or of an edition for everybody, as
// far as the terms allow it by now.
func Release(m format.Manifest, t format.Terms, id library.EditionID, kind library.ReleaseKind, k EditionKeys, now time.Time) (format.Signed[format.Release], error) {
	var none format.Signed[format.Release]
	edition, _ := m.Edition(id)
	private, err := format.ReleaseKey(k.Identity)
	if err != nil {
		return none, err
	}
	r := format.Release{Bundle: m.ID, Edition: id, Kind: kind, Identity: k.Identity, Key: edition.Release}
	if kind == library.ReleasePremiere {
		r.Identity = k.Premiere
	}
	if err := r.Check(m, t, now); err != nil {
		return none, fmt.Errorf("release: %w", err)
	}
	return format.Sign(r, private)
}
