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
	sells    []format.Store // that the channel names
	offers   bool
	any      bool          // some of it at every one of them,
	stores   []library.Key // the rest at these
	audience ads.Audience

	read  time.Time // while documents are missing: when it was read last,
	tries int       // and how often
	whole bool
}

// The times after which a channel is read again whose documents are not here.
const (
	readAgain  = time.Second
	readSeldom = time.Hour
)

// due is when it is to be read again.
func (w withAds) due() time.Time {
	wait := readAgain
	for range w.tries {
		wait = min(2*wait, readSeldom)
	}
	return w.read.Add(wait)
}

// wantedAds are the stores of followed channels that offer something with ads. It is asked by
// one goroutine, often: what a channel says is read when it has changed, or while something of
// it is missing, which is after the time that is returned.
func (o *Owner) wantedAds(ctx context.Context) (out []adverts.Wanted, again time.Duration, err error) {
	all, err := o.follow.Channels(ctx)
	if err != nil {
		return nil, 0, err
	}
	now, followed := o.now(), map[library.Key]withAds{}
	again = readSeldom
	for _, c := range all {
		is, known := o.ads[c.Root]
		same := known && is.seq == c.Seq && is.issued.Equal(c.Issued)
		if !same || !is.whole && !now.Before(is.due()) {
			tries := 0
			if same {
				tries = is.tries + 1
			}
			if is, err = o.readOffers(ctx, c); err != nil {
				return nil, 0, err
			}
			is.read, is.tries = now, tries
		}
		if !is.whole {
			again = min(again, max(is.due().Sub(now), readAgain))
		}
		followed[c.Root] = is
		if !is.offers {
			continue
		}
		is.audience.Verified = proved(c) != ""
		for _, at := range is.sells {
			if at.URL != "" && !now.Before(at.From) && now.Before(at.Until) && (is.any || slices.Contains(is.stores, at.Key)) {
				out = append(out, adverts.Wanted{Channel: c.Root, Store: at.Key, Audience: is.audience})
			}
		}
	}
	o.ads = followed
	return out, again, ctx.Err()
}

// readOffers reads what a channel offers with ads.
func (o *Owner) readOffers(ctx context.Context, c library.Channel) (is withAds, err error) {
	is = withAds{seq: c.Seq, issued: c.Issued, audience: ads.Audience{Channel: c.Root}, whole: true}
	is.sells, err = o.follow.Stores(ctx, c.Root)
	if library.CodeOf(err) == library.CodeNoChannel {
		return is, nil // nobody follows it any more
	}
	if err != nil || len(is.sells) == 0 {
		return is, err
	}
	listed, err := o.follow.Bundles(ctx, c.Root)
	if err != nil {
		return is, err
	}
	every := false // in whatever language
	for _, docs := range o.follow.DocumentsOf(ctx, listed) {
		m, t := docs.Manifest, docs.Terms
		is.whole = is.whole && docs.Err == nil
		if docs.Err != nil || !offeredWithAds(t) {
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
	slices.Sort(is.stores)
	slices.Sort(is.audience.Languages)
	is.stores, is.audience.Languages = slices.Compact(is.stores), slices.Compact(is.audience.Languages)
	if every {
		is.audience.Languages = nil
	}
	return is, ctx.Err()
}

func offeredWithAds(t format.Terms) bool {
	return slices.ContainsFunc(t.Editions, func(e format.EditionTerms) bool {
		return slices.ContainsFunc(e.Offers, func(of library.Offer) bool { return of.Kind == library.OfferAds })
	})
}
