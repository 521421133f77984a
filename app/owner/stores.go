package owner

import (
	"context"
	"errors"

	"matinee/app/control"
	"matinee/app/studio"
	"matinee/library"
	"matinee/library/format"
	"matinee/sync/channel"
	"matinee/sync/publish"
	"matinee/sync/store"
)

// ConsignTo hands an edition to a store that its channel names, and returns the document
// that is sent to it.
func (o *Owner) ConsignTo(ctx context.Context, production library.Token, edition library.EditionID, store library.Key) (sent bool, file []byte, err error) {
	if err := o.shelf.Unlimited(); err != nil {
		return false, nil, err
	}
	certificate, err := o.certificateOf(ctx, production, store)
	if err != nil {
		return false, nil, err
	}
	return o.HandOver(ctx, control.ConsignRequest{Name: string(production), Edition: edition, Store: certificate})
}

// certificateOf is the word of a production's channel for a store that it names.
func (o *Owner) certificateOf(ctx context.Context, production library.Token, store library.Key) ([]byte, error) {
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
	return o.studio.Certificate(ctx, p.Channel, named, listingOf(own))
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

// TakeBack takes an edition back from a store. The store is told at its address; files that
// tell it come back when it has none or does not answer, which the error says then.
func (o *Owner) TakeBack(ctx context.Context, production library.Token, edition library.EditionID, key library.Key) (sent bool, files [][]byte, err error) {
	if err := o.shelf.Unlimited(); err != nil {
		return false, nil, err
	}
	certificate, err := o.certificateOf(ctx, production, key)
	if err != nil {
		return false, nil, err
	}
	papers, err := o.studio.Papers(string(production))
	if err != nil {
		return false, nil, err
	}
	back, err := o.studio.TakeBack(ctx, string(production), edition, key)
	if err != nil {
		return false, nil, err
	}
	sent = true
	for _, consignment := range back {
		told, file, failed := o.hand(ctx, store.Handover{Certificate: certificate, Manifest: papers.Manifest, Terms: papers.Terms, Consignment: consignment})
		sent, err, files = sent && told, errors.Join(err, failed), append(files, file)
	}
	return sent, files, err
}

// Consignments are the editions of a production that stores have.
func (o *Owner) Consignments(_ context.Context, production library.Token) ([]studio.Consigned, error) {
	if err := o.shelf.Unlimited(); err != nil {
		return nil, err
	}
	return o.studio.Consignments(string(production))
}
