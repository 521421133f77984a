package library

import "testing"

func TestWhatHoldsSeeding(t *testing.T) {
	s := DefaultSettings()
	for supply, want := range map[Supply]Why{
		{}: WhyNone, {Battery: true}: WhyBattery, {Metered: true}: WhyMetered, {Battery: true, Metered: true}: WhyBattery,
	} {
		if got := supply.HoldsSeeding(s); got != want {
			t.Errorf("%+v: %q", supply, got)
		}
	}
	s.RestOnBattery, s.RestOnMetered = false, false
	if got := (Supply{Battery: true, Metered: true}).HoldsSeeding(s); got != WhyNone {
		t.Errorf("against the settings: %q", got)
	}
}
