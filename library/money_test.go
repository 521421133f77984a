package library

import "testing"

func TestParseMoney(t *testing.T) {
	for text, want := range map[string]string{
		"4.95EUR": "4.95 EUR", " 4.95 eur ": "4.95 EUR", "5EUR": "5.00 EUR", "5.5 USD": "5.50 USD", "500JPY": "500 JPY",
		"0EUR": "0.00 EUR", "0.00000001BTC": "0.00000001 BTC", "1.234KWD": "1.234 KWD",
	} {
		if got, err := ParseMoney(text); err != nil || got.String() != want {
			t.Errorf("%q is %s, %v", text, got, err)
		}
	}
	for _, bad := range []string{"", "EUR", "4.95", "4,95EUR", "4.955EUR", "5.EUR", ".5EUR", "-1EUR", "1e3EUR", "5.5JPY", "4.95XYZ", "99999999999999EUR", "10000000000.01EUR"} {
		if got, err := ParseMoney(bad); err == nil {
			t.Errorf("%q is %s", bad, got)
		}
	}
}
