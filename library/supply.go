package library

// Supply is what the system says of its power and its network.
type Supply struct {
	Battery bool // it runs on a battery
	Metered bool // the link is paid by what goes over it
}

// HoldsSeeding says why nothing is seeded now, by the settings; WhyNone if it is.
func (s Supply) HoldsSeeding(by Settings) Why {
	switch {
	case s.Battery && by.RestOnBattery:
		return WhyBattery
	case s.Metered && by.RestOnMetered:
		return WhyMetered
	}
	return WhyNone
}
