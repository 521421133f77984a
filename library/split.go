package library

import (
	"cmp"
	"errors"
	"slices"
)

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

// Share divides what was paid, tax taken off, in minor units: the store's part, rounded
// down, and the rest to the parties by their weights. What is left over by rounding goes
// to those who lost most by it, the earlier one first.
func Share(paid, fee int64, splits []Split) (store int64, parties []int64) {
	store = paid/10000*fee + paid%10000*fee/10000
	var weights int64
	for _, s := range splits {
		weights += s.Weight
	}
	if weights == 0 {
		return store, nil
	}
	left, rest := paid-store, paid-store
	parties = make([]int64, len(splits))
	lost, order := make([]int64, len(splits)), make([]int, len(splits))
	for i, s := range splits {
		parties[i] = rest/weights*s.Weight + rest%weights*s.Weight/weights
		lost[i], order[i] = rest%weights*s.Weight%weights, i
		left -= parties[i]
	}
	slices.SortStableFunc(order, func(a, b int) int { return cmp.Compare(lost[b], lost[a]) })
	for _, i := range order[:left] {
		parties[i]++
	}
	return store, parties
}
