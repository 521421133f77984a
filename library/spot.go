package library

import (
	"errors"
	"time"
)

// Spot is an advertisement in a store's reel: what plays, where it may, and how often.
type Spot struct {
	ID       Token         `json:"identifier"`
	Campaign Token         `json:"campaign"`
	Sponsor  string        `json:"sponsor" max:"120"` // who pays for it, as people know them
	File     Sum           `json:"file"`
	Format   string        `json:"encodingFormat" max:"100"` // MIME type
	Length   time.Duration `json:"duration"`
	// Languages it is for; none: for every one.
	Languages []Language    `json:"inLanguage,omitempty" max:"16"`
	MinAge    int64         `json:"suggestedMinAge,omitempty"` // years; 0: for everybody
	Skip      time.Duration `json:"skippableAfter,omitempty"`  // 0: it cannot be skipped
	From      time.Time     `json:"from"`
	Until     time.Time     `json:"until"`
	PerDay    int64         `json:"perDay"` // how often its campaign plays on one device in 24 hours
	// Channels it may play with; none: with every one whose domain names it.
	Channels []Key `json:"channels,omitempty" max:"256"`
	Except   []Key `json:"except,omitempty" max:"256"` // channels that do not want it
	More     More  `json:"-"`
}

// Bounds of a spot.
const (
	ShortestSpot = 2 * time.Second
	LongestSpot  = 2 * time.Minute
	MaxSpotSize  = 64 << 20 // bytes
	MaxPerDay    = 100
	MaxSpotAge   = 21 // years that one may be for at least
)

// Valid reports what is wrong with the spot.
func (s Spot) Valid() error {
	switch {
	case s.Length < ShortestSpot || s.Length > LongestSpot:
		return errors.New("lasts less than 2 seconds or more than 2 minutes")
	case s.File.Length < 1 || s.File.Length > MaxSpotSize:
		return errors.New("is empty or larger than 64 MiB")
	case s.MinAge > MaxSpotAge:
		return errors.New("is for nobody below 22 years")
	case s.Skip >= s.Length:
		return errors.New("can be skipped after its end only")
	case !s.Until.After(s.From):
		return errors.New("ends before it begins")
	case s.PerDay < 1 || s.PerDay > MaxPerDay:
		return errors.New("plays not 1 to 100 times a day")
	}
	return nil
}
