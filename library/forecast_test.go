package library_test

import (
	"math"
	"testing"
	"time"

	"matinee/library"
)

func TestStartIn(t *testing.T) {
	for name, c := range map[string]struct {
		status library.StreamStatus
		want   time.Duration
		ok     bool
	}{
		"nothing missing": {library.StreamStatus{Rate: 0}, 0, true},
		"nothing flows":   {library.StreamStatus{Missing: 2, Bytes: 100}, 0, false},
		"ten seconds":     {library.StreamStatus{Missing: 2, Bytes: 1000, Rate: 100}, 10*time.Second + 300*time.Millisecond, true},
	} {
		if got, ok := library.StartIn(c.status); got != c.want || ok != c.ok {
			t.Errorf("%s: %v, %v", name, got, ok)
		}
	}
	wait, ok := library.StartIn(library.StreamStatus{Missing: 1, Bytes: math.MaxInt64, Rate: 1})
	if !ok || wait < 100*365*24*time.Hour {
		t.Errorf("an endless wait is told as %v", wait)
	}
}

func TestForecastPlay(t *testing.T) {
	for name, c := range map[string]struct {
		missing, rate int64
		remaining     time.Duration
		want          library.Forecast
	}{
		"complete":         {0, 0, 0, library.Forecast{Known: true}},
		"nothing flows":    {100, 0, time.Hour, library.Forecast{}},
		"duration unknown": {100, 10, 0, library.Forecast{}},
		"fast enough":      {100, 10, 10 * time.Second, library.Forecast{Known: true}},
		"too slow":         {100, 10, 4 * time.Second, library.Forecast{Known: true, Stalls: true, WaitFirst: 6 * time.Second}},
	} {
		if got := library.ForecastPlay(c.missing, c.rate, c.remaining); got != c.want {
			t.Errorf("%s: %+v, want %+v", name, got, c.want)
		}
	}
	if got := library.ForecastPlay(50<<30, 1, time.Hour); !got.Stalls || got.WaitFirst <= 0 {
		t.Errorf("50 GiB at a byte a second: %+v", got)
	}
}

func TestBitRate(t *testing.T) {
	if got := library.BitRate(1000, 10*time.Second); got != 100 {
		t.Error(got)
	}
	if got := library.BitRate(1000, 0); got != 0 {
		t.Error(got)
	}
}
