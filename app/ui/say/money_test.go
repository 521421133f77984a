package say

import (
	"math"
	"strings"
	"testing"

	"matinee/library"
)

// TestMoneyIsWritten with the decimals of its currency and the order of the language; less
// than nothing, too.
func TestMoneyIsWritten(t *testing.T) {
	type written struct {
		money library.Currency
		minor int64
		want  string
	}
	for language, all := range map[string][]written{
		"en": {
			{"USD", 495, "$4.95"},
			{"EUR", 5, "€0.05"},
			{"JPY", 495, "¥495"},
			{"CHF", 0, "0.00 CHF"},
			{"USD", -495, "−$4.95"},
			{"EUR", -5, "−€0.05"},
			{"JPY", -1, "−¥1"},
			{"BHD", -1234, "−1.234 BHD"},
			{"EUR", -math.MaxInt64, "−€92233720368547758.07"},
		},
		"fr": {{"EUR", 495, "4,95 €"}, {"EUR", -49, "−0,49 €"}, {"CHF", -49, "−0,49 CHF"}},
	} {
		t.Run(language, func(t *testing.T) {
			speak(t, language)
			for _, c := range all {
				m := library.Money{Currency: c.money, Minor: c.minor}
				if got := strings.ReplaceAll(Money(m), nbsp, " "); got != c.want {
					t.Errorf("%v is written %q, not %q", m, got, c.want)
				}
			}
		})
	}
}
