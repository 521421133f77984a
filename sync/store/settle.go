package store

import (
	"context"
	"encoding/json"
	"fmt"
	"time"

	"matinee/library"
	"matinee/library/ads"
	"matinee/library/format"
	"matinee/library/ledger"
	"matinee/library/seal"
	"matinee/sync/store/pay"
)

// Settle hears a provider's word that an order was paid, however often it is said. The
// sale is posted and the licence issued in one transaction: both or neither.
func (s *Store) Settle(ctx context.Context, p Paid) error {
	return s.Happened(ctx, p.Provider, pay.Event{ID: p.Event, Kind: pay.Paid, Order: p.Order, Money: p.Money})
}

// drawn is a licence that was made for an order before the transaction that settles it
// begins: it takes longer than all the rest, and others wait for their turn.
type drawn struct {
	of      row
	sold    sold
	licence format.Signed[format.Licence]
}

// fits reports whether nothing that stands in the licence has changed since.
func (d drawn) fits(r row) bool {
	was := d.of
	return d.licence.Doc.ID != "" && was.ID == r.ID && was.State == r.State && was.terms == r.terms && was.device == r.device &&
		was.offer == r.offer && was.rental == r.rental && was.kind == r.kind && was.provider == r.provider
}

// draw makes the licence of the order of an event, or none if that does not settle it.
func (s *Store) draw(ctx context.Context, e pay.Event) (d drawn, err error) {
	if d.of, err = s.order(ctx, s.db.read(), e.Order); err != nil || d.of.State != Waiting || e.Kind != pay.Paid {
		return d, err
	}
	if d.sold, err = s.soldUnder(ctx, s.db.read(), d.of); err != nil {
		return d, err
	}
	d.licence, err = s.license(d.sold, d.of, d.of.device, s.now())
	return d, err
}

// settle posts a sale and issues its licence: the one that was drawn, if the order is still
// as it was then.
func (s *Store) settle(ctx context.Context, tx tx, r row, event string, ready drawn) (_ row, err error) {
	now := s.now()
	if !ready.fits(r) {
		ready = drawn{of: r}
		if ready.sold, err = s.soldUnder(ctx, tx, r); err != nil {
			return r, err
		}
		if ready.licence, err = s.license(ready.sold, r, r.device, now); err != nil {
			return r, err
		}
	}
	entry := ledger.Entry{
		At: now, Kind: ledger.Sold, Key: event, Order: r.ID, Bundle: r.Bundle, Edition: r.Edition, Terms: r.terms, Money: r.Price.Currency,
		Gross: r.Price.Minor, Tax: r.Tax, Fee: r.CardFee, Test: r.Test,
	}
	if r.provider == Voucher {
		entry.Kind = ledger.Counted
	} else {
		if entry.Legs, err = ready.sold.rule().Sale(r.provider, r.paid()); err != nil {
			return r, err
		}
	}
	r.State, r.Licence, r.settled = Settled, string(ready.licence.Bytes()), now
	r.place, err = s.postWith(ctx, tx, r.channel, entry, func(at ledger.Head) []statement {
		return []statement{
			does(`UPDATE orders SET state = ?, look = 0, settled = ?, licence = ?, entry = ?, hash = ? WHERE id = ?`,
				string(r.State), now.Unix(), r.Licence, at.N, string(at.Hash), string(r.ID)),
			does(`INSERT INTO devices (order_id, device, at, licence) VALUES (?, ?, ?, ?)`, string(r.ID), string(r.device), now.Unix(), string(ready.licence.Doc.ID)),
		}
	})
	if err != nil {
		return r, err
	}
	return r, s.queueSale(ctx, tx, r, entry.Legs)
}

// post appends an entry to a channel's books. The channel's row is locked from here to the
// end of the transaction, so that its entries have one order.
func (s *Store) post(ctx context.Context, tx tx, channel library.Key, e ledger.Entry) (head ledger.Head, err error) {
	return s.postWith(ctx, tx, channel, e, func(ledger.Head) []statement { return nil })
}

// postWith appends an entry, and does what else is to be done when its place is known.
func (s *Store) postWith(ctx context.Context, tx tx, channel library.Key, e ledger.Entry, also func(ledger.Head) []statement) (head ledger.Head, err error) {
	head, known := tx.heads[channel]
	if !known {
		if err = tx.row(ctx, `SELECT entries, hash FROM channels WHERE root = ?`+tx.held(), string(channel)).Scan(&head.N, &head.Hash); err != nil {
			return head, notFound(err, "the channel "+string(channel))
		}
	}
	e, head, err = head.Append(e)
	if err != nil {
		return head, err
	}
	data, err := json.Marshal(e)
	if err != nil {
		return head, err
	}
	_, err = tx.all(ctx, append(also(head),
		does(`INSERT INTO entries (channel, n, event, at, entry) VALUES (?, ?, ?, ?, ?)`, string(channel), e.N, e.Key, e.At.Unix(), string(data)),
		does(`UPDATE channels SET entries = ?, hash = ? WHERE root = ?`, head.N, string(head.Hash), string(channel)))...)
	if err != nil {
		return head, err
	}
	if tx.heads != nil {
		tx.heads[channel] = head
	}
	tx.afterwards(func() { s.tally.postings.Add(1, string(e.Kind)) })
	if head.N%sumEvery == 0 {
		err = s.sum(ctx, tx, channel)
	}
	return head, err
}

// license makes the licence of an order for a device.
func (s *Store) license(sold sold, r row, device library.Recipient, now time.Time) (none format.Signed[format.Licence], err error) {
	edition, known := sold.manifest.Edition(r.Edition)
	if !known || edition.Recipient == "" {
		return none, library.Errorf(library.CodeMismatch, "the edition %s is not sealed", r.Edition)
	}
	l := format.Licence{
		Seller: format.Seller{Channel: sold.manifest.Channel, Certificate: sold.certificate.Envelope, Issued: now},
		ID:     newToken(), Kind: library.LicencePurchase, Bundle: r.Bundle, Edition: r.Edition, Recipient: edition.Recipient, Device: device,
		Rental: r.rental, Permits: sold.permits(r),
	}
	switch {
	case r.rental > 0:
		l.Kind = library.LicenceRental
	case r.kind == library.LicencePress:
		l.Kind, l.Permits = r.kind, nil // to be watched, and written about
	case r.provider == Voucher:
		l.Kind = library.LicenceGift
	case r.offer == library.OfferAds:
		l.Kind, l.Expires = library.LicenceAds, now.Add(ads.Licensed)
	}
	to := []library.Recipient{device}
	if w := sold.terms.Window; w != nil {
		l.Until = w.Until
		if now.Before(w.From) && edition.Premiere != "" && l.Kind != library.LicencePress {
			l.Premiere = edition.Premiere
			to = []library.Recipient{edition.Premiere, device}
		}
	}
	if l.Wrapped, err = seal.Wrap(sold.identity, to...); err != nil {
		return none, fmt.Errorf("issue a licence: %w", err)
	}
	return format.Issue(l, sold.certificate, s.keys.of(sold.certificate.Doc.Store.Key))
}

// permits are what the offer that was bought allows besides watching.
func (s sold) permits(r row) []library.Permit {
	for _, o := range s.terms.Offers {
		if o.Kind == r.offer && o.Rental == r.rental {
			return o.Permits
		}
	}
	return nil
}
