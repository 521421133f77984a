package library

import (
	"errors"
	"fmt"
	"strconv"
	"strings"
)

// Currency is an ISO 4217 code, or BTC.
type Currency string

// Money is an amount in the currency's minor unit: cents for EUR, yen for JPY,
// hundred-millionths for BTC. It is never a fraction and never a float.
type Money struct {
	Currency Currency `json:"currency"`
	Minor    int64    `json:"minorUnits"`
	More     More     `json:"-"`
}

// MaxMinor is the largest amount that a document may name.
const MaxMinor = 1_000_000_000_000

// Digits is how many decimals the currency's major unit has.
func (c Currency) Digits() int {
	code := " " + string(c) + " "
	switch {
	case c == "BTC":
		return 8
	case strings.Contains(" BIF CLP DJF GNF ISK JPY KMF KRW PYG RWF UGX UYI VND VUV XAF XOF XPF ", code):
		return 0
	case strings.Contains(" BHD IQD JOD KWD LYD OMR TND ", code):
		return 3
	case strings.Contains(" CLF UYW ", code):
		return 4
	}
	return 2
}

// Valid reports that the code is none of ISO 4217's that people pay with.
func (c Currency) Valid() error {
	const codes = " " +
		"AED AFN ALL AMD AOA ARS AUD AWG AZN BAM BBD BDT BGN BHD BIF BMD BND BOB BRL BSD BTC BTN BWP BYN BZD " +
		"CAD CDF CHF CLF CLP CNY COP CRC CUP CVE CZK DJF DKK DOP DZD EGP ERN ETB EUR FJD FKP GBP GEL GHS GIP " +
		"GMD GNF GTQ GYD HKD HNL HTG HUF IDR ILS INR IQD IRR ISK JMD JOD JPY KES KGS KHR KMF KPW KRW KWD KYD " +
		"KZT LAK LBP LKR LRD LSL LYD MAD MDL MGA MKD MMK MNT MOP MRU MUR MVR MWK MXN MYR MZN NAD NGN NIO NOK " +
		"NPR NZD OMR PAB PEN PGK PHP PKR PLN PYG QAR RON RSD RUB RWF SAR SBD SCR SDG SEK SGD SHP SLE SOS SRD " +
		"SSP STN SVC SYP SZL THB TJS TMT TND TOP TRY TTD TWD TZS UAH UGX USD UYI UYU UYW UZS VED VES VND VUV " +
		"WST XAF XCD XCG XOF XPF YER ZAR ZMW ZWG "
	if len(c) != 3 || !strings.Contains(codes, " "+string(c)+" ") {
		return fmt.Errorf("%q is no currency of ISO 4217, nor BTC", string(c))
	}
	return nil
}

// Valid reports what is wrong with the amount.
func (m Money) Valid() error {
	if m.Minor < 0 || m.Minor > MaxMinor {
		return errors.New("is an amount below nothing or beyond all prices")
	}
	return m.Currency.Valid()
}

// String writes the amount with the currency's decimals: "4.95 EUR", "495 JPY".
// Screens write it in the person's language instead.
func (m Money) String() string {
	digits := m.Currency.Digits()
	sign, text := "", strconv.FormatInt(m.Minor, 10)
	if m.Minor < 0 {
		sign, text = "-", text[1:]
	}
	if digits > 0 {
		text = strings.Repeat("0", max(0, digits+1-len(text))) + text
		text = text[:len(text)-digits] + "." + text[len(text)-digits:]
	}
	return sign + text + " " + string(m.Currency)
}

// ParseMoney reads an amount as people write it: 4.95EUR, 4.95 EUR, 500 JPY.
func ParseMoney(text string) (Money, error) {
	bad := Errorf(CodeBadSetting, "%.40q is not an amount like 4.95EUR", text)
	text = strings.ToUpper(strings.TrimSpace(text))
	if len(text) < 4 {
		return Money{}, bad
	}
	currency := Currency(text[len(text)-3:])
	if err := currency.Valid(); err != nil {
		return Money{}, bad
	}
	whole, fraction, dotted := strings.Cut(strings.TrimSpace(text[:len(text)-3]), ".")
	digits := currency.Digits()
	if whole == "" || len(fraction) > digits || dotted && fraction == "" || !madeOf(whole+fraction, numerals) || len(whole) > 13 {
		return Money{}, bad
	}
	minor, err := strconv.ParseInt(whole+fraction+strings.Repeat("0", digits-len(fraction)), 10, 64)
	if err != nil || minor > MaxMinor {
		return Money{}, bad
	}
	return Money{Currency: currency, Minor: minor}, nil
}
