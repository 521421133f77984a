package owner

import (
	"context"
	"crypto/rand"
	"encoding/hex"
	"errors"
	"slices"
	"strings"
	"time"

	"matinee/app/control"
	"matinee/library"
	"matinee/library/format"
	"matinee/sync/store"
)

// How often a store is asked about an order that waits, and for how long.
const (
	askAtOnce = 500 * time.Millisecond // somebody waits in front of the screen; the provider is not asked as often
	askSoon   = 2 * time.Second
	askLater  = time.Minute
	soonFor   = 15 * time.Minute
	ordersFor = 25 * time.Hour
	askTime   = 30 * time.Second
)

// shop is a store that a followed channel names.
type shop struct {
	format.Store
	local bool // it may lie in a private network, since the person followed the channel so
}

// ask speaks to a store.
func (o *Owner) ask(ctx context.Context, s shop, f func(context.Context, store.Client) error) error {
	client, release, err := o.engine.WebClient(s.URL, s.local)
	if err != nil {
		return err
	}
	defer release()
	ctx, cancel := context.WithTimeout(ctx, askTime)
	defer cancel()
	return f(ctx, store.Client{URL: s.URL, HTTP: client})
}

// Buy implements control.Buying. The order is kept before the store hears of it, and again
// with what it answered: wherever this ends, the next look finds it.
func (o *Owner) Buy(ctx context.Context, req control.BuyRequest) (library.Purchase, error) {
	if format.IsGift([]byte(req.Code)) { // it holds a key, and is no store's business
		return library.Purchase{}, library.Errorf(library.CodeBadSetting, "a gift code is brought as a license; no store is asked")
	}
	l, err := o.reported(ctx, strings.TrimSpace(req.Name))
	if err != nil {
		return library.Purchase{}, err
	}
	all, err := o.listedAs(ctx, []library.Listing{l})
	if err != nil {
		return library.Purchase{}, err
	}
	edition, offer, err := chosen(all[0].Access, req)
	if err != nil {
		return library.Purchase{}, err
	}
	at, err := o.shopFor(ctx, l.Channel, req.Store)
	if err != nil {
		return library.Purchase{}, err
	}
	p := library.Purchase{
		Order: drawToken(), Secret: library.Secret(drawToken()), Bundle: l.Bundle, Edition: edition.ID, Name: l.Name,
		Store: at.URL, Key: at.Key, Created: o.now(),
	}
	a := store.Ask{
		ID: p.Order, Secret: p.Secret, Bundle: p.Bundle, Edition: p.Edition, Offer: offer.Kind, Rental: offer.Rental > 0, Price: offer.Price,
		Device: o.vault.Device(), Provider: req.Provider, Voucher: req.Code,
	}
	if req.Price != nil {
		a.Price = req.Price
	}
	if a.Price != nil {
		p.Price = *a.Price
	}
	if err := o.db.SavePurchase(ctx, p); err != nil {
		return library.Purchase{}, err
	}
	return o.place(ctx, at, a, p, feeWanted{offer.CardFee, req.CardFee})
}

// place sends an order. One that the store refused is forgotten; where no answer came it
// is kept, since the store may have it.
func (o *Owner) place(ctx context.Context, at shop, a store.Ask, p library.Purchase, fee feeWanted) (library.Purchase, error) {
	err := o.ask(ctx, at, func(ctx context.Context, c store.Client) error {
		about, err := c.About(ctx)
		if err != nil {
			return err
		}
		if !about.Is(at.Key) {
			return library.Errorf(library.CodeBadSignature, "another store answers at %s", at.URL)
		}
		if a.Voucher != "" {
			a.Provider = store.Voucher
		} else if a.Provider, err = payBy(about, a.Provider, a.Price); err != nil {
			return err
		}
		if err := fee.add(&a, about); err != nil {
			return err
		}
		if a.Voucher == "" {
			p.Provider = a.Provider
		}
		made, err := c.Place(ctx, a)
		if err == nil {
			err = agreed(a, made)
		}
		if err != nil {
			return err
		}
		return o.settled(ctx, &p, made)
	})
	if code := library.CodeOf(err); err != nil && code != library.CodeStoreGone && code != library.CodeCanceled {
		return library.Purchase{}, errors.Join(err, o.db.DropPurchase(context.WithoutCancel(ctx), p.Order))
	}
	select {
	case o.ordered <- struct{}{}:
	default:
	}
	return p, err
}

// settled keeps what a store says of an order; once it is paid, its licence and receipt.
func (o *Owner) settled(ctx context.Context, p *library.Purchase, made store.Order) error {
	if made.ID != p.Order {
		return library.Errorf(library.CodeStoreGone, "it answers with another order")
	}
	p.Price, p.CardFee, p.Test, p.Page = made.Price, made.CardFee, made.Test, made.Page
	if made.State == store.Settled {
		receipt, err := format.Read[format.Receipt]([]byte(made.Receipt))
		if err != nil {
			return err
		}
		if r := receipt.Doc; r.Order != p.Order || r.Secret != p.Secret || r.Bundle != p.Bundle || r.Edition != p.Edition {
			return library.Errorf(library.CodeMismatch, "the receipt is for something else")
		}
		if _, err := o.BringLicence(ctx, []byte(made.Licence)); err != nil {
			return err
		}
		p.Settled, p.Receipt, p.Page = o.now(), []byte(made.Receipt), ""
	}
	if err := o.db.RenewPurchase(ctx, *p); err != nil {
		return err
	}
	return ended(made.State)
}

// chosen finds the edition and the offer that are bought. A code pays for any offer of its
// edition; what is kept for ever is taken before what is rented.
func chosen(a library.Access, req control.BuyRequest) (library.EditionAccess, library.Offer, error) {
	for _, e := range a.Editions {
		if !e.Sealed || e.ID != req.Edition && (req.Edition != "" || len(a.Editions) > 1) {
			continue
		}
		i := slices.IndexFunc(e.Offers, func(o library.Offer) bool { return wanted(o, req) && (o.Rental > 0) == req.Rental })
		if i < 0 && req.Code != "" {
			i = slices.IndexFunc(e.Offers, func(o library.Offer) bool { return wanted(o, req) })
		}
		if i < 0 {
			return e, library.Offer{}, library.Errorf(library.CodeNotFound, "such an offer of the edition %s", e.ID)
		}
		return e, e.Offers[i], nil
	}
	return library.EditionAccess{}, library.Offer{}, library.Errorf(library.CodeNotFound, "the edition %q that is sold", string(req.Edition))
}

// wanted reports whether an offer is of the kind and the currency that is asked for.
func wanted(o library.Offer, req control.BuyRequest) bool {
	kind, currency := library.OfferPaid, req.Currency
	if req.Price != nil {
		kind, currency = library.OfferPWYW, req.Price.Currency
	}
	if currency != "" && (o.Price == nil || o.Price.Currency != currency) {
		return false
	}
	return o.Kind == kind || req.Code != "" && (o.Kind == library.OfferPaid || o.Kind == library.OfferPWYW)
}

// AwaitPurchase implements control.Buying.
func (o *Owner) AwaitPurchase(ctx context.Context, order library.Token) (library.Purchase, error) {
	for {
		p, err := o.purchase(ctx, order)
		if err != nil || !p.Waits() {
			return p, err
		}
		if p, err = o.lookAt(ctx, p); err == nil && !p.Waits() {
			return p, nil
		}
		if err != nil && library.CodeOf(err) != library.CodeStoreGone {
			return p, err
		}
		select {
		case <-ctx.Done():
			return p, library.Wrap(library.CodeCanceled, ctx.Err())
		case <-time.After(awaited(p, o.now())):
		}
	}
}

// awaited is when a store is asked again about an order that somebody waits for.
func awaited(p library.Purchase, now time.Time) time.Duration {
	if now.Sub(p.Created) > soonFor {
		return askSoon
	}
	return askAtOnce
}

// lookAt asks the store about an order.
func (o *Owner) lookAt(ctx context.Context, p library.Purchase) (library.Purchase, error) {
	at := o.shopOf(ctx, p)
	err := o.ask(ctx, at, func(ctx context.Context, c store.Client) error {
		made, err := c.Order(ctx, p.Order, p.Secret)
		if err != nil {
			return err
		}
		return o.settled(ctx, &p, made)
	})
	return p, err
}

// shopOf is the store of a purchase.
func (o *Owner) shopOf(ctx context.Context, p library.Purchase) shop {
	at := shop{Store: format.Store{URL: p.Store, Key: p.Key}}
	for _, channel := range o.channelNames(ctx) { // leave for a private network is given by channel
		stores, err := o.follow.Stores(ctx, channel.Root)
		if err == nil && slices.ContainsFunc(stores, func(s format.Store) bool { return s.Key == p.Key && s.URL == p.Store }) {
			at.local = at.local || channel.LocalOK
		}
	}
	return at
}

func (o *Owner) purchase(ctx context.Context, order library.Token) (library.Purchase, error) {
	all, err := o.Purchases(ctx)
	for _, p := range all {
		if p.Order == order {
			return p, nil
		}
	}
	if err == nil {
		err = library.Errorf(library.CodeNotFound, "the order %s", order)
	}
	return library.Purchase{}, err
}

// Purchases implements control.Buying. One that was restored before its bundle was known
// has its title as soon as that is.
func (o *Owner) Purchases(ctx context.Context) ([]library.Purchase, error) {
	if err := o.shelf.Unlimited(); err != nil {
		return nil, err
	}
	all, err := o.db.Purchases(ctx)
	for i := range all {
		if p := &all[i]; err == nil && p.Name == "" {
			if p.Name, err = o.titleOf(ctx, p.Bundle); err == nil && p.Name != "" {
				err = o.db.RenewPurchase(ctx, *p)
			}
		}
	}
	return all, err
}

// CancelPurchase implements control.Buying. The store gives the order up first, so that
// nobody pays for what is forgotten here; one that was paid meanwhile is kept.
func (o *Owner) CancelPurchase(ctx context.Context, order library.Token) error {
	if err := o.shelf.Unlimited(); err != nil {
		return err
	}
	p, err := o.purchase(ctx, order)
	if err != nil || !p.Waits() {
		return err
	}
	paid := false
	err = o.ask(ctx, o.shopOf(ctx, p), func(ctx context.Context, c store.Client) error {
		made, err := c.Cancel(ctx, p.Order, p.Secret)
		if err != nil || made.State != store.Settled {
			return err
		}
		paid = true
		return o.settled(ctx, &p, made)
	})
	unheard := library.CodeOf(err) == library.CodeNotFound || p.Page == "" || !o.now().Before(p.Created.Add(ordersFor))
	if paid || err != nil && !unheard { // unheard: there is no page at which it could be paid
		return err
	}
	return o.db.DropPurchase(ctx, order)
}

// RestorePurchase implements control.Buying.
func (o *Owner) RestorePurchase(ctx context.Context, receipt []byte) (control.Licence, error) {
	if err := o.shelf.Unlimited(); err != nil {
		return control.Licence{}, err
	}
	r, err := format.Read[format.Receipt](receipt)
	if err != nil {
		return control.Licence{}, err
	}
	seller, err := r.Doc.Certified()
	if err != nil {
		return control.Licence{}, err
	}
	c, _, err := o.db.Channel(ctx, r.Doc.Channel)
	if err != nil {
		return control.Licence{}, err
	}
	var licence []byte
	err = o.ask(ctx, shop{seller.Store, c.LocalOK}, func(ctx context.Context, c store.Client) (err error) {
		licence, err = c.Restore(ctx, receipt, o.vault.Device())
		return err
	})
	if err != nil {
		return control.Licence{}, err
	}
	brought, err := o.BringLicence(ctx, licence)
	if err != nil {
		return brought, err
	}
	return brought, o.keepRestored(ctx, receipt, r.Doc, seller.Store)
}

// HandOver implements control.Buying.
func (o *Owner) HandOver(ctx context.Context, req control.ConsignRequest) (sent bool, file []byte, err error) {
	if err := o.shelf.Unlimited(); err != nil {
		return false, nil, err
	}
	all, err := o.studio.HandOver(ctx, req.Name, req.Edition, req.Store)
	if err != nil {
		return false, nil, err
	}
	return o.hand(ctx, store.Handover{Certificate: req.Store, Manifest: all.Manifest, Terms: all.Terms, Consignment: all.Consignment})
}

// hand brings a store documents at its address, if it has one. They come back as a file,
// too.
func (o *Owner) hand(ctx context.Context, h store.Handover) (sent bool, file []byte, err error) {
	certificate, err := format.Read[format.StoreCertificate](h.Certificate)
	if err != nil {
		return false, nil, err
	}
	if file, err = h.Bytes(); err != nil || certificate.Doc.Store.URL == "" {
		return false, file, err
	}
	// The address is the creator's own word, so that it may be in their own network.
	err = o.ask(ctx, shop{certificate.Doc.Store, true}, func(ctx context.Context, c store.Client) error { return c.Consign(ctx, h) })
	return err == nil, file, err
}

// collect asks for the orders that wait, until ctx ends: a payment may be done long after
// the program that began it has ended.
func (o *Owner) collect(ctx context.Context) {
	for {
		var next time.Duration // 0: nothing waits
		all, err := o.db.Purchases(ctx)
		for _, p := range all {
			age := o.now().Sub(p.Created)
			if !p.Waits() || age > ordersFor {
				continue
			}
			if age < soonFor {
				next = askSoon
			} else if next == 0 {
				next = askLater
			}
			if _, err := o.lookAt(ctx, p); err != nil && ctx.Err() == nil {
				o.log.Debug("ask about an order", "err", err)
			}
		}
		if err != nil && ctx.Err() == nil {
			o.log.Warn("read the orders that wait", "err", err)
		}
		var due <-chan time.Time
		if next > 0 {
			due = time.After(next)
		}
		select {
		case <-ctx.Done():
			return
		case <-o.ordered:
		case <-due:
		}
	}
}

func drawToken() library.Token {
	var raw [16]byte
	_, _ = rand.Read(raw[:]) // it never fails
	return library.Token(hex.EncodeToString(raw[:]))
}
