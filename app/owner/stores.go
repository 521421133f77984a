package owner

import (
	"context"

	"matinee/app/control"
	"matinee/app/studio"
	"matinee/library"
	"matinee/library/format"
	"matinee/sync/channel"
	"matinee/sync/publish"
)

// ConsignTo hands an edition to a store that its channel names, and returns the document
// that is sent to it.
func (o *Owner) ConsignTo(ctx context.Context, production library.Token, edition library.EditionID, store library.Key) ([]byte, error) {
	if err := o.shelf.Unlimited(); err != nil {
		return nil, err
	}
	p, err := o.studio.Find(string(production))
	if err != nil {
		return nil, err
	}
	own, err := o.follow.Own(ctx, string(p.Channel))
	if err != nil {
		return nil, err
	}
	named, ok := storeOf(own.Channel().Doc, store)
	if !ok {
		return nil, library.Errorf(library.CodeNotFound, "a store that the channel names")
	}
	certificate, err := o.studio.Certificate(ctx, p.Channel, named, listingOf(own))
	if err != nil {
		return nil, err
	}
	all, err := o.Consign(ctx, control.ConsignRequest{Name: string(production), Edition: edition, Store: certificate})
	if err != nil {
		return nil, err
	}
	return all[0], nil
}

// listingOf is how stores may list a channel.
func listingOf(own *channel.Own) publish.Listing {
	return publish.Listing{Name: own.Channel().Doc.Name, Link: own.Link().String()}
}

func storeOf(c format.Channel, key library.Key) (format.Store, bool) {
	for _, s := range c.Stores {
		if s.Key == key {
			return s, true
		}
	}
	return format.Store{}, false
}

// TakeBack takes an edition back from a store, and returns the documents that are sent to
// it.
func (o *Owner) TakeBack(ctx context.Context, production library.Token, edition library.EditionID, store library.Key) ([][]byte, error) {
	if err := o.shelf.Unlimited(); err != nil {
		return nil, err
	}
	return o.studio.TakeBack(ctx, string(production), edition, store)
}

// Consignments are the editions of a production that stores have.
func (o *Owner) Consignments(_ context.Context, production library.Token) ([]studio.Consigned, error) {
	if err := o.shelf.Unlimited(); err != nil {
		return nil, err
	}
	return o.studio.Consignments(string(production))
}
