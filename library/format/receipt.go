package format

import "matinee/library"

// Receipt is a buyer's proof of an order, and restores its licence on other
// devices. Who holds it can do so: Secret is not for others.
type Receipt struct {
	Seller
	Order   library.Token     `json:"identifier"`
	Secret  library.Secret    `json:"secret"`
	Bundle  library.Token     `json:"bundle"`
	Edition library.EditionID `json:"edition"`
	Offer   library.OfferKind `json:"offer"`
	Terms   library.Digest    `json:"terms"` // under which it was bought
	Paid    library.Money     `json:"price"` // taxes included
	Tax     int64             `json:"taxMinorUnits,omitempty"`
	CardFee int64             `json:"cardFeeMinorUnits,omitempty"` // in it, on top of the price
	Ledger  Place             `json:"ledger"`
	More    library.More      `json:"-"`
}

// Place is where a sale stands in the store's ledger for the channel, so that it
// cannot be left out of a statement without contradicting the receipt.
type Place struct {
	N    int64          `json:"n"`    // from 1
	Hash library.Digest `json:"hash"` // of the chain up to and with it
	More library.More   `json:"-"`
}

func (Receipt) kind() kind { return kind{"receipt", MaxReceipt} }

func (r Receipt) check() error {
	switch r.Offer {
	case library.OfferFree, library.OfferPaid, library.OfferPWYW, library.OfferAds:
	default:
		return within(".offer", fail(FaultField, "is %s", clip(string(r.Offer))))
	}
	if r.Tax > r.Paid.Minor {
		return within(".taxMinorUnits", fail(FaultField, "is more than was paid"))
	}
	if r.CardFee > r.Paid.Minor-r.Tax {
		return within(".cardFeeMinorUnits", fail(FaultField, "is more than was paid beside taxes"))
	}
	if r.Ledger.N < 1 {
		return within(".ledger.n", fail(FaultField, "is not at least 1"))
	}
	return nil
}
