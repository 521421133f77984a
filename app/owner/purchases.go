package owner

import (
	"context"
	"sync"
	"time"

	"matinee/library"
	"matinee/library/format"
	"matinee/sync/store"
)

// PurchaseState asks the store how an order stands, and keeps what was paid back of it.
func (o *Owner) PurchaseState(ctx context.Context, order library.Token) (state library.PurchaseState, err error) {
	if err := o.shelf.Unlimited(); err != nil {
		return "", err
	}
	p, err := o.purchase(ctx, order)
	if err != nil {
		return "", err
	}
	return o.standing(ctx, p)
}

func (o *Owner) standing(ctx context.Context, p library.Purchase) (state library.PurchaseState, err error) {
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
		gone := state == library.PurchaseReturned
		if p.Waits() || p.Returned == made.Back && p.Gone == gone {
			return nil
		}
		p.Returned, p.Gone = min(max(made.Back, 0), p.Price.Minor), gone
		return o.db.RenewPurchase(ctx, p)
	})
	return state, err
}

// How many purchases are looked after when somebody looks at them, and how often each.
const (
	lookedAfter = 50
	lookPause   = time.Hour
)

// LookAfterPurchases asks stores what was paid back of the latest purchases, each once an
// hour at most. A store that does not answer is asked another time.
func (o *Owner) LookAfterPurchases(ctx context.Context) error {
	all, err := o.Purchases(ctx)
	if err != nil {
		return err
	}
	for _, p := range all[:min(len(all), lookedAfter)] {
		if p.Waits() || !o.looks.due(p.Order, o.now()) {
			continue
		}
		if _, err := o.standing(ctx, p); err != nil {
			o.log.Debug("ask about a purchase", "err", err)
		}
		if ctx.Err() != nil {
			return library.Wrap(library.CodeCanceled, ctx.Err())
		}
	}
	return nil
}

// looks is when stores were asked about purchases.
type looks struct {
	mu   sync.Mutex
	last map[library.Token]time.Time
}

// due reports whether it is time to ask again, and takes note that it is done.
func (l *looks) due(order library.Token, now time.Time) bool {
	l.mu.Lock()
	defer l.mu.Unlock()
	if last, asked := l.last[order]; asked && now.Sub(last) < lookPause && !now.Before(last) {
		return false
	}
	if l.last == nil {
		l.last = map[library.Token]time.Time{}
	}
	l.last[order] = now
	return true
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
	var err error
	if p.Name, err = o.titleOf(ctx, r.Bundle); err != nil {
		return err
	}
	return o.db.SavePurchase(ctx, p)
}

// titleOf is what a bundle is called: by its manifest where it is here, else by a channel
// that lists it; "" for neither.
func (o *Owner) titleOf(ctx context.Context, bundle library.Token) (string, error) {
	kept, err := o.db.EditionsOf(ctx, bundle)
	if err != nil {
		return "", err
	}
	if len(kept) > 0 && len(kept[0].Manifest) > 0 {
		if m, err := format.Read[format.Manifest](kept[0].Manifest); err == nil {
			return library.CleanLine(m.Doc.Name, library.MaxTitle), nil
		}
	}
	l, err := o.reported(ctx, string(bundle))
	if err != nil {
		return "", nil //nolint:nilerr // no followed channel lists it
	}
	return library.CleanLine(l.Name, library.MaxTitle), nil
}
