package owner

import (
	"context"
	"slices"

	"matinee/library"
	"matinee/sync/store"
)

// shops are the stores that a followed channel names now.
func (o *Owner) shops(ctx context.Context, channel library.Key) ([]shop, error) {
	c, _, err := o.db.Channel(ctx, channel)
	if err != nil {
		return nil, err
	}
	all, err := o.follow.Stores(ctx, channel)
	if err != nil {
		return nil, err
	}
	var open []shop
	for _, s := range all {
		if now := o.now(); s.URL != "" && !now.Before(s.From) && now.Before(s.Until) {
			open = append(open, shop{s, c.LocalOK})
		}
	}
	return open, nil
}

// shopFor finds a store of a channel by its key; "" for the first.
func (o *Owner) shopFor(ctx context.Context, channel, key library.Key) (shop, error) {
	all, err := o.shops(ctx, channel)
	if err != nil {
		return shop{}, err
	}
	i := slices.IndexFunc(all, func(s shop) bool { return key == "" || s.Key == key })
	if i < 0 {
		return shop{}, library.Errorf(library.CodeNotFound, "a store that sells for the channel")
	}
	return all[i], nil
}

// limited reports whether the profile in use has limits.
func (o *Owner) limited() bool { return o.shelf.Unlimited() != nil }

// mayFinance refuses profiles with limits that may not choose ads.
func (o *Owner) mayFinance() error {
	if o.CurrentSettings().LimitedAds {
		return nil
	}
	return o.shelf.Unlimited()
}

// Shops are the stores that sell for a channel now, as the channel names them; none of a
// channel that is not followed, and for a profile with limits at most ads.
func (o *Owner) Shops(ctx context.Context, channel library.Key) ([]library.Shop, error) {
	if o.limited() && !o.CurrentSettings().LimitedAds {
		return nil, nil
	}
	all, err := o.shops(ctx, channel)
	if library.CodeOf(err) == library.CodeNoChannel {
		return nil, nil
	}
	var found []library.Shop
	for _, s := range all {
		found = append(found, library.Shop{Key: s.Key, URL: s.URL, Name: s.Name, AdsOnly: o.limited()})
	}
	return found, err
}

// AskShop asks a store of a channel who it is, and whether money stands behind it.
func (o *Owner) AskShop(ctx context.Context, channel, key library.Key) (library.Shop, error) {
	at, err := o.shopFor(ctx, channel, key)
	if err != nil {
		return library.Shop{}, err
	}
	found := library.Shop{Key: at.Key, URL: at.URL}
	err = o.ask(ctx, at, func(ctx context.Context, c store.Client) error {
		about, err := c.About(ctx)
		if err != nil {
			return err
		}
		if !about.Is(at.Key) {
			return library.Errorf(library.CodeBadSignature, "another store answers at %s", at.URL)
		}
		found.Name = library.CleanLine(about.Name, library.MaxTitle)
		if found.Ways = waysOf(about); len(found.Ways) > 0 {
			found.Test, found.Fees = found.Ways[0].Test, found.Ways[0].Fees
		}
		return nil
	})
	return found, err
}
