package library_test

import (
	"slices"
	"testing"

	"matinee/library"
)

func TestWhereTheMoneyGoes(t *testing.T) {
	split := func(weights ...int64) (all []library.Split) {
		for _, w := range weights {
			all = append(all, library.Split{Party: "p", Weight: w})
		}
		return all
	}
	for name, c := range map[string]struct {
		paid, fee int64
		splits    []library.Split
		store     int64
		parties   []int64
	}{
		"as on the page":          {495, 1000, split(62, 28), 49, []int64{307, 139}},
		"the store rounds down":   {19, 1000, split(1), 1, []int64{18}},
		"ties in order":           {10, 0, split(1, 1, 1), 0, []int64{4, 3, 3}},
		"who lost most":           {10, 0, split(1, 5, 1), 0, []int64{2, 7, 1}},
		"nobody":                  {100, 1000, nil, 10, nil},
		"nothing":                 {0, 1000, split(1, 2), 0, []int64{0, 0}},
		"the largest that can be": {library.MaxMinor, 1000, split(library.MaxWeight, library.MaxWeight), library.MaxMinor / 10, []int64{450_000_000_000, 450_000_000_000}},
	} {
		store, parties := library.Share(c.paid, c.fee, c.splits)
		if store != c.store || !slices.Equal(parties, c.parties) {
			t.Errorf("%s: %d and %v", name, store, parties)
		}
		sum := store
		for _, p := range parties {
			sum += p
		}
		if len(parties) > 0 && sum != c.paid {
			t.Errorf("%s: %d of %d were given out", name, sum, c.paid)
		}
	}
}
