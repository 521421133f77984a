package seeding

import (
	"testing"
	"time"

	"matinee/library"
)

func TestReasons(t *testing.T) {
	withGoals := limits(1, 1)
	withGoals.SeedRatio, withGoals.SeedTime = 2, time.Hour
	seeded := func(in *Input) { in.Bundle.SeedTime = 2 * time.Hour }
	tests := []struct {
		name   string
		s      library.Settings
		inputs []Input
		at     int
		yields bool
		want   library.Reason
	}{
		{"runs", limits(5, 0), []Input{bundle(1, 0.5)}, 0, false, library.Reason{}},
		{"waits", limits(1, 0), []Input{bundle(1, 0.5), bundle(2, 0.5), bundle(3, 0)}, 2, false, library.Reason{Why: library.WhyPlace, Place: 2, Places: 1}},
		{"a seed waits", limits(5, 1), []Input{bundle(1, 1), bundle(2, 1, copies(50))}, 1, false, library.Reason{Why: library.WhySeedPlace, Place: 1, Places: 1}},
		{"scarce", limits(5, 0), []Input{bundle(1, 1, copies(2.6))}, 0, false, library.Reason{Why: library.WhyScarce, Copies: 2}},
		{"nobody else", limits(5, 0), []Input{bundle(1, 1, copies(0))}, 0, false, library.Reason{Why: library.WhyScarce}},
		{"nobody knows", limits(5, 0), []Input{bundle(1, 1, copies(-1))}, 0, false, library.Reason{}},
		{"enough others", limits(5, 0), []Input{bundle(1, 1, copies(3))}, 0, false, library.Reason{}},
		{"ratio", withGoals, []Input{bundle(1, 1, ratio(2))}, 0, false, library.Reason{Why: library.WhyRatio, Ratio: 2}},
		{"time", withGoals, []Input{bundle(1, 1, ratio(1), seeded)}, 0, false, library.Reason{Why: library.WhyTime, Time: time.Hour}},
		{"stalled", limits(5, 0), []Input{bundle(1, 0.5, wasStalled)}, 0, false, library.Reason{Why: library.WhyStalled}},
		{"paused", limits(1, 0), []Input{bundle(1, 0.5, paused)}, 0, true, library.Reason{}},
		{"on battery", limits(5, 0), []Input{bundle(1, 1, held(library.WhyBattery))}, 0, false, library.Reason{Why: library.WhyBattery}},
		{"metered", limits(5, 1), []Input{bundle(1, 1, held(library.WhyMetered)), bundle(2, 1, held(library.WhyMetered))}, 1, false, library.Reason{Why: library.WhyMetered}},
		{"downloads on battery", limits(5, 0), []Input{bundle(1, 0.5, held(library.WhyBattery))}, 0, false, library.Reason{}},
		{"gives way", limits(5, 0), []Input{bundle(1, 0.5)}, 0, true, library.Reason{Why: library.WhyYields}},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			v := Plan(noon(), tt.s, tt.inputs)[tt.at]
			tt.want.State = v.State
			if got := ReasonOf(tt.s, tt.inputs[tt.at], v, tt.yields); got != tt.want {
				t.Errorf("%+v, want %+v", got, tt.want)
			}
		})
	}
}

func held(why library.Why) func(*Input) { return func(in *Input) { in.Held = why } }

// TestWhatIsHeldBackWaits, and everything else does as before.
func TestWhatIsHeldBackWaits(t *testing.T) {
	why := held(library.WhyBattery)
	got := Plan(noon(), limits(5, 1), []Input{bundle(1, 1, why), bundle(2, 0.5, why), bundle(3, 1, why, paused), bundle(4, 1)})
	for i, want := range []library.State{library.Queued, library.Downloading, library.Paused, library.Seeding} {
		if got[i].State != want {
			t.Errorf("bundle %d: %s, want %s", i+1, got[i].State, want)
		}
	}
}

func TestNextLimits(t *testing.T) {
	for _, clock := range [][2]string{{"08:00", "23:00"}, {"23:30", "02:30"}, {"00:00", "00:00"}} {
		for _, days := range []string{"sun", "mon,wed,sat", "mon,tue,wed,thu,fri,sat,sun"} {
			s := alternative(clock[0], clock[1], days)
			for hour := range 7 * 24 {
				now := time.Date(2026, 11, 15, hour, 17, 0, 0, time.UTC)
				wantAt, want, wantOK := searched(now, s)
				at, then, ok := NextLimits(now, s)
				if ok != wantOK || !at.Equal(wantAt) || then != want {
					t.Fatalf("%v %s %s: %s %v %v, want %s %v %v", clock, days, now, at, then, ok, wantAt, want, wantOK)
				}
			}
		}
	}
	s := alternative("08:00", "23:00", "mon")
	s.AltOn = true
	if _, _, ok := NextLimits(noon(), s); ok {
		t.Error("limits that were switched on by hand are said to change")
	}
}

// searched looks at every minute of the coming week.
func searched(now time.Time, s library.Settings) (time.Time, library.Limits, bool) {
	down, up := LimitsAt(now, s)
	for m := 1; m <= 7*24*60; m++ {
		at := now.Add(time.Duration(m) * time.Minute).Truncate(time.Minute)
		if d, u := LimitsAt(at, s); d != down || u != up {
			return at, library.Limits{Down: d, Up: u}, true
		}
	}
	return time.Time{}, library.Limits{}, false
}
