package library

import "errors"

// Split is one party's part of the creator's side of a receipt. The parts relate
// to each other as their weights do.
type Split struct {
	Party  string `json:"name" max:"120"`
	Weight int64  `json:"weight"`
	// Account is what a store knows the party by; "" until it is agreed.
	Account string `json:"account,omitempty" max:"120"`
	More    More   `json:"-"`
}

// MaxWeight is the largest weight of one party.
const MaxWeight = 1_000_000

// Valid reports what is wrong with the split.
func (s Split) Valid() error {
	if s.Weight < 1 || s.Weight > MaxWeight {
		return errors.New("has a weight that is not 1 to 1,000,000")
	}
	return nil
}

// MaxFee is the most a store may keep, in basis points (hundredths of a percent)
// of what was paid: a creator's side is never under 90 %.
const MaxFee = 1000
