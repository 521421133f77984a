package ads

// Caps bound how many tokens are issued, whatever is asked for.
type Caps struct {
	Once       int // at one time: no view needs more
	DeviceDay  int // to one device, in a day
	PrefixHour int // to one network (a /24 of IPv4, a /56 of IPv6), in an hour
	PrefixDay  int // in a day
}

// DefaultCaps let a household watch ads in the evening, and no machine all day.
func DefaultCaps() Caps { return Caps{Once: 64, DeviceDay: 120, PrefixHour: 240, PrefixDay: 960} }

// Used is what was issued before, in the same day and hour.
type Used struct{ DeviceDay, PrefixHour, PrefixDay int }

// Grant is how many tokens are issued of those that are asked for.
func (c Caps) Grant(asked int, used Used) int {
	return max(0, min(asked, c.Once, c.DeviceDay-used.DeviceDay, c.PrefixHour-used.PrefixHour, c.PrefixDay-used.PrefixDay))
}

// Budget is what a campaign may cost, in minor units.
type Budget struct {
	Prepaid int64
	PerDay  int64 // views of one bundle that count on one day; 0: no more than the budget
	Due     func(views int64) int64
}

// Count is where a campaign stands with one bundle.
type Count struct {
	Views int64 // that count, of the bundle
	Today int64 // of these on the day in question
	Spent int64 // due for all bundles
}

// Take counts as many of a number of views as the budget and the day's cap allow: what is due
// is never more than what was prepaid. It returns how many, and where the campaign stands then.
func (b Budget) Take(views int64, at Count) (int64, Count) {
	take := max(views, 0)
	if b.PerDay > 0 {
		take = max(0, min(take, b.PerDay-at.Today))
	}
	others := at.Spent - b.Due(at.Views)
	fits := func(n int64) bool { return others+b.Due(at.Views+n) <= b.Prepaid }
	if !fits(take) {
		low, high := int64(0), take // the first fits, the second does not
		for high-low > 1 {
			if mid := low + (high-low)/2; fits(mid) {
				low = mid
			} else {
				high = mid
			}
		}
		take = low
	}
	return take, Count{at.Views + take, at.Today + take, others + b.Due(at.Views+take)}
}
