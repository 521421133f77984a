package owner

import (
	"matinee/library"
	"matinee/sync/store"
)

// feeWanted is what is known of a card fee before an order.
type feeWanted struct {
	bears library.Bearer
	saw   *int64 // by the person; nil where nobody looked
}

// add puts what the buyer bears of the card fee into an order, as the store tells it; it
// must be what the person saw.
func (f feeWanted) add(a *store.Ask, about store.About) error {
	if f.bears != library.BuyerBears || a.Voucher != "" || a.Price == nil {
		return nil
	}
	a.CardFee = library.FeeIn(feesOf(about, a.Provider), a.Price.Currency).On(a.Price.Minor)
	if f.saw != nil && *f.saw != a.CardFee {
		return library.Errorf(library.CodePriceChanged, "the card fee is %s now", library.Money{Currency: a.Price.Currency, Minor: a.CardFee})
	}
	return nil
}

// feesOf are what a store expects one of its providers to keep, as far as that can be.
func feesOf(about store.About, provider string) (out []library.FeeRate) {
	for _, p := range about.Providers {
		if p.Name != provider {
			continue
		}
		for _, rate := range p.Fees {
			if rate.Valid() == nil {
				out = append(out, rate)
			}
		}
		break
	}
	return out
}

// agreed refuses an order that costs something else than was agreed on.
func agreed(a store.Ask, made store.Order) error {
	if a.Voucher != "" || a.Price == nil {
		return nil
	}
	want := library.Money{Currency: a.Price.Currency, Minor: a.Price.Minor + a.CardFee}
	if made.Price.Currency != want.Currency || made.Price.Minor != want.Minor || made.CardFee != a.CardFee {
		return library.Errorf(library.CodePriceChanged, "the store asks for %s, not for %s", made.Price, want)
	}
	return nil
}
