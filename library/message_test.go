package library

import (
	"testing"
	"time"
)

func TestQuietHours(t *testing.T) {
	s := DefaultSettings()
	at := func(clock string) time.Time {
		when, err := time.ParseInLocation("15:04", clock, time.FixedZone("far", 5*3600))
		if err != nil {
			t.Fatal(err)
		}
		return when
	}
	for _, step := range []struct {
		from, to, clock string
		on, quiet, want bool
	}{
		{"22:00", "08:00", "23:00", true, false, true}, // not switched on
		{"22:00", "08:00", "12:00", false, false, false},
		{"22:00", "08:00", "21:59", true, true, true},
		{"22:00", "08:00", "22:00", true, true, false},
		{"22:00", "08:00", "00:00", true, true, false},
		{"22:00", "08:00", "07:59", true, true, false},
		{"22:00", "08:00", "08:00", true, true, true},
		{"12:00", "14:00", "13:00", true, true, false},
		{"12:00", "14:00", "14:00", true, true, true},
		{"12:00", "12:00", "03:00", true, true, false}, // a whole day
	} {
		s.Messages, s.QuietHours, s.QuietFrom, s.QuietTo = step.on, step.quiet, step.from, step.to
		if got := s.MessagesAt(at(step.clock)); got != step.want {
			t.Errorf("%+v: %v", step, got)
		}
	}
}

func TestRoom(t *testing.T) {
	for _, step := range []struct {
		of   Traffic
		want int64
	}{
		{Traffic{Free: 10, Floor: 3}, 7},
		{Traffic{Free: 2, Floor: 3}, 0},
		{Traffic{Free: -1}, -1},
		{Traffic{Free: 10, Quota: 8, Used: 4}, 4},
		{Traffic{Free: 10, Quota: 8, Used: 9}, 0},
		{Traffic{Free: 3, Quota: 8}, 3},
	} {
		if got := step.of.Room(); got != step.want {
			t.Errorf("%+v: %d", step.of, got)
		}
	}
}
