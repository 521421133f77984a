package owner

import (
	"context"
	"net/url"
	"slices"
	"strings"
	"time"

	"matinee/library"
	"matinee/library/format"
	"matinee/sync/store"
)

// How old a store's list may be when somebody looks around, and after how long one that
// did not come is asked for again.
const (
	listFresh = 6 * time.Hour
	listAgain = 10 * time.Minute
)

// AddStore looks through a store's list from now on, by its address. Local gives leave for
// an address in a private network.
func (o *Owner) AddStore(ctx context.Context, address string, local bool) (library.StoreList, error) {
	if err := o.shelf.Unlimited(); err != nil {
		return library.StoreList{}, err
	}
	u, err := url.Parse(strings.TrimSpace(address))
	if err != nil || library.WebURL(u.String()).Valid() != nil {
		return library.StoreList{}, library.Errorf(library.CodeBadLink, "the address of a store begins with https://")
	}
	s := library.StoreList{URL: library.WebURL(strings.TrimSuffix(u.String(), "/")), Added: true, LocalOK: local}
	all, err := o.db.Stores(ctx)
	if err != nil {
		return library.StoreList{}, err
	}
	if i := slices.IndexFunc(all, func(k library.StoreList) bool { return k.URL == s.URL }); i >= 0 {
		s.Key = all[i].Key // what is pinned stays so
	}
	s, listed, err := o.readList(ctx, s)
	if err != nil {
		return library.StoreList{}, err
	}
	o.lists.Lock()
	defer o.lists.Unlock()
	if err := o.keepList(ctx, s, listed); err != nil {
		return library.StoreList{}, err
	}
	o.shelf.Tell(library.NewChannelChanged(""))
	return s, nil
}

// ForgetStore looks through a store's list no longer.
func (o *Owner) ForgetStore(ctx context.Context, address library.WebURL) error {
	if err := o.shelf.Unlimited(); err != nil {
		return err
	}
	o.lists.Lock()
	err := o.db.DropStore(ctx, address)
	o.lists.Unlock()
	if err == nil {
		o.shelf.Tell(library.NewChannelChanged(""))
	}
	return err
}

// readList asks a store for its list.
func (o *Owner) readList(ctx context.Context, s library.StoreList) (library.StoreList, []library.Stocked, error) {
	var pages []format.StoreCatalogue
	now := o.now()
	err := o.ask(ctx, shop{format.Store{URL: s.URL, Key: s.Key}, s.LocalOK}, func(ctx context.Context, c store.Client) (err error) {
		pages, err = c.Catalogue(ctx, s.Key, now)
		return err
	})
	if err != nil {
		return s, nil, err
	}
	var listed []library.Stocked
	for _, p := range pages {
		s.Key, s.Name = p.Store, p.Name
		for _, c := range p.Channels {
			if word, err := c.Word(); err == nil { // it was verified with the page
				listed = append(listed, stockedOf(word, c.Bundles))
			}
		}
	}
	s.Looked, s.Answered, s.Warning, s.Channels = now, now, nil, len(listed)
	return s, listed, nil
}

// keepList keeps what a store's list says; Owner.lists must be held.
func (o *Owner) keepList(ctx context.Context, s library.StoreList, listed []library.Stocked) error {
	if err := o.db.SaveStore(ctx, s); err != nil || s.Warning != nil {
		return err
	}
	return o.db.Stock(ctx, s.URL, listed)
}

// keptBundles is how many of a channel's bundles are kept of a store's list.
const keptBundles = 8

func stockedOf(word format.StoreCertificate, bundles []format.StoredBundle) library.Stocked {
	c := library.Stocked{Root: word.Channel, Link: word.Link, Name: word.Name}
	for _, b := range bundles[:min(len(bundles), keptBundles)] {
		c.Bundles = append(c.Bundles, library.StockedBundle{Name: b.Name, Prices: b.Prices})
	}
	return c
}

// browse has the lists of stores looked through that are due: somebody looks around.
func (o *Owner) browse() {
	select {
	case o.browsed <- struct{}{}:
	default:
	}
}

// stock looks through stores' lists whenever somebody looks around, until ctx ends.
func (o *Owner) stock(ctx context.Context) {
	for {
		select {
		case <-ctx.Done():
			return
		case <-o.browsed:
		}
		if err := o.nameStores(ctx); err != nil && ctx.Err() == nil {
			o.log.Warn("collect the stores that channels name", "err", err)
		}
		all, err := o.db.Stores(ctx)
		if err != nil && ctx.Err() == nil {
			o.log.Warn("read the stores", "err", err)
		}
		for _, s := range all {
			o.renewList(ctx, s)
		}
	}
}

// renewList asks for a list that is due. What does not come is said beside the store.
func (o *Owner) renewList(ctx context.Context, s library.StoreList) {
	now := o.now()
	if now.Sub(s.Looked).Abs() < listAgain || now.Sub(s.Answered).Abs() < listFresh || ctx.Err() != nil {
		return
	}
	read, listed, err := o.readList(ctx, s)
	if ctx.Err() != nil {
		return
	}
	if err != nil {
		o.log.Debug("read a store's list", "store", s.URL, "err", err)
		read = s
		read.Looked, read.Warning = now, err
	}
	if err := o.keepIfKnown(ctx, read, listed); err != nil {
		o.log.Warn("keep what became of a store's list", "err", err)
	}
	o.shelf.Tell(library.NewChannelChanged(""))
}

// keepIfKnown keeps what became of a store's list, unless the store was forgotten while it
// was asked.
func (o *Owner) keepIfKnown(ctx context.Context, s library.StoreList, listed []library.Stocked) error {
	o.lists.Lock()
	defer o.lists.Unlock()
	all, err := o.db.Stores(ctx)
	if err != nil || !slices.ContainsFunc(all, func(k library.StoreList) bool { return k.URL == s.URL }) {
		return err
	}
	return o.keepList(ctx, s, listed)
}

// nameStores keeps the stores that followed channels name, and forgets those that none
// names any more and nobody added.
func (o *Owner) nameStores(ctx context.Context) error {
	followed, err := o.follow.Channels(ctx)
	if err != nil {
		return err
	}
	have, err := o.db.Stores(ctx)
	if err != nil {
		return err
	}
	named := map[library.WebURL]bool{}
	for _, c := range followed {
		open, err := o.shops(ctx, c.Root)
		if err != nil {
			return err
		}
		for _, s := range open {
			address := library.WebURL(strings.TrimSuffix(string(s.URL), "/"))
			if named[address] || len(named) >= library.MaxStores {
				continue
			}
			named[address] = true
			if slices.ContainsFunc(have, func(k library.StoreList) bool { return k.URL == address }) {
				continue
			}
			if err := o.db.SaveStore(ctx, library.StoreList{URL: address, Key: s.Key, Name: s.Name, LocalOK: s.local}); err != nil {
				return err
			}
		}
	}
	for _, s := range have {
		if !s.Added && !named[s.URL] {
			if err := o.db.DropStore(ctx, s.URL); err != nil {
				return err
			}
		}
	}
	return nil
}
