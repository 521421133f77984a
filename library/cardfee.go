package library

import (
	"errors"
	"fmt"
)

// Bearer is who bears what a provider of payments keeps for its work. It is never the
// creator's side.
type Bearer string

// Who may bear it.
const (
	StoreBears Bearer = "" // out of its own part
	BuyerBears Bearer = "buyer"
)

// Valid reports that nobody else can bear it.
func (b Bearer) Valid() error {
	if b != StoreBears && b != BuyerBears {
		return fmt.Errorf("%q bears no card fee", string(b))
	}
	return nil
}

// FeeRate is what a provider is expected to keep of a payment in a currency.
type FeeRate struct {
	Currency Currency `json:"currency"`
	Part     int64    `json:"basisPoints,omitempty"`     // of what is paid
	Fixed    int64    `json:"fixedMinorUnits,omitempty"` // beside it
	// Step is what payments are a multiple of, in minor units; 0 where any amount is paid.
	Step int64 `json:"stepMinorUnits,omitempty"`
}

// The bounds of a rate.
const (
	MaxFeePart  = 2500
	MaxFeeFixed = 1_000_000_000
	maxFeeStep  = 1_000_000
)

// Valid reports what is wrong with the rate.
func (r FeeRate) Valid() error {
	if r.Part < 0 || r.Part > MaxFeePart || r.Fixed < 0 || r.Fixed > MaxFeeFixed || r.Step < 0 || r.Step > maxFeeStep {
		return errors.New("is a card fee beyond all that providers keep")
	}
	return r.Currency.Valid()
}

// Of is what is kept of a payment, rounded up.
func (r FeeRate) Of(paid int64) int64 {
	return ceil(paid*r.Part, wholePart) + r.Fixed
}

// On is the least that a buyer pays on top of a price so that the price is left when the
// provider has kept its part of both: fee ≥ Of(price + fee). Nothing is added to nothing.
func (r FeeRate) On(price int64) int64 {
	if price <= 0 || r.Valid() != nil || price > MaxMinor {
		return 0
	}
	fee := ceil(price*r.Part+r.Fixed*wholePart, wholePart-r.Part)
	if r.Step > 1 {
		fee = ceil(price+fee, r.Step)*r.Step - price
	}
	return fee
}

// wholePart is all of something, in basis points.
const wholePart = 10_000

// ceil divides, rounding up.
func ceil(n, by int64) int64 { return (n + by - 1) / by }

// FeeIn is the rate of a currency; one that keeps nothing where there is none.
func FeeIn(rates []FeeRate, c Currency) FeeRate {
	for _, r := range rates {
		if r.Currency == c {
			return r
		}
	}
	return FeeRate{Currency: c}
}
