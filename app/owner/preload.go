package owner

import (
	"context"
	"slices"
	"time"

	"matinee/app/adverts"
	"matinee/library"
	"matinee/library/ads"
	"matinee/library/format"
	"matinee/sync/seeding"
)

// tellFollowed passes news of followed channels on: they may offer something with ads.
func (o *Owner) tellFollowed(e library.Event) {
	o.shelf.Tell(e)
	if _, changed := e.(library.ChannelChanged); changed && o.adverts != nil {
		o.adverts.Wake()
	}
}

// roomForAds refuses where the person's storage has no room for so many more bytes of ads:
// they count as what the media folder may hold, too.
func (o *Owner) roomForAds(n int64) error {
	free, err := freeSpace(o.cfg.Dir)
	if err != nil {
		return &library.Error{Code: library.CodeFolderGone, Err: err}
	}
	if short, why := seeding.Room(o.CurrentSettings(), o.space.used.Load()+o.space.pending.Load(), free, n); short > 0 {
		return library.Errorf(why, "%s more are needed", library.Bytes(short))
	}
	return nil
}

// withAds is what a channel offers with ads, as its catalogue of a number says.
type withAds struct {
	seq      int64
	issued   time.Time
	audience ads.Audience
	stores   []library.Key // that may sell it; none: all that the channel names
	any      bool
	offers   bool
}

// wantedAds are the stores of followed channels that offer something with ads. It is asked by
// one goroutine.
func (o *Owner) wantedAds(ctx context.Context) (out []adverts.Wanted, err error) {
	all, err := o.follow.Channels(ctx)
	if err != nil {
		return nil, err
	}
	for _, c := range all {
		shops, err := o.shops(ctx, c.Root)
		if err != nil || len(shops) == 0 {
			continue // nobody sells for it
		}
		is, known := o.ads[c.Root]
		if !known || is.seq != c.Seq || !is.issued.Equal(c.Issued) {
			var whole bool
			if is, whole, err = o.readOffers(ctx, c); err != nil {
				return nil, err
			}
			if whole {
				o.ads[c.Root] = is
			}
		}
		if !is.offers {
			continue
		}
		is.audience.Verified = proved(c) != ""
		for _, at := range shops {
			if is.any || slices.Contains(is.stores, at.Key) {
				out = append(out, adverts.Wanted{Channel: c.Root, Store: at.Key, Audience: is.audience})
			}
		}
	}
	return out, ctx.Err()
}

// readOffers reads what a channel offers with ads; whole says that all its documents are here.
func (o *Owner) readOffers(ctx context.Context, c library.Channel) (is withAds, whole bool, err error) {
	listed, err := o.follow.Bundles(ctx, c.Root)
	if err != nil {
		return is, false, err
	}
	is, whole = withAds{seq: c.Seq, issued: c.Issued, audience: ads.Audience{Channel: c.Root}}, true
	every := false // in whatever language
	for _, docs := range o.follow.DocumentsOf(ctx, listed) {
		if docs.Err != nil {
			whole = false
			continue
		}
		m, t := docs.Manifest, docs.Terms
		if !offeredWithAds(t) {
			continue
		}
		is.offers = true
		is.any = is.any || len(t.Stores) == 0
		is.stores = append(is.stores, t.Stores...)
		if m.MinAge != nil {
			is.audience.MinAge = max(is.audience.MinAge, *m.MinAge)
		}
		every = every || len(m.Languages) == 0
		is.audience.Languages = append(is.audience.Languages, m.Languages...)
	}
	if every {
		is.audience.Languages = nil
	}
	return is, whole, ctx.Err()
}

func offeredWithAds(t format.Terms) bool {
	return slices.ContainsFunc(t.Editions, func(e format.EditionTerms) bool {
		return slices.ContainsFunc(e.Offers, func(of library.Offer) bool { return of.Kind == library.OfferAds })
	})
}
