package format

import (
	"time"

	"matinee/library"
)

// Licence lets one device open one edition: it carries the edition's identity,
// wrapped for that device, and the chain that shows who was allowed to issue it.
// It is checked when it is imported; playing never asks anybody again.
type Licence struct {
	Seller
	ID        library.Token       `json:"identifier"`
	Kind      library.LicenceKind `json:"kind"`
	Bundle    library.Token       `json:"bundle"`
	Edition   library.EditionID   `json:"edition"`
	Recipient library.Recipient   `json:"recipient"` // the edition's; names it whatever the manifest's version
	// Premiere is the edition's premiere recipient when the identity was wrapped
	// to it first: until the premiere's key is published it opens nothing,
	// whatever a clock says. Empty: it opens at once.
	Premiere library.Recipient `json:"premiere,omitempty"`
	Device   library.Recipient `json:"device"` // the buyer's
	Wrapped  []byte            `json:"wrapped" max:"2048"`
	Until    time.Time         `json:"windowUntil,omitempty"` // the window's end as promised at sale
	Expires  time.Time         `json:"expires,omitempty"`     // zero: never
	Rental   time.Duration     `json:"rental,omitempty"`      // from the first play; 0: not rented
	Permits  []library.Permit  `json:"permits,omitempty" max:"16"`
	More     library.More      `json:"-"`
}

func (Licence) kind() kind { return kind{"licence", MaxLicence} }

func (l Licence) check() error {
	switch l.Kind {
	case library.LicencePurchase, library.LicenceRental, library.LicenceAds, library.LicenceGift, library.LicencePress:
	default:
		return within(".kind", fail(FaultField, "is %s", clip(string(l.Kind))))
	}
	switch {
	case !l.Expires.IsZero() && !l.Expires.After(l.Issued):
		return within(".expires", fail(FaultField, "is not after issued"))
	case (l.Kind == library.LicenceRental) != (l.Rental > 0):
		return within(".rental", fail(FaultField, "does not go with the kind"))
	case l.Kind == library.LicenceAds && l.Expires.IsZero():
		return within(".expires", fail(FaultField, "is missing: a licence for ads ends"))
	}
	return nil
}

// Import is what a licence is held against when somebody brings it.
type Import struct {
	Manifest Manifest          // of the bundle that is to be opened
	Device   library.Recipient // of this device
	Revoked  []Revocation      // by the channel, as far as it is known here
	Now      time.Time
}

// Check judges whether the licence opens an edition of the bundle on this device.
// Read has verified who signed it, and that they might when it was issued.
func (l Licence) Check(with Import) error { return told("licence", l.checkImport(with)) }

func (l Licence) checkImport(with Import) error {
	if l.Channel != with.Manifest.Channel {
		return fail(FaultRoot, "it is for another channel")
	}
	edition, known := with.Manifest.Edition(l.Edition)
	if l.Bundle != with.Manifest.ID || !known || edition.Recipient != l.Recipient {
		return fail(FaultMismatch, "it is for another bundle or edition")
	}
	if l.Premiere != "" && l.Premiere != edition.Premiere {
		return fail(FaultMismatch, "it waits for another premiere")
	}
	if l.Device != with.Device {
		return fail(FaultDevice, "it is for another device")
	}
	if !l.Expires.IsZero() && !with.Now.Before(l.Expires) {
		return fail(FaultExpired, "it ended on %s", formatTime(l.Expires))
	}
	return l.revoked(with.Revoked)
}

// Allows reports whether the licence allows something besides watching.
func (l Licence) Allows(p library.Permit) bool {
	for _, have := range l.Permits {
		if have == p {
			return true
		}
	}
	return false
}
