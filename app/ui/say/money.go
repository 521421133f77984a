package say

import (
	"strconv"
	"strings"

	"fyne.io/fyne/v2/lang"

	"matinee/library"
)

// Money writes an amount as the language does: $4.95, 4,95 $; what is less than nothing with
// a minus sign before it.
func Money(m library.Money) string {
	if m.Minor < 0 {
		m.Minor = -m.Minor
		return "−" + Money(m)
	}
	digits := m.Currency.Digits()
	text := strconv.FormatInt(m.Minor, 10)
	if digits > 0 {
		text = strings.Repeat("0", max(0, digits+1-len(text))) + text
		text = text[:len(text)-digits] + lang.X("number.decimal", ".") + text[len(text)-digits:]
	}
	sign := signOf(m.Currency)
	if sign == "" {
		return text + nbsp + string(m.Currency)
	}
	return lang.X("money", "{{.Sign}}{{.Amount}}", map[string]any{"Sign": sign, "Amount": text})
}

// signOf is the sign of a currency that people know it by; "" where the code is used.
func signOf(c library.Currency) string {
	switch c {
	case "USD":
		return "$"
	case "EUR":
		return "€"
	case "GBP":
		return "£"
	case "JPY":
		return "¥"
	case "INR":
		return "₹"
	case "KRW":
		return "₩"
	case "BTC":
		return "₿"
	}
	return ""
}

// ReadMoney reads an amount as people type it, with a comma or a point, the currency's
// sign or code, or without either.
func ReadMoney(text string, usual library.Currency) (library.Money, error) {
	text = strings.NewReplacer(nbsp, " ", "\u202f", " ", ",", ".").Replace(text)
	if sign := signOf(usual); sign != "" {
		text = strings.Replace(text, sign, "", 1)
	}
	text = strings.TrimSpace(text)
	if last := len(text) - 1; last >= 0 && text[last] >= '0' && text[last] <= '9' {
		text += string(usual)
	}
	return library.ParseMoney(text)
}
