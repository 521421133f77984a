package cli

import (
	"fmt"
	"io"
	"maps"
	"slices"
	"strings"

	"matinee/library"
	"matinee/sync/store"
)

type storeCardFeeCmd struct {
	Provider string `arg:"" optional:"" help:"The provider, as stripe; without one, all rates are listed."`
	Currency string `arg:"" optional:"" help:"The currency."`
	Rate     string `arg:"" optional:"" help:"What it keeps of a payment, as 2.9%; 0% with nothing beside it for a fee that the store bears."`
	Fixed    string `arg:"" optional:"" help:"What it keeps beside it, as 0.30."`
}

// Run says what a provider is expected to keep, or lists it.
func (c *storeCardFeeCmd) Run(r *run, g *grammar) error {
	return g.Store.with(r, func(s *store.Store) error {
		if c.Provider != "" {
			rate, err := c.rate()
			if err != nil {
				return err
			}
			return s.SetCardFee(r.ctx, c.Provider, rate)
		}
		all, err := s.CardFees(r.ctx)
		if err != nil {
			return err
		}
		return r.print(all, func(w io.Writer) {
			for _, provider := range slices.Sorted(maps.Keys(all)) {
				for _, rate := range all[provider] {
					fmt.Fprintf(w, "%s\t%d.%02d%%\t%s\n", printable(provider), rate.Part/100, rate.Part%100, library.Money{Currency: rate.Currency, Minor: rate.Fixed})
				}
			}
		})
	})
}

func (c *storeCardFeeCmd) rate() (rate library.FeeRate, err error) {
	rate.Currency = library.Currency(strings.ToUpper(c.Currency))
	if rate.Part, err = percent(c.Rate); err != nil || c.Fixed == "" {
		return rate, err
	}
	fixed, err := library.ParseMoney(c.Fixed + string(rate.Currency))
	if err != nil {
		return rate, usageError{library.Explain(err).Detail}
	}
	rate.Fixed = fixed.Minor
	return rate, nil
}
