package seeding

import (
	"slices"
	"time"

	"matinee/library"
)

// LimitsAt returns the limits of all downloads and all uploads at a moment, in
// bytes a second; 0 means none. The alternative limits hold while they are
// switched on, and within their schedule. The schedule is read off the wall clock
// of now's location: on the days clocks change, its periods are an hour longer or
// shorter, and begin and end when the clock says so.
func LimitsAt(now time.Time, s library.Settings) (down, up int64) {
	if Alternative(now, s) {
		return s.AltDownRate, s.AltUpRate
	}
	return s.DownRate, s.UpRate
}

// Alternative reports whether the alternative limits hold at a moment.
func Alternative(now time.Time, s library.Settings) bool {
	return s.AltOn || (s.AltSchedule && scheduled(now, s))
}

// scheduled reports whether now lies in a period of the schedule. A period that
// ends before it begins lasts over midnight and belongs to the day it begins on;
// one that ends when it begins lasts a whole day.
func scheduled(now time.Time, s library.Settings) bool {
	from, errFrom := library.ParseClock(s.AltFrom)
	to, errTo := library.ParseClock(s.AltTo)
	days, errDays := library.ParseDays(s.AltDays)
	if errFrom != nil || errTo != nil || errDays != nil {
		return false
	}
	hour, minute, second := now.Clock()
	clock := time.Duration(hour)*time.Hour + time.Duration(minute)*time.Minute + time.Duration(second)*time.Second
	today := now.Weekday()
	yesterday := (today + 6) % 7
	if from < to {
		return days[today] && from <= clock && clock < to
	}
	return (days[today] && from <= clock) || (days[yesterday] && clock < to)
}

// NextLimits tells when the schedule changes the limits next, and what they are
// from then on. It reports false when they stay as they are: without a schedule,
// with the alternative limits switched on by hand, or when both are the same.
func NextLimits(now time.Time, s library.Settings) (at time.Time, then library.Limits, ok bool) {
	if s.AltOn || !s.AltSchedule {
		return time.Time{}, library.Limits{}, false
	}
	down, up := LimitsAt(now, s)
	for _, at := range turns(now, s) {
		if nextDown, nextUp := LimitsAt(at, s); nextDown != down || nextUp != up {
			return at, library.Limits{Down: nextDown, Up: nextUp}, true
		}
	}
	return time.Time{}, library.Limits{}, false
}

// turns lists the moments of the coming week at which the schedule may change
// the limits, in order.
func turns(now time.Time, s library.Settings) []time.Time {
	var all []time.Time
	year, month, day := now.Date()
	for d := range 9 {
		for _, text := range []string{s.AltFrom, s.AltTo} {
			clock, err := library.ParseClock(text)
			if err != nil {
				continue
			}
			at := time.Date(year, month, day+d, 0, int(clock.Minutes()), 0, 0, now.Location())
			if at.After(now) {
				all = append(all, at)
			}
		}
	}
	slices.SortFunc(all, time.Time.Compare)
	return all
}
