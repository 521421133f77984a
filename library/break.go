package library

import (
	"errors"
	"time"
)

// Place is where an advertisement may play.
type Place string

// The places.
const (
	BreakBefore Place = "before"
	BreakAt     Place = "at"
	BreakAfter  Place = "after"
)

// Break is a pause in an item in which advertisements may play.
type Break struct {
	Item    string        `json:"item,omitempty" max:"512"` // path in the bundle; "" for every main item
	Place   Place         `json:"place"`
	At      time.Duration `json:"at,omitempty"` // from the start; only with BreakAt
	Spots   int64         `json:"spots"`        // at most so many
	Longest time.Duration `json:"longest"`      // all of them together
	More    More          `json:"-"`
}

// Bounds of a break.
const (
	MaxSpots     = 8
	LongestBreak = 5 * time.Minute
)

// Valid reports what is wrong with the break.
func (b Break) Valid() error {
	switch {
	case b.Place != BreakBefore && b.Place != BreakAt && b.Place != BreakAfter:
		return errors.New("has a place that is not before, at or after")
	case (b.Place == BreakAt) != (b.At > 0):
		return errors.New("has a time of its own if, and only if, its place is at")
	case b.Spots < 1 || b.Spots > MaxSpots:
		return errors.New("has not 1 to 8 spots")
	case b.Longest <= 0 || b.Longest > LongestBreak:
		return errors.New("lasts not at all, or longer than 5 minutes")
	}
	return nil
}
