package seeding

import (
	"fmt"
	"testing"
	"time"
	_ "time/tzdata" // the tests know the zones on every machine

	"matinee/library"
)

func alternative(from, to, days string) library.Settings {
	s := library.DefaultSettings()
	s.DownRate, s.UpRate, s.AltDownRate, s.AltUpRate = 100, 50, 10, 5
	s.AltSchedule, s.AltFrom, s.AltTo, s.AltDays = true, from, to, days
	return s
}

func TestLimitsAt(t *testing.T) {
	sunday := time.Date(2026, 11, 22, 0, 0, 0, 0, time.UTC)
	at := func(days int, clock string) time.Time {
		d, err := library.ParseClock(clock)
		if err != nil {
			t.Fatal(err)
		}
		return sunday.AddDate(0, 0, days).Add(d)
	}
	day := alternative("08:00", "23:00", "mon,tue")
	night := alternative("22:00", "06:00", "fri")
	tests := []struct {
		name string
		s    library.Settings
		now  time.Time
		alt  bool
	}{
		{"before it begins", day, at(1, "07:59"), false},
		{"as it begins", day, at(1, "08:00"), true},
		{"just before it ends", day, at(1, "22:59").Add(59 * time.Second), true},
		{"as it ends", day, at(1, "23:00"), false},
		{"on another day", day, at(3, "12:00"), false},
		{"evening of the day it begins on", night, at(5, "23:00"), true},
		{"morning after", night, at(6, "05:59"), true},
		{"morning of the day it begins on", night, at(5, "05:00"), false},
		{"evening after", night, at(6, "23:00"), false},
		{"from Saturday into Sunday", alternative("22:00", "06:00", "sat"), at(7, "01:00"), true},
		{"a whole day", alternative("06:00", "06:00", "mon"), at(2, "05:59"), true},
		{"after a whole day", alternative("06:00", "06:00", "mon"), at(2, "06:00"), false},
		{"no day", alternative("00:00", "23:59", ""), at(1, "12:00"), false},
		{"unreadable clock", alternative("8", "23:00", "mon"), at(1, "12:00"), false},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			down, up := LimitsAt(tt.now, tt.s)
			if (down == 10 && up == 5) != tt.alt || (down == 100 && up == 50) == tt.alt {
				t.Errorf("limits %d, %d, alternative %v", down, up, tt.alt)
			}
		})
	}
	day.AltSchedule = false
	if down, _ := LimitsAt(at(1, "12:00"), day); down != 100 {
		t.Error("a schedule that is off was followed")
	}
	day.AltOn = true
	if down, up := LimitsAt(at(3, "03:00"), day); down != 10 || up != 5 {
		t.Error("the switch was not followed")
	}
}

// painted marks the minutes of a week, Sunday first, one by one: another way to
// say what the schedule means.
func painted(t *testing.T, s library.Settings) (week [7 * 24 * 60]bool) {
	t.Helper()
	from, _ := library.ParseClock(s.AltFrom)
	to, _ := library.ParseClock(s.AltTo)
	days, err := library.ParseDays(s.AltDays)
	if err != nil {
		t.Fatal(err)
	}
	length := int((to - from).Minutes())
	if length <= 0 {
		length += 24 * 60
	}
	for day := range days {
		begin := int(day)*24*60 + int(from.Minutes())
		for i := range length {
			week[(begin+i)%len(week)] = true
		}
	}
	return week
}

func TestLimitsOverAWeek(t *testing.T) {
	paris, err := time.LoadLocation("Europe/Paris")
	if err != nil {
		t.Fatal(err)
	}
	starts := map[string]time.Time{
		"plain":              time.Date(2026, 11, 15, 0, 0, 0, 0, time.UTC),
		"clocks go forward":  time.Date(2026, 3, 26, 0, 0, 0, 0, paris),
		"clocks go backward": time.Date(2026, 10, 22, 0, 0, 0, 0, paris),
	}
	for name, begin := range starts {
		for _, clock := range [][2]string{{"08:00", "23:00"}, {"23:30", "02:30"}, {"00:00", "00:00"}, {"02:15", "02:45"}} {
			for _, days := range []string{"sun", "mon,wed,sat", "mon,tue,wed,thu,fri,sat,sun"} {
				s := alternative(clock[0], clock[1], days)
				week := painted(t, s)
				t.Run(fmt.Sprint(name, clock, days), func(t *testing.T) {
					for m := range 7 * 24 * 60 {
						now := begin.Add(time.Duration(m) * time.Minute)
						want := week[int(now.Weekday())*24*60+now.Hour()*60+now.Minute()]
						if down, _ := LimitsAt(now, s); (down == 10) != want {
							t.Fatalf("%s: alternative %v, want %v", now, down == 10, want)
						}
					}
				})
			}
		}
	}
}
