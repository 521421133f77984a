package owner

import (
	"slices"

	"matinee/library"
	"matinee/sync/store"
)

// waysOf are the ways to pay that a store tells of.
func waysOf(about store.About) (ways []library.Way) {
	for _, p := range about.Providers[:min(len(about.Providers), library.MaxWays)] {
		ways = append(ways, library.Way{Name: p.Name, Test: p.Test, Fees: feesOf(about, p.Name), Only: p.Currencies})
	}
	return ways
}

// payBy finds the way by which an order is paid: the one that is asked for, else the first that
// takes its money.
func payBy(about store.About, asked string, price *library.Money) (string, error) {
	ways := waysOf(about)
	if price != nil {
		if fit := library.WaysIn(ways, price.Currency); len(fit) > 0 {
			ways = fit
		}
	}
	switch {
	case asked != "" && !slices.ContainsFunc(ways, func(w library.Way) bool { return w.Name == asked }):
		return "", library.AtStore(library.Errorf(library.CodeNotFound, "a payment by %.40s for this", asked))
	case asked != "" || len(ways) == 0:
		return asked, nil
	}
	return ways[0].Name, nil
}
