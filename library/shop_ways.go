package library

import "slices"

// Way is a way to pay at a store.
type Way struct {
	Name string // as the store calls it
	Test bool   // no money stands behind it
	Fees []FeeRate
	// Only are the currencies that it takes; none: it does not say.
	Only []Currency
}

// MaxWays bounds how many ways to pay of a store are looked at.
const MaxWays = 8

// WaysIn are those of ways by which something in a currency can be paid. Where one is for that
// very currency, those that say nothing are left out: coins are not paid by a card.
func WaysIn(ways []Way, money Currency) (fit []Way) {
	for _, w := range ways {
		if slices.Contains(w.Only, money) {
			fit = append(fit, w)
		}
	}
	if len(fit) > 0 {
		return fit
	}
	for _, w := range ways {
		if len(w.Only) == 0 {
			fit = append(fit, w)
		}
	}
	return fit
}
