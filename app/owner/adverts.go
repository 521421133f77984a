package owner

import (
	"context"
	"path/filepath"
	"slices"
	"time"

	"matinee/app/adverts"
	"matinee/library"
	"matinee/library/ads"
	"matinee/library/db"
	"matinee/library/format"
	"matinee/sync/store"
)

// The times that stores are given: for a film of an advertisement, and before a play, which
// does not wait longer for a new licence while the old one holds.
const (
	adsTime   = 10 * time.Minute
	renewTime = 5 * time.Second
)

// advertising is what watching with ads works with.
func (o *Owner) advertising() adverts.Config {
	return adverts.Config{
		Dir: filepath.Join(o.cfg.Dir, "spots"), Store: o.db, Ask: o.askForAds, Device: o.vault.Device(), Wanted: o.wantedAds, Room: o.roomForAds, Swarm: reels{o.engine},
		Logger: o.log, Now: o.cfg.Now,
	}
}

// askForAds speaks to a store that a channel names.
func (o *Owner) askForAds(ctx context.Context, channel, key library.Key, f func(context.Context, store.Client) error) error {
	at, err := o.shopFor(ctx, channel, key)
	if err != nil {
		return err
	}
	client, release, err := o.engine.WebClient(at.URL, at.local)
	if err != nil {
		return err
	}
	defer release()
	patient := *client
	patient.Timeout = adsTime
	ctx, cancel := context.WithTimeout(ctx, adsTime)
	defer cancel()
	return f(ctx, store.Client{URL: at.URL, HTTP: &patient})
}

// Programme is what interrupts an item: the breaks of its terms, where ads are all that opens
// it here.
func (o *Owner) Programme(ctx context.Context, id library.BundleID, index int) (ads.Programme, error) {
	b, err := o.shelf.Bundle(id)
	if err != nil {
		return ads.Programme{}, err
	}
	in, known := b.Item(index)
	if !known || !in.Sealed() {
		return ads.Programme{}, nil
	}
	m, item, err := o.sealedItem(ctx, b, index)
	if err != nil {
		return ads.Programme{}, err
	}
	licence, financed, err := o.vault.Financed(ctx, m, item)
	if err != nil || !financed {
		return ads.Programme{}, err
	}
	terms, err := o.termsOf(ctx, id, m)
	if err != nil {
		return ads.Programme{}, err
	}
	s := adverts.Showing{
		Bundle: id, Index: index, Item: item, Manifest: m, Terms: terms, Licence: licence,
		Verified: proved(o.channelNames(ctx)[m.Channel]) != "", Speaks: spoken(m, item),
	}
	if limit := int64(o.shelf.CurrentProfile().Limit); limit > 0 {
		s.Limit = &limit
	}
	return o.adverts.Programme(ctx, s)
}

// spoken are the languages that who watches this understands.
func spoken(m format.Manifest, item format.Item) []library.Language {
	if len(item.Languages) > 0 {
		return item.Languages
	}
	return m.Languages
}

// termsOf are the terms of a bundle that are kept.
func (o *Owner) termsOf(ctx context.Context, id library.BundleID, m format.Manifest) (format.Terms, error) {
	kept, err := o.db.Editions(ctx, id)
	if err != nil || len(kept.Terms) == 0 {
		return format.Terms{}, err
	}
	t, err := format.Read[format.Terms](kept.Terms)
	if err == nil {
		err = t.Doc.Fits(m)
	}
	return t.Doc, err
}

// Watched hears how far a spot was watched.
func (o *Owner) Watched(ctx context.Context, w ads.Watched) error {
	kept, err := o.db.Editions(ctx, w.Bundle)
	if err != nil {
		return err
	}
	return o.adverts.Watched(ctx, kept.Bundle, w)
}

// WatchWithAds gets a licence for an edition from a store that has ads, by which it opens for
// a while; its spots are on this machine when it returns. A profile with limits chooses so
// among what it sees, if that is permitted.
func (o *Owner) WatchWithAds(ctx context.Context, channel library.Key, bundle library.Token, edition library.EditionID) error {
	if err := o.mayFinance(); err != nil {
		return err
	}
	if err := o.learn(ctx); err != nil {
		return err
	}
	known, err := o.db.EditionsOf(ctx, bundle)
	if err != nil {
		return err
	}
	i := slices.IndexFunc(known, func(e db.Editions) bool {
		return len(e.Manifest) > 0 && len(e.Terms) > 0 && (!o.limited() || o.shelf.Sees(e.ID))
	})
	if i < 0 {
		return library.Errorf(library.CodeNotFound, "terms of the bundle %s", bundle)
	}
	m, err := format.Read[format.Manifest](known[i].Manifest)
	if err != nil {
		return err
	}
	terms, err := o.termsOf(ctx, known[i].ID, m.Doc)
	if err != nil {
		return err
	}
	shops, err := o.shops(ctx, channel)
	if err != nil {
		return err
	}
	err = library.AtStore(library.Errorf(library.CodeNotFound, "ads for the edition %s", edition))
	for _, at := range shops { // the first that does
		if len(terms.Stores) > 0 && !slices.Contains(terms.Stores, at.Key) {
			continue
		}
		if err = o.financeBy(ctx, channel, at.Key, m.Doc, terms, edition); err == nil {
			return nil
		}
	}
	return err
}

// financeBy gets a licence and the reel from one store. Without a film of an advertisement the
// item plays all the same.
func (o *Owner) financeBy(ctx context.Context, channel, key library.Key, m format.Manifest, t format.Terms, edition library.EditionID) error {
	licence, err := o.adverts.License(ctx, channel, key, m, t, edition)
	if err != nil {
		return err
	}
	if _, err := o.ImportLicence(ctx, licence); err != nil {
		return err
	}
	if err := o.adverts.Look(ctx, channel, key); err != nil {
		o.log.Warn("fetch the advertisements of a store", "err", err)
	}
	return ctx.Err()
}

// renewAds begins a new view of an item that ads open, if the last one is over: with a new
// licence and new tokens. Where the store is not to be had, the old one holds until it ends.
func (o *Owner) renewAds(ctx context.Context, b library.Bundle, index int) {
	m, item, err := o.sealedItem(ctx, b, index)
	if err != nil {
		return // whoever opens it will say so
	}
	old, financed, err := o.vault.Financed(ctx, m, item)
	if err != nil || !financed || o.adverts.Fresh(old) {
		return
	}
	terms, err := o.termsOf(ctx, b.ID, m)
	if err != nil {
		return
	}
	seller, err := old.Certified()
	if err != nil {
		return
	}
	ctx, cancel := context.WithTimeout(ctx, renewTime)
	defer cancel()
	licence, err := o.adverts.License(ctx, m.Channel, seller.Store.Key, m, terms, old.Edition)
	if err == nil {
		_, err = o.ImportLicence(ctx, licence)
	}
	if err != nil {
		o.log.Info("a license with ads is not renewed now", "err", err)
	}
}

// financed reports whether an edition opens here by ads alone.
func (o *Owner) financed(ctx context.Context, m format.Manifest, e format.Edition) (bool, error) {
	if e.Recipient == "" {
		return false, nil
	}
	l, otherwise, err := o.vault.Ads(ctx, m, e)
	return !otherwise && o.now().Before(l.Expires), err
}
