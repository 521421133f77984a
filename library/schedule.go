package library

import (
	"strings"
	"time"
)

// ParseClock reads a time of day, 00:00 to 23:59, as the time since midnight.
func ParseClock(text string) (time.Duration, error) {
	t, err := time.Parse("15:04", text)
	if err != nil {
		return 0, Errorf(CodeBadSetting, "%q is not a time of day", text)
	}
	return time.Duration(t.Hour())*time.Hour + time.Duration(t.Minute())*time.Minute, nil
}

// ParseDays reads a list of weekdays such as mon,tue.
func ParseDays(text string) (map[time.Weekday]bool, error) {
	names := map[string]time.Weekday{
		"mon": time.Monday, "tue": time.Tuesday, "wed": time.Wednesday, "thu": time.Thursday,
		"fri": time.Friday, "sat": time.Saturday, "sun": time.Sunday,
	}
	days := map[time.Weekday]bool{}
	for name := range strings.SplitSeq(text, ",") {
		name = strings.ToLower(strings.TrimSpace(name))
		if name == "" {
			continue
		}
		day, ok := names[name]
		if !ok {
			return nil, Errorf(CodeBadSetting, "%q is not a day", name)
		}
		days[day] = true
	}
	return days, nil
}
