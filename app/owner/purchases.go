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

// PurchaseTerms is what the terms that something was bought under say, and what of the
// price is divided by them: taxes are not. Where other terms are kept by now there are none:
// they would tell of somebody else's money.
func (o *Owner) PurchaseTerms(ctx context.Context, order library.Token) (a library.Access, of library.Money, err error) {
	if err := o.shelf.Unlimited(); err != nil {
		return a, of, err
	}
	p, err := o.purchase(ctx, order)
	if err != nil {
		return a, of, err
	}
	kept, err := o.db.EditionsOf(ctx, p.Bundle)
	if err != nil || len(kept) == 0 || len(kept[0].Terms) == 0 {
		return a, of, err
	}
	of = library.Money{Currency: p.Price.Currency, Minor: p.Price.Minor - p.CardFee}
	if !p.Waits() {
		r, err := format.Read[format.Receipt](p.Receipt)
		if err != nil {
			return a, of, err
		}
		t, err := format.Read[format.Terms](kept[0].Terms)
		if err != nil || t.Digest() != r.Doc.Terms {
			return a, of, err
		}
		of.Minor = r.Doc.Paid.Minor - r.Doc.Tax - r.Doc.CardFee
	}
	a, err = o.Access(ctx, kept[0].ID)
	return a, of, err
}

// keepRestored keeps what a receipt from elsewhere is for among what was bought.
func (o *Owner) keepRestored(ctx context.Context, receipt []byte, r format.Receipt, at format.Store) error {
	if _, err := o.purchase(ctx, r.Order); err == nil {
		return nil
	}
	p := library.Purchase{
		Order: r.Order, Secret: r.Secret, Bundle: r.Bundle, Edition: r.Edition, Price: r.Paid, CardFee: r.CardFee, Store: at.URL, Key: at.Key,
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
