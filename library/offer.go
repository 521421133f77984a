package library

import (
	"errors"
	"fmt"
	"time"
)

// OfferKind is a way to be allowed to watch.
type OfferKind string

// The kinds of offers. A creator may make any choice of them.
const (
	OfferFree OfferKind = "free"
	OfferPaid OfferKind = "paid"
	OfferPWYW OfferKind = "pay-what-you-want"
	OfferAds  OfferKind = "ads"
)

// LongestRental is how long a rental may last after the first play.
const LongestRental = 30 * 24 * time.Hour

// Permit is something a licence allows besides watching.
type Permit string

// PermitExport allows to save the opened item as an ordinary file.
const PermitExport Permit = "export"

// Offer is one way to watch an edition, chosen by its creator.
type Offer struct {
	Kind OfferKind `json:"kind"`
	// Price of a paid offer; the least one of pay-what-you-want. It has no
	// price when it is free or with ads.
	Price *Money `json:"price,omitempty"`
	// Rental is how long a paid offer lasts from the first play; 0: for ever.
	Rental  time.Duration `json:"rental,omitempty"`
	Permits []Permit      `json:"permits,omitempty" max:"16"`
	// CardFee says who bears what the provider keeps of the payment.
	CardFee Bearer `json:"cardFee,omitempty"`
	More    More   `json:"-"`
}

// Valid reports what is wrong with the offer.
func (o Offer) Valid() error {
	switch o.Kind {
	case OfferFree, OfferAds:
		if o.Price != nil || o.Rental != 0 || o.CardFee != StoreBears {
			return fmt.Errorf("%s has neither price nor rental nor card fee", o.Kind)
		}
	case OfferPaid:
		if o.Price == nil || o.Price.Minor == 0 {
			return errors.New("paid has a price above nothing")
		}
		if o.Rental < 0 || o.Rental > LongestRental {
			return errors.New("a rental ends after 30 days at the latest")
		}
	case OfferPWYW:
		if o.Price == nil || o.Rental != 0 {
			return errors.New("pay-what-you-want has a least price, which may be nothing, and no rental")
		}
	default:
		return fmt.Errorf("%q is no kind of offer", string(o.Kind))
	}
	return nil
}

// Same reports whether two offers would be the same choice to a buyer: of one
// kind, length and currency.
func (o Offer) Same(other Offer) bool {
	if o.Kind != other.Kind || (o.Rental == 0) != (other.Rental == 0) {
		return false
	}
	return o.Price == nil || other.Price == nil || o.Price.Currency == other.Price.Currency
}
