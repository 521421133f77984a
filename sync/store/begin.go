package store

import (
	"context"
	"fmt"
	"net/http"
	"time"

	"matinee/library"
	"matinee/sync/store/pay"
)

// The times of an open order. A provider is asked about it although it tells by itself:
// what it tells may be lost.
const (
	orderLife  = 23 * time.Hour      // it can be paid so long; providers of cards allow less than a day
	askedSoon  = 5 * time.Second     // who waits in front of a screen has the provider asked as often
	lateFor    = 14 * 24 * time.Hour // a bank may take as long with what was paid in time
	lookNow    = 10 * time.Second    // how often it is asked in the first minutes
	lookOften  = time.Minute         // then
	lookSeldom = 10 * time.Minute    // then
	lookRarely = time.Hour           // when the order's time is over
)

// begin has the provider prepare the payment of an open order, once.
func (s *Store) begin(ctx context.Context, r row) (Order, error) {
	if r.State != Waiting || r.payment != "" || !s.now().Before(r.expires) {
		return r.Order, nil
	}
	p, ok := s.provider(r.provider)
	if !ok {
		return r.Order, nil
	}
	if r.title == "" { // it was not taken just now
		sold, err := s.soldUnder(ctx, s.db.read(), r)
		if err != nil {
			return Order{}, fmt.Errorf("begin a payment: %w", err)
		}
		r.title = sold.title(r.Edition)
	}
	begun, err := p.Begin(ctx, Payment{Order: r.ID, Money: r.Price, Fee: r.CardFee, Title: r.title, Back: s.cfg.Base + "/paid", Expires: r.expires})
	if err != nil {
		return Order{}, fmt.Errorf("begin a payment with %s: %w", p.Name(), library.Wrap(library.CodeProvider, err))
	}
	if _, shows := p.(pay.Invoicer); shows {
		begun.Page = s.cfg.Base + "/invoice/" + string(r.ID)
	}
	r.Page = begun.Page
	look := r.expires
	if _, asks := p.(pay.Looker); asks {
		look = s.now().Add(lookNow)
	}
	last := does(`UPDATE orders SET payment = ?, page = ?, look = ? WHERE id = ? AND payment = ''`, begun.Ref, begun.Page, look.Unix(), string(r.ID))
	return r.Order, s.keepWith(ctx, last, http.StatusCreated, r.Order)
}

// title is what an edition is called where it is paid.
func (s sold) title(edition library.EditionID) string {
	if e, known := s.manifest.Edition(edition); known && e.Name != "" {
		return s.manifest.Name + " – " + e.Name
	}
	return s.manifest.Name
}

// ask has the provider tell what became of an open order's payment, unless it was asked
// just now. It returns the order as it stands then.
func (s *Store) ask(ctx context.Context, r row, since time.Duration) (row, error) {
	p, ok := s.provider(r.provider)
	looker, asks := p.(pay.Looker)
	if !ok || !asks || r.State != Waiting || r.payment == "" {
		return r, nil
	}
	now := s.now()
	var first bool
	err := s.db.change(ctx, func(tx tx) (err error) { // of several processes one asks
		first, err = tx.once(ctx, `UPDATE orders SET asked = ?, look = ? WHERE id = ? AND state = ? AND asked <= ?`,
			now.Unix(), now.Add(r.pause(now)).Unix(), string(r.ID), string(Waiting), now.Add(-since).Unix())
		return err
	})
	if err != nil || !first {
		return r, err
	}
	events, err := looker.Look(ctx, r.payment)
	if err != nil {
		return r, library.Wrap(library.CodeProvider, err)
	}
	for _, e := range events {
		e.Order = r.ID
		if err := s.Happened(ctx, r.provider, e); err != nil {
			return r, err
		}
	}
	if len(events) == 0 {
		return r, nil
	}
	return s.order(ctx, s.db.read(), r.ID)
}

// pause is how long the provider of an open order is left alone.
func (r row) pause(now time.Time) time.Duration {
	switch age := now.Sub(r.created); {
	case !now.Before(r.expires):
		return lookRarely
	case age < 2*time.Minute:
		return lookNow
	case age < 15*time.Minute:
		return lookOften
	}
	return lookSeldom
}

// poll looks after an open order: whether it was paid, or its time is over.
func (s *Store) poll(ctx context.Context, id library.Token) error {
	r, err := s.order(ctx, s.db.read(), id)
	if err == nil {
		r, err = s.ask(ctx, r, 0)
	}
	now := s.now()
	if err != nil || r.State != Waiting || now.Before(r.expires) {
		return err
	}
	p, _ := s.provider(r.provider)
	if c, can := p.(pay.Canceler); can && r.payment != "" && now.Before(r.expires.Add(lateFor)) {
		// What was paid in time and is on its way cannot be closed: it is looked at until it came.
		if err := c.Cancel(ctx, r.payment); err != nil {
			return err
		}
		if r, err = s.ask(ctx, r, 0); err != nil || r.State != Waiting {
			return err
		}
		return nil
	}
	return s.close(ctx, id, Expired)
}

// close ends an order that was not paid.
func (s *Store) close(ctx context.Context, id library.Token, as State) error {
	return s.db.change(ctx, func(tx tx) error {
		_, err := tx.exec(ctx, `UPDATE orders SET state = ?, look = 0 WHERE id = ? AND state IN (?, ?)`, string(as), string(id), string(Waiting), string(Expired))
		return err
	})
}

// Cancel gives an order up that is not paid yet. What was paid meanwhile stays bought.
func (s *Store) Cancel(ctx context.Context, id library.Token, secret library.Secret) (Order, error) {
	r, err := s.order(ctx, s.db.read(), id)
	if err == nil && !r.knows(secret) {
		err = library.Errorf(library.CodeNotFound, "the order %s", id)
	}
	if err == nil && r.State == Waiting && r.payment != "" {
		p, _ := s.provider(r.provider)
		if c, can := p.(pay.Canceler); can {
			err = library.Wrap(library.CodeProvider, c.Cancel(ctx, r.payment))
		}
		if err == nil {
			r, err = s.ask(ctx, r, 0)
		}
	}
	if err == nil && (r.State == Waiting || r.State == Expired) {
		err = s.close(ctx, id, Canceled)
	}
	if err != nil {
		return Order{}, fmt.Errorf("cancel an order: %w", err)
	}
	return s.Order(ctx, id, secret)
}
