package owner

import (
	"context"

	"matinee/library"
	"matinee/library/ads"
)

// Programme is what interrupts an item: nothing, as long as no license of a kind that asks
// for it can be had.
func (o *Owner) Programme(context.Context, library.BundleID, int) (ads.Programme, error) {
	return ads.Programme{}, nil
}

// Watched hears how far a spot was watched. None is shown yet.
func (o *Owner) Watched(context.Context, ads.Watched) error { return nil }
