package owner

import (
	"testing"

	"matinee/library"
	"matinee/sync/store"
)

// TestAnOrderIsPaidByWhatTakesItsMoney: by the way that was chosen, else the first that fits; a
// way that the store has not, or that takes other money, is refused before anything is ordered.
func TestAnOrderIsPaidByWhatTakesItsMoney(t *testing.T) {
	about := store.About{Providers: []store.AboutProvider{{Name: "stripe"}, {Name: "lightning", Currencies: []library.Currency{"BTC"}}, {Name: "sandbox", Test: true}}}
	for _, one := range []struct {
		asked string
		money library.Currency
		want  string
		code  library.Code
	}{
		{"", "EUR", "stripe", ""},
		{"sandbox", "EUR", "sandbox", ""},
		{"", "BTC", "lightning", ""},
		{"stripe", "BTC", "", library.CodeNotFound},
		{"lightning", "EUR", "", library.CodeNotFound},
		{"cash", "EUR", "", library.CodeNotFound},
	} {
		got, err := payBy(about, one.asked, &library.Money{Currency: one.money, Minor: 1})
		if got != one.want || err != nil && library.CodeOf(err) != one.code || err == nil && one.code != "" {
			t.Errorf("%q for %s: %q, %v", one.asked, one.money, got, err)
		}
	}
	if got, err := payBy(store.About{}, "", nil); got != "" || err != nil {
		t.Errorf("of a store that names none: %q, %v", got, err)
	}
}
