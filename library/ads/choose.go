package ads

import (
	"cmp"
	"encoding/binary"
	"hash/fnv"
	"slices"
	"strings"
	"time"

	"matinee/library"
)

// Audience is all that a spot is chosen by: never who watches.
type Audience struct {
	Now       time.Time
	Channel   library.Key
	Verified  bool               // the channel's domain names it
	Languages []library.Language // that are understood; none: any
	MinAge    int64              // for whom the bundle is, in years
	Limit     *int64             // of the profile that watches; nil: none
}

// Showing is a spot that played.
type Showing struct {
	Spot     library.Token
	Campaign library.Token
	At       time.Time
}

// Choose picks the spots of a break. No campaign plays twice in it; what played least in the
// last day comes first; among equals the seed decides, so that the same seed on the same
// reel gives the same spots.
func Choose(reel []library.Spot, slot Slot, to Audience, played []Showing, seed uint64) []library.Spot {
	counts := map[library.Token]int64{}
	for _, p := range played {
		if p.At.After(to.Now.Add(-24 * time.Hour)) {
			counts[p.Campaign]++
		}
	}
	var fit []library.Spot
	for _, s := range reel {
		if s.Valid() == nil && to.allows(s) && counts[s.Campaign] < s.PerDay && s.Length <= slot.Longest {
			fit = append(fit, s)
		}
	}
	slices.SortFunc(fit, func(a, b library.Spot) int {
		return cmp.Or(cmp.Compare(counts[a.Campaign], counts[b.Campaign]), cmp.Compare(drawn(seed, slot.N, a.ID), drawn(seed, slot.N, b.ID)), cmp.Compare(a.ID, b.ID))
	})
	var out []library.Spot
	var length time.Duration
	taken := map[library.Token]bool{}
	for _, s := range fit {
		if len(out) < slot.Spots && !taken[s.Campaign] && length+s.Length <= slot.Longest {
			out = append(out, s)
			taken[s.Campaign] = true
			length += s.Length
		}
	}
	return out
}

// allows reports whether a spot may be shown to the audience.
func (a Audience) allows(s library.Spot) bool { return !a.Now.Before(s.From) && a.Suits(s) }

// Suits reports whether a spot may be shown to the audience once its flight has begun.
func (a Audience) Suits(s library.Spot) bool {
	switch {
	case !a.Now.Before(s.Until):
		return false
	case slices.Contains(s.Except, a.Channel):
		return false
	case len(s.Channels) == 0 && !a.Verified, len(s.Channels) > 0 && !slices.Contains(s.Channels, a.Channel):
		return false
	case s.MinAge > a.MinAge || a.Limit != nil && s.MinAge > *a.Limit:
		return false
	}
	return len(s.Languages) == 0 || len(a.Languages) == 0 ||
		slices.ContainsFunc(s.Languages, func(l library.Language) bool {
			return slices.ContainsFunc(a.Languages, func(m library.Language) bool { return base(l) == base(m) })
		})
}

// base is the language itself, whatever the country.
func base(l library.Language) string {
	first, _, _ := strings.Cut(strings.ToLower(string(l)), "-")
	return first
}

// drawn is a number that a seed draws for a spot.
func drawn(seed uint64, slot int, spot library.Token) uint64 {
	h := fnv.New64a()
	var raw [16]byte
	binary.LittleEndian.PutUint64(raw[:8], seed)
	binary.LittleEndian.PutUint64(raw[8:], uint64(slot)) //nolint:gosec // a small number, as bits
	_, _ = h.Write(raw[:])                               // it never fails
	_, _ = h.Write([]byte(spot))
	// FNV leaves inputs that are alike in an order that is alike: its bits are mixed.
	x := h.Sum64()
	x ^= x >> 33
	x *= 0xff51afd7ed558ccd
	x ^= x >> 33
	x *= 0xc4ceb9fe1a85ec53
	return x ^ x>>33
}

// tolerance is how much of a spot's end may be missing: players end a little early.
const tolerance = time.Second

// Finished reports whether a spot was watched to its end, which is when it counts. Skipping
// it does not.
func Finished(s library.Spot, watched time.Duration) bool { return watched >= s.Length-tolerance }

// SkipAfter is when a spot may be skipped, if it may at all.
func SkipAfter(s library.Spot) (time.Duration, bool) { return s.Skip, s.Skip > 0 }
