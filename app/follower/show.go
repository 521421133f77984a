package follower

import (
	"context"

	"matinee/library"
	"matinee/library/db"
	"matinee/library/format"
	"matinee/sync/channel"
)

// News returns the bundles that were found last in any channel, the newest first. Limit
// is the age that a profile may see up to; 0 for all.
func (f *Follower) News(ctx context.Context, limit, most int) ([]library.Listing, error) {
	return f.cfg.Store.News(ctx, db.Sight{Limit: limit}, most)
}

// Unseen counts by channel what was found since a person looked at it.
func (f *Follower) Unseen(ctx context.Context) (map[library.Key]int, error) {
	return f.cfg.Store.Unseen(ctx)
}

// RecommendedBy returns the channels that a followed one recommends.
func (f *Follower) RecommendedBy(ctx context.Context, root library.Key) ([]library.Recommendation, error) {
	return f.cfg.Store.RecommendedBy(ctx, root)
}

// DocumentsOf returns manifest and terms of many listings, in their order.
func (f *Follower) DocumentsOf(ctx context.Context, all []library.Listing) []channel.Documents {
	out := make([]channel.Documents, len(all))
	of := map[library.Key][]int{}
	for i, l := range all {
		of[l.Channel] = append(of[l.Channel], i)
	}
	for root, places := range of {
		names := make([]format.Listing, len(places))
		for n, i := range places {
			names[n] = listed(all[i])
		}
		if ctx.Err() != nil {
			return out
		}
		for n, d := range f.folder(root).ReadAll(root, names) {
			out[places[n]] = d
		}
	}
	return out
}

// Picture is the file of a poster or an image that a channel sent, as its creator made
// it: whoever shows it decodes it within bounds. False while it is not here.
func (f *Follower) Picture(root library.Key, d library.Digest) (path string, here bool) {
	if d.Valid() != nil {
		return "", false
	}
	return f.folder(root).Object(d)
}
