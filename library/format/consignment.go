package format

import (
	"time"

	"matinee/library"
)

// Consignment hands an edition's identity to a store, so that it can issue
// licences. A later version with the time of its withdrawal takes it back.
type Consignment struct {
	Author
	ID        library.Token     `json:"identifier"` // the same in every version
	Version   int64             `json:"version"`    // from 1
	Bundle    library.Token     `json:"bundle"`
	Edition   library.EditionID `json:"edition"`
	Recipient library.Recipient `json:"recipient"`      // the edition's
	Terms     library.Digest    `json:"terms"`          // under which it is to be sold
	Store     library.Key       `json:"store"`          // who may
	For       library.Recipient `json:"storeRecipient"` // the store's: to whom it is wrapped
	Wrapped   []byte            `json:"wrapped,omitempty" max:"2048"`
	// WrappedPremiere is the premiere identity, if the edition has one: the store
	// may be the one to publish it.
	WrappedPremiere []byte       `json:"wrappedPremiere,omitempty" max:"2048"`
	Withdrawn       time.Time    `json:"withdrawn,omitempty"`
	More            library.More `json:"-"`
}

func (Consignment) kind() kind { return kind{"consignment", MaxConsignment} }

func (c Consignment) check() error {
	if c.Version < 1 {
		return within(".version", fail(FaultField, "is not at least 1"))
	}
	if c.Withdrawn.IsZero() != (len(c.Wrapped) > 0) || len(c.Wrapped) == 0 && len(c.WrappedPremiere) > 0 {
		return within(".wrapped", fail(FaultField, "is there if, and only if, nothing was withdrawn"))
	}
	return nil
}

// Follows judges whether c may come after an earlier version. What was withdrawn
// stays so; consigning again takes a new identifier.
func (c Consignment) Follows(old Consignment) error { return told("consignment", c.follows(old)) }

func (c Consignment) follows(old Consignment) error {
	switch {
	case c.ID != old.ID || c.Channel != old.Channel || c.Bundle != old.Bundle || c.Edition != old.Edition ||
		c.Recipient != old.Recipient || c.Store != old.Store:
		return fail(FaultMismatch, "it is another consignment")
	case c.Version == old.Version:
		return fail(FaultFork, "it is version %d too", c.Version)
	case c.Version < old.Version:
		return fail(FaultRollback, "it is version %d, after %d", c.Version, old.Version)
	case !old.Withdrawn.IsZero() && c.Withdrawn.IsZero():
		return fail(FaultRevoked, "it was withdrawn")
	}
	return nil
}

// Fits reports whether the consignment hands the edition of this manifest to a
// store with this age recipient.
func (c Consignment) Fits(m Manifest, store library.Recipient) error {
	edition, known := m.Edition(c.Edition)
	switch {
	case c.Bundle != m.ID || c.Channel != m.Channel || !known || edition.Recipient != c.Recipient:
		return told("consignment", fail(FaultMismatch, "it is for another edition"))
	case c.For != store:
		return told("consignment", fail(FaultDevice, "it is for another store"))
	}
	return nil
}
