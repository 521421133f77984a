package library_test

import (
	"testing"

	"matinee/library"
)

func TestWaysToPayFitTheCurrency(t *testing.T) {
	card, other := library.Way{Name: "stripe"}, library.Way{Name: "sandbox", Test: true}
	coins := library.Way{Name: "lightning", Only: []library.Currency{"BTC"}}
	for _, one := range []struct {
		ways  []library.Way
		money library.Currency
		want  string
	}{
		{[]library.Way{card, coins, other}, "EUR", "stripe sandbox"},
		{[]library.Way{card, coins, other}, "BTC", "lightning"},
		{[]library.Way{card}, "BTC", "stripe"}, // it does not say that it cannot
		{[]library.Way{coins}, "EUR", ""},
		{nil, "EUR", ""},
	} {
		got := ""
		for _, w := range library.WaysIn(one.ways, one.money) {
			got += " " + w.Name
		}
		if got != "" {
			got = got[1:]
		}
		if got != one.want {
			t.Errorf("%s by %v: %q", one.money, one.ways, got)
		}
	}
}
