package library

import (
	"slices"
	"testing"
	"time"
)

func TestStages(t *testing.T) {
	from := time.Date(2027, 3, 1, 20, 0, 0, 0, time.UTC)
	until, opens := from.Add(40*24*time.Hour), from.Add(41*24*time.Hour)
	offers := &Window{From: from, Until: until}
	open := &Window{From: from, Until: until, After: AfterOpen, Opens: opens}
	before, during, between, after := from.Add(-time.Hour), from, until, opens
	for name, c := range map[string]struct {
		s    Standing
		now  time.Time
		want Stage
	}{
		"no window":                        {Standing{}, during, StageOffers},
		"before":                           {Standing{Window: offers}, before, StageAnnounced},
		"before, and fetched":              {Standing{Window: offers, Fetching: true}, before, StagePreloading},
		"its moment, the key is not here":  {Standing{Window: offers, Premiere: true}, during, StagePremiere},
		"its moment, and the key is here":  {Standing{Window: offers, Premiere: true, Started: true}, during, StageExclusive},
		"its moment, without a lock":       {Standing{Window: offers}, during, StageExclusive},
		"the key is here, the clock slow":  {Standing{Window: offers, Premiere: true, Started: true, Fetching: true}, before, StageExclusive},
		"the end, offers go on":            {Standing{Window: offers}, between, StageOffers},
		"the end, the key never came":      {Standing{Window: offers, Premiere: true}, between, StageOffers},
		"the end, it opens later":          {Standing{Window: open}, between, StageOffers},
		"it opens, the key is not here":    {Standing{Window: open}, after, StageOpening},
		"it is open":                       {Standing{Window: open, Opened: true}, after, StageOpen},
		"it is open, the clock is slow":    {Standing{Window: open, Opened: true}, before, StageOpen},
		"nothing is sealed":                {Standing{Opened: true}, before, StageOpen},
		"long after, and it does not open": {Standing{Window: offers}, after.AddDate(9, 0, 0), StageOffers},
	} {
		if got := c.s.Stage(c.now); got != c.want {
			t.Errorf("%s: %s, want %s", name, got, c.want)
		}
	}
}

func TestNextStage(t *testing.T) {
	from := time.Date(2027, 3, 1, 20, 0, 0, 0, time.UTC)
	w := &Window{From: from, Until: from.Add(40 * 24 * time.Hour), After: AfterOpen, Opens: from.Add(41 * 24 * time.Hour)}
	s := Standing{Window: w, Premiere: true, Fetching: true}
	now := from.Add(-time.Hour)
	for _, want := range []struct {
		stage Stage
		at    time.Time
		asks  []ReleaseKind // meanwhile
	}{
		{StagePremiere, w.From, nil},
		{StageOffers, w.Until, []ReleaseKind{ReleasePremiere}},
		{StageOpening, w.Opens, []ReleaseKind{ReleasePremiere}},
		{"", time.Time{}, []ReleaseKind{ReleasePremiere, ReleaseOpen}},
	} {
		if asks := s.Wants(now); !slices.Equal(asks, want.asks) {
			t.Errorf("at %v it asks for %q, want %q", now, asks, want.asks)
		}
		stage, at := s.Next(now)
		if stage != want.stage || !at.Equal(want.at) {
			t.Errorf("after %v comes %q at %v, want %q at %v", now, stage, at, want.stage, want.at)
		}
		now = at
	}
	s.Started = true
	if stage, at := s.Next(from); stage != StageOffers || !at.Equal(w.Until) {
		t.Errorf("with the key comes %q at %v", stage, at)
	}
	s.Opened = true
	if stage, _ := s.Next(from); stage != "" {
		t.Errorf("once open comes %q", stage)
	}
}
