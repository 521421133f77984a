package ledger

import "matinee/library"

// AccountKind says whose money an account counts.
type AccountKind string

// The accounts. A debit is positive: what the provider holds for the store grows by a
// debit; what is owed to somebody grows by a credit.
const (
	AtProvider AccountKind = "provider" // what payments brought and transfers took, by provider
	TaxDue     AccountKind = "tax"      // to be remitted
	StorePart  AccountKind = "store"    // the store's fee, less what it bears: losses, and card fees that buyers do not
	PartyDue   AccountKind = "party"    // owed to a party of the creator's side
	SponsorDue AccountKind = "sponsor"  // prepaid by a campaign and not used yet
)

// Account is one account of a channel's books in one currency.
type Account struct {
	Kind AccountKind `json:"kind"`
	Name string      `json:"name,omitempty"` // the provider, the party or the campaign
}

// Leg is an account's part of an entry, in minor units: a debit is positive, a credit
// negative.
type Leg struct {
	Account
	Minor int64 `json:"minorUnits"`
}

// legs puts together the legs that are not nothing.
type legs []Leg

func (l *legs) add(kind AccountKind, name string, minor int64) {
	if minor != 0 {
		*l = append(*l, Leg{Account{kind, name}, minor})
	}
}

// Rule is how the signed terms divide what an edition brings.
type Rule struct {
	Fee    int64           // the store's part, in basis points of the base
	Splits []library.Split // of the rest, in the order of the terms
	Offers []library.Offer // for what, and whether the buyer bears the card fee
}

// Valid reports what is wrong with the rule.
func (r Rule) Valid() error {
	if r.Fee < 0 || r.Fee > library.MaxFee || len(r.Splits) == 0 {
		return library.Errorf(library.CodeBadDocument, "a fee of %d basis points for %d parties", r.Fee, len(r.Splits))
	}
	for _, s := range r.Splits {
		if err := s.Valid(); err != nil {
			return library.Wrap(library.CodeBadDocument, err)
		}
	}
	return nil
}

// divide credits a base, and takes back an earlier one, as the rule divides each: a
// correction is always the difference of two whole divisions, so that no rounding is left
// over however often it is corrected. A card fee that the buyer bears is the store's beside
// its part: the store is who the provider takes it from.
func (r Rule) divide(l *legs, base, before, fee int64) {
	store, parties := library.Share(base, r.Fee, r.Splits)
	storeBefore, partiesBefore := library.Share(before, r.Fee, r.Splits)
	l.add(StorePart, "", storeBefore-store-fee)
	for i, s := range r.Splits {
		l.add(PartyDue, s.Party, partiesBefore[i]-parties[i])
	}
}
