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

// WatchWithAds gets a license for an edition from a store that has ads, by which it opens for
// a while; its spots are on this machine when it returns. No store is asked yet.
func (o *Owner) WatchWithAds(_ context.Context, channel library.Key, _ library.Token, edition library.EditionID) error {
	return library.Errorf(library.CodeNotFound, "a store of the channel %s with ads for the edition %s", channel, edition)
}
