package ads

import "time"

// Dishonest is who wants the most from a campaign: programs that count spots that nobody
// watched, for a bundle of their own.
type Dishonest struct {
	Devices  int // device keys, which cost nothing
	Networks int // address prefixes
	Days     int
}

// Views is the most views that such programs can have counted for one campaign and bundle.
// Device keys cost nothing, so the networks are what counts; and the campaign's daily cap
// holds whatever they have. The days of a view are told by the program, and so are bounded by
// the days of the campaign's flight.
func (c Caps) Views(d Dishonest, perDay int64, flight time.Duration) int64 {
	tokens := int64(d.Days) * min(int64(d.Devices)*int64(c.DeviceDay), int64(d.Networks)*int64(c.PrefixDay))
	if perDay <= 0 {
		return tokens
	}
	days := int64((flight + day - 1) / day)
	return min(tokens, perDay*min(days, int64(d.Days)+int64((Week+Licensed)/day)))
}
