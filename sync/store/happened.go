package store

import (
	"context"
	"fmt"

	"matinee/library"
	"matinee/library/ledger"
	"matinee/sync/store/pay"
)

// Happened hears a provider's word that something happened to a payment, however often it
// is said, how late and in whatever order. What follows from it is posted in one
// transaction with the note that it was heard.
func (s *Store) Happened(ctx context.Context, provider string, e pay.Event) error {
	if err := s.before(ctx, provider, &e); err != nil {
		return fmt.Errorf("hear of %s: %w", e.Kind, err)
	}
	ready, err := s.draw(ctx, e)
	if err != nil {
		return fmt.Errorf("hear of %s: %w", e.Kind, err)
	}
	err = s.db.changeBooks(ctx, ready.of.channel, func(tx tx) error {
		fresh, err := tx.once(ctx, `INSERT INTO events (provider, id, at) VALUES (?, ?, ?) ON CONFLICT (provider, id) DO NOTHING`,
			provider, e.ID, s.now().Unix())
		if err != nil || !fresh {
			return err
		}
		r, err := s.held(ctx, tx, e.Order) // whoever comes second waits here until the first is done
		switch {
		case err != nil:
			return err
		case r.provider != provider:
			return library.Errorf(library.CodeMismatch, "the order is paid by %s, not by %s", r.provider, provider)
		}
		return s.follow(ctx, tx, r, e, ready)
	})
	if err != nil {
		return fmt.Errorf("hear of %s: %w", e.Kind, err)
	}
	if p, _ := s.provider(provider); callsFollow(p) {
		s.poke()
	}
	return nil
}

// callsFollow reports whether what happened at a provider can leave calls to it to be made.
func callsFollow(p Provider) bool {
	_, charges := p.(pay.Charger)
	_, pays := p.(pay.Payer)
	_, refunds := p.(pay.Refunder)
	return charges || pays || refunds
}

// before finds the order of an event. When it changes a payment whose own event has not
// come, that one is asked for first.
func (s *Store) before(ctx context.Context, provider string, e *pay.Event) error {
	if e.Order == "" {
		err := s.db.read().row(ctx, `SELECT id FROM orders WHERE provider = ? AND payment = ?`, provider, e.Ref).Scan(&e.Order)
		if err != nil {
			return notFound(err, "an order of this payment")
		}
	}
	if e.Kind == pay.Paid || e.Kind == pay.Expired {
		return nil
	}
	r, err := s.order(ctx, s.db.read(), e.Order)
	p, _ := s.provider(provider)
	looker, asks := p.(pay.Looker)
	if err != nil || !asks || r.payment == "" || r.State == Settled || r.State == Returned || r.State == Disputed || r.State == Refused {
		return err
	}
	events, err := looker.Look(ctx, r.payment)
	if err != nil {
		return library.Wrap(library.CodeProvider, err)
	}
	for _, first := range events {
		if first.Kind != pay.Paid {
			continue
		}
		first.Order = e.Order
		if err := s.Happened(ctx, provider, first); err != nil {
			return err
		}
	}
	return nil
}

// follow does what follows from an event.
func (s *Store) follow(ctx context.Context, tx tx, r row, e pay.Event, ready drawn) error {
	switch e.Kind {
	case pay.Paid:
		return s.paid(ctx, tx, r, e, ready)
	case pay.Expired:
		_, err := tx.exec(ctx, `UPDATE orders SET state = ?, look = 0 WHERE id = ? AND state = ?`, string(Expired), string(r.ID), string(Waiting))
		return err
	case pay.Returned:
		return s.returned(ctx, tx, r, e)
	case pay.Disputed, pay.Won, pay.Lost:
		return s.disputed(ctx, tx, r, e)
	}
	return fmt.Errorf("%q is nothing that happens to a payment", e.Kind)
}

// paid settles an order. One that had expired or was canceled is settled all the same, at
// the price it was placed for: the money is here, and who pays wants to watch. What was
// paid a second time, or is something else than was ordered, goes back.
func (s *Store) paid(ctx context.Context, tx tx, r row, e pay.Event, ready drawn) error {
	p, _ := s.provider(r.provider)
	_, refunds := p.(pay.Refunder)
	switch r.State {
	case Settled, Returned, Disputed, Refused:
		if e.Ref == "" || e.Ref == r.payment || !refunds {
			return nil
		}
		return s.queue(ctx, tx, r, job{lane: laneRefund + " " + e.Ref, kind: jobSendBack, payment: e.Ref, money: e.Money})
	default:
	}
	if r.Price.Currency == e.Money.Currency && r.Price.Minor == e.Money.Minor {
		_, err := s.settle(ctx, tx, r, "paid "+string(r.ID), ready)
		return err
	}
	if !refunds {
		return library.Errorf(library.CodeMismatch, "%s was paid by %s, %s was ordered", e.Money, r.provider, r.Price)
	}
	if _, err := tx.exec(ctx, `UPDATE orders SET state = ?, look = 0 WHERE id = ?`, string(Refused), string(r.ID)); err != nil {
		return err
	}
	return s.queue(ctx, tx, r, job{lane: laneRefund, kind: jobSendBack, payment: e.Ref, money: e.Money})
}

// returned posts what the provider says went back, as far as it is not posted yet.
func (s *Store) returned(ctx context.Context, tx tx, r row, e pay.Event) error {
	if e.Ref != "" && e.Ref != r.payment || r.State == Refused {
		return nil // of what was never a sale
	}
	if r.State != Settled && r.State != Returned && r.State != Disputed {
		return &library.Error{Code: library.CodeNotPaid}
	}
	if e.Money.Currency != r.Price.Currency {
		return library.Errorf(library.CodeMismatch, "%s went back of %s", e.Money, r.Price)
	}
	more := e.Money.Minor - r.refunded
	if more <= 0 {
		return nil
	}
	if _, err := tx.exec(ctx, `UPDATE orders SET refunded = ? WHERE id = ?`, e.Money.Minor, string(r.ID)); err != nil {
		return err
	}
	_, err := s.giveBack(ctx, tx, r, ledger.Refunded, fmt.Sprintf("refund %s to %d", r.ID, e.Money.Minor), more)
	return err
}
