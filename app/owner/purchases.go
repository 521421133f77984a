package owner

import (
	"context"

	"matinee/library"
	"matinee/library/format"
	"matinee/sync/store"
)

// PurchaseState asks the store how an order stands.
func (o *Owner) PurchaseState(ctx context.Context, order library.Token) (state library.PurchaseState, err error) {
	if err := o.shelf.Unlimited(); err != nil {
		return "", err
	}
	p, err := o.purchase(ctx, order)
	if err != nil {
		return "", err
	}
	err = o.ask(ctx, o.shopOf(ctx, p), func(ctx context.Context, c store.Client) error {
		made, err := c.Order(ctx, p.Order, p.Secret)
		if err != nil {
			return err
		}
		switch made.State {
		case store.Waiting:
			state = library.PurchaseOpen
		case store.Settled:
			state = library.PurchasePaid
			if p.Waits() { // it was paid meanwhile
				return o.settled(ctx, &p, made)
			}
		case store.Returned, store.Disputed, store.Refused:
			state = library.PurchaseReturned
		case store.Expired, store.Canceled:
			state = library.PurchaseEnded
		}
		return nil
	})
	return state, err
}

// PurchaseAccess is what the terms of a bundle say, as far as they are kept here.
func (o *Owner) PurchaseAccess(ctx context.Context, bundle library.Token) (library.Access, error) {
	kept, err := o.db.EditionsOf(ctx, bundle)
	if err != nil || len(kept) == 0 {
		return library.Access{}, err
	}
	return o.Access(ctx, kept[0].ID)
}

// keepRestored keeps what a receipt from elsewhere is for among what was bought.
func (o *Owner) keepRestored(ctx context.Context, receipt []byte, r format.Receipt, at format.Store) error {
	if _, err := o.purchase(ctx, r.Order); err == nil {
		return nil
	}
	p := library.Purchase{
		Order: r.Order, Secret: r.Secret, Bundle: r.Bundle, Edition: r.Edition, Price: r.Paid, Store: at.URL, Key: at.Key,
		Created: r.Issued, Settled: r.Issued, Receipt: receipt,
	}
	kept, err := o.db.EditionsOf(ctx, r.Bundle)
	if err != nil {
		return err
	}
	if len(kept) > 0 && len(kept[0].Manifest) > 0 {
		if m, err := format.Read[format.Manifest](kept[0].Manifest); err == nil {
			p.Name = library.CleanLine(m.Doc.Name, library.MaxTitle)
		}
	}
	return o.db.SavePurchase(ctx, p)
}
