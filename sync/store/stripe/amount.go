package stripe

import (
	"strings"

	"matinee/library"
)

// scale is how Stripe counts a currency, which is not always as ISO 4217 does: by how much
// our minor units are multiplied, or divided.
type scale struct {
	times, by int64
	step      int64 // amounts are a multiple of it, in Stripe's units
}

// scaleOf is how Stripe counts a currency. It counts ISK and UGX in hundredths that do not
// exist, MGA without any, and currencies of three decimals to the nearest ten. ok reports
// whether it is paid in at all.
func scaleOf(c library.Currency) (s scale, ok bool) {
	in := func(list string) bool { return strings.Contains(list, " "+string(c)+" ") }
	switch {
	case c.Valid() != nil, in(" BTC CLF UYW IQD LYD IRR KPW CUP SDG SYP SSP VED "):
		return scale{}, false
	case in(" ISK UGX "):
		return scale{100, 1, 100}, true
	case in(" MGA "):
		return scale{1, 100, 1}, true
	case in(" BHD JOD KWD OMR TND "):
		return scale{1, 1, 10}, true
	}
	return scale{1, 1, 1}, true
}

// amount is money as Stripe counts it.
func amount(m library.Money) (int64, error) {
	s, ok := scaleOf(m.Currency)
	if !ok || m.Valid() != nil || m.Minor <= 0 {
		return 0, library.Errorf(library.CodeBadSetting, "%s cannot be paid by card", m)
	}
	if m.Minor%s.by != 0 || m.Minor*s.times/s.by%s.step != 0 {
		return 0, library.Errorf(library.CodeBadSetting, "%s cannot be paid by card to the last digit", m)
	}
	return m.Minor * s.times / s.by, nil
}

// Step implements pay.Stepper.
func (*Provider) Step(c library.Currency) int64 {
	s, ok := scaleOf(c)
	if !ok {
		return 1
	}
	return max(s.by*s.step/s.times, 1)
}

// money is an amount that Stripe names.
func money(minor int64, currency string) library.Money {
	c := library.Currency(strings.ToUpper(currency))
	s, ok := scaleOf(c)
	if !ok {
		s = scale{1, 1, 1}
	}
	return library.Money{Currency: c, Minor: minor * s.by / s.times}
}
