package ads_test

import (
	"fmt"
	"slices"
	"testing"
	"time"

	"pgregory.net/rapid"

	"matinee/library"
	"matinee/library/ads"
)

// now is in the flight of the spots here.
func now() time.Time { return time.Date(2026, 11, 28, 20, 0, 0, 0, time.UTC) }

func channel(n int) library.Key { return library.Key(fmt.Sprintf("%064x", n)) }

func spot(n int, change func(*library.Spot)) library.Spot {
	s := library.Spot{
		ID: library.Token(fmt.Sprintf("%032x", n)), Campaign: library.Token(fmt.Sprintf("ca%030x", n)), Sponsor: "Cinema Cola",
		File: library.Sum{Length: 1000, SHA256: library.DigestOf([32]byte{byte(n)})}, Format: "video/mp4", Length: 20 * time.Second,
		From: now().AddDate(0, 0, -3), Until: now().AddDate(0, 0, 3), PerDay: 3,
	}
	if change != nil {
		change(&s)
	}
	return s
}

func TestWhichSpotsMayPlay(t *testing.T) {
	limit := int64(6)
	slot := ads.Slot{Spots: 3, Longest: minute}
	to := ads.Audience{Now: now(), Channel: channel(1), Verified: true, Languages: []library.Language{"en-GB"}, MinAge: 12}
	for name, c := range map[string]struct {
		spot   func(*library.Spot)
		to     func(*ads.Audience)
		played int
		plays  bool
	}{
		"as it is":                      {plays: true},
		"before its flight":             {spot: func(s *library.Spot) { s.From = now().Add(1) }},
		"at its end":                    {spot: func(s *library.Spot) { s.Until = now() }},
		"no domain":                     {to: func(a *ads.Audience) { a.Verified = false }},
		"no domain, but named":          {spot: func(s *library.Spot) { s.Channels = []library.Key{channel(1)} }, to: func(a *ads.Audience) { a.Verified = false }, plays: true},
		"others are named":              {spot: func(s *library.Spot) { s.Channels = []library.Key{channel(2)} }},
		"the creator does not want it":  {spot: func(s *library.Spot) { s.Except = []library.Key{channel(2), channel(1)} }},
		"in the language":               {spot: func(s *library.Spot) { s.Languages = []library.Language{"fr", "EN"} }, plays: true},
		"in another":                    {spot: func(s *library.Spot) { s.Languages = []library.Language{"fr"} }},
		"in another, to anybody":        {spot: func(s *library.Spot) { s.Languages = []library.Language{"fr"} }, to: func(a *ads.Audience) { a.Languages = nil }, plays: true},
		"for those of 12":               {spot: func(s *library.Spot) { s.MinAge = 12 }, plays: true},
		"for adults":                    {spot: func(s *library.Spot) { s.MinAge = 18 }},
		"above the profile's limit":     {spot: func(s *library.Spot) { s.MinAge = 12 }, to: func(a *ads.Audience) { a.Limit = &limit }},
		"within the profile's limit":    {spot: func(s *library.Spot) { s.MinAge = 6 }, to: func(a *ads.Audience) { a.Limit = &limit }, plays: true},
		"seen twice today":              {played: 2, plays: true},
		"seen as often as it may be":    {played: 3},
		"longer than the break":         {spot: func(s *library.Spot) { s.Length = 61 * time.Second }},
		"as long as the break":          {spot: func(s *library.Spot) { s.Length = minute }, plays: true},
		"nothing that may be in a reel": {spot: func(s *library.Spot) { s.Length = time.Second }},
	} {
		s, a := spot(1, c.spot), to
		if c.to != nil {
			c.to(&a)
		}
		played := []ads.Showing{{Campaign: s.Campaign, At: now().Add(-24 * time.Hour)}} // yesterday
		for range c.played {
			played = append(played, ads.Showing{Campaign: s.Campaign, At: now().Add(-time.Hour)})
		}
		if got := len(ads.Choose([]library.Spot{s}, slot, a, played, 1)) == 1; got != c.plays {
			t.Errorf("%s: it plays: %v", name, got)
		}
	}
}

func TestWhatPlayedLeastComesFirst(t *testing.T) {
	reel := []library.Spot{spot(1, nil), spot(2, nil), spot(3, nil)}
	played := []ads.Showing{{Campaign: reel[0].Campaign, At: now()}, {Campaign: reel[2].Campaign, At: now()}}
	for seed := range uint64(20) {
		got := ads.Choose(reel, ads.Slot{Spots: 1, Longest: minute}, ads.Audience{Now: now(), Verified: true}, played, seed)
		if len(got) != 1 || got[0].ID != reel[1].ID {
			t.Fatalf("seed %d: %+v", seed, got)
		}
	}
}

// TestAChoiceKeepsToItsBreak for any reel: never too many, too long, or a campaign twice; the
// same seed chooses the same; and chance reaches every spot.
func TestAChoiceKeepsToItsBreak(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		var reel []library.Spot
		for i := range rapid.IntRange(0, 12).Draw(t, "spots") {
			reel = append(reel, spot(i, func(s *library.Spot) {
				s.Length = time.Duration(rapid.IntRange(2, 60).Draw(t, "seconds")) * time.Second
				s.Campaign = library.Token(fmt.Sprintf("%032x", rapid.IntRange(0, 5).Draw(t, "campaign")))
			}))
		}
		slot := ads.Slot{N: rapid.IntRange(0, 5).Draw(t, "slot"), Spots: rapid.IntRange(1, 8).Draw(t, "most"), Longest: time.Duration(rapid.IntRange(1, 300).Draw(t, "longest")) * time.Second}
		to := ads.Audience{Now: now(), Verified: true}
		seed := rapid.Uint64().Draw(t, "seed")
		got := ads.Choose(reel, slot, to, nil, seed)
		var length time.Duration
		campaigns := map[library.Token]bool{}
		for _, s := range got {
			length += s.Length
			if campaigns[s.Campaign] {
				t.Fatal("a campaign plays twice")
			}
			campaigns[s.Campaign] = true
		}
		if len(got) > slot.Spots || length > slot.Longest {
			t.Fatalf("%d spots, %s long", len(got), length)
		}
		shuffled := rapid.Permutation(reel).Draw(t, "shuffled")
		again := ads.Choose(shuffled, slot, to, nil, seed)
		if !slices.EqualFunc(got, again, func(a, b library.Spot) bool { return a.ID == b.ID }) {
			t.Fatal("another order of the reel gives other spots")
		}
	})
	reached := map[library.Token]int{}
	reel := []library.Spot{spot(1, nil), spot(2, nil), spot(3, nil), spot(4, nil)}
	for seed := range uint64(400) {
		for _, s := range ads.Choose(reel, ads.Slot{Spots: 1, Longest: minute}, ads.Audience{Now: now(), Verified: true}, nil, seed) {
			reached[s.ID]++
		}
	}
	for _, s := range reel {
		if reached[s.ID] < 50 {
			t.Errorf("spot %s plays %d times of 400", s.ID, reached[s.ID])
		}
	}
}

func TestASpotCountsWhenItIsFinished(t *testing.T) {
	s := spot(1, func(s *library.Spot) { s.Skip = 5 * time.Second })
	if ads.Finished(s, 6*time.Second) || ads.Finished(s, 18*time.Second) || !ads.Finished(s, 19500*time.Millisecond) {
		t.Error("when a spot of 20 seconds is finished")
	}
	if at, may := ads.SkipAfter(s); !may || at != 5*time.Second {
		t.Error(at, may)
	}
	if _, may := ads.SkipAfter(spot(1, nil)); may {
		t.Error("one without a time can be skipped")
	}
}
