package ads

import "time"

const day = 24 * time.Hour

// How long things of ads last. A view belongs to a week of its bundle; a licence may be used
// offline for a while after, and its receipts may come later still.
const (
	Week     = 7 * day
	Licensed = 7 * day  // of an ads licence, from when it was issued
	Spending = 28 * day // of a token, from the beginning of its week
	Hold     = 30 * day // before what ads brought is paid out
)

// WeekOf is the beginning of the week of a time: Monday, 0 h UTC.
func WeekOf(t time.Time) time.Time {
	t = t.UTC().Truncate(day)
	return t.AddDate(0, 0, -(int(t.Weekday())+6)%7)
}

// DayOf is the day of a time, at 0 h UTC.
func DayOf(t time.Time) time.Time { return t.UTC().Truncate(day) }

// Spendable reports whether a token of a week may still be spent at a time.
func Spendable(week, now time.Time) bool {
	return !now.Before(week) && now.Before(week.Add(Spending))
}

// Viewed reports whether a token of a week can be of a view on a day, as told at a time: the
// licence it came with ran then, and the day has come.
func Viewed(week, on, now time.Time) bool {
	return on.Equal(DayOf(on)) && !on.Before(week) && on.Before(week.Add(Week+Licensed)) && !on.After(now)
}

// Matured reports whether what ads brought at a time may be paid out.
func Matured(posted, now time.Time) bool { return !now.Before(posted.Add(Hold)) }
