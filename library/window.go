package library

import (
	"errors"
	"fmt"
	"time"
)

// After is what happens when a window ends.
type After string

// What may happen after a window.
const (
	AfterOffers After = "offers" // the offers go on, without exclusivity
	AfterOpen   After = "open"   // the key is published and all may watch
)

// OwnLength is the name a creator must give to have a window of another length
// than the usual one.
const OwnLength = "own-length"

// The usual length of a window. A day has 24 hours.
const (
	ShortestWindow = 30 * 24 * time.Hour
	LongestWindow  = 60 * 24 * time.Hour
	// LongestOwn bounds a window whose length is the creator's own.
	LongestOwn = 10 * 366 * 24 * time.Hour
)

// Window is when an edition is exclusive here.
type Window struct {
	From  time.Time `json:"from"`            // the premiere
	Until time.Time `json:"until"`           // the end of exclusivity
	After After     `json:"after,omitempty"` // "" means AfterOffers
	Opens time.Time `json:"opens,omitempty"` // when the key may be published; zero unless After is AfterOpen
	// Override is OwnLength when the creator chose another length than 30 to 60
	// days by that name; else "".
	Override string `json:"override,omitempty"`
	More     More   `json:"-"`
}

// Length is how long the window is.
func (w Window) Length() time.Duration { return w.Until.Sub(w.From) }

// Open reports whether the key is published once the window is over.
func (w Window) Open() bool { return w.After == AfterOpen }

// Valid reports what is wrong with the window.
func (w Window) Valid() error {
	length := w.Length()
	switch {
	case length <= 0:
		return errors.New("ends before it begins")
	case w.Override != "" && w.Override != OwnLength:
		return fmt.Errorf("%q is no override", w.Override)
	case w.Override == "" && (length < ShortestWindow || length > LongestWindow):
		return fmt.Errorf("is %s long; without %q it has 30 to 60 days", length, OwnLength)
	case length > LongestOwn:
		return errors.New("is longer than ten years")
	}
	switch w.After {
	case "", AfterOffers:
		if !w.Opens.IsZero() {
			return errors.New("names when it opens, but its offers go on")
		}
	case AfterOpen:
		if w.Opens.Before(w.Until) {
			return errors.New("opens before it ends")
		}
	default:
		return fmt.Errorf("%q is nothing that can happen after a window", string(w.After))
	}
	return nil
}

// KeepsPromise reports how next would take back what the window promised to
// those who hold a licence: it may neither end nor open later.
func (w Window) KeepsPromise(next Window) error {
	switch {
	case next.Until.After(w.Until):
		return errors.New("would end later than promised")
	case w.Open() && !next.Open():
		return errors.New("would no longer open, as was promised")
	case w.Open() && next.Opens.After(w.Opens):
		return errors.New("would open later than promised")
	}
	return nil
}
