package store

import (
	"context"
	"database/sql"
	"errors"

	"matinee/library"
	"matinee/library/ledger"
	"matinee/sync/store/pay"
)

// The states of a dispute.
const (
	disputeOpen = "open"
	disputeWon  = "won"
	disputeLost = "lost"
)

// dispute is what is known of one.
type dispute struct {
	state string
	gone  ledger.Amount // what was posted as gone
}

// disputed posts that a buyer's bank took money back, or that it came again. The end of a
// dispute may be told before its beginning.
func (s *Store) disputed(ctx context.Context, tx tx, r row, e pay.Event) error {
	if r.State != Settled && r.State != Returned && r.State != Disputed {
		return &library.Error{Code: library.CodeNotPaid}
	}
	if e.Money.Currency != r.Price.Currency {
		return library.Errorf(library.CodeMismatch, "%s is disputed of %s", e.Money, r.Price)
	}
	var d dispute
	err := tx.row(ctx, `SELECT state, minor, tax, fee FROM disputes WHERE provider = ? AND id = ?`, r.provider, e.Dispute).Scan(&d.state, &d.gone.Gross, &d.gone.Tax, &d.gone.Fee)
	known := err == nil
	if err != nil && !errors.Is(err, sql.ErrNoRows) {
		return err
	}
	if !known && e.Fee > 0 {
		if err := s.bear(ctx, tx, r, "fee of dispute "+e.Dispute, library.Money{Currency: e.Money.Currency, Minor: e.Fee}); err != nil {
			return err
		}
	}
	switch {
	case known && d.state != disputeOpen: // it has ended
		return nil
	case e.Kind == pay.Won && !known:
		return s.keepDispute(ctx, tx, r, e, disputeWon, d.gone)
	case !known:
		if d.gone, err = s.takenBack(ctx, tx, r, e); err != nil {
			return err
		}
	}
	switch e.Kind {
	case pay.Won:
		return s.reinstate(ctx, tx, r, e, d)
	case pay.Lost:
		if err := s.keepDispute(ctx, tx, r, e, disputeLost, d.gone); err != nil {
			return err
		}
		return s.standing(ctx, tx, r)
	default:
		return s.keepDispute(ctx, tx, r, e, disputeOpen, d.gone)
	}
}

// takenBack posts what a dispute took.
func (s *Store) takenBack(ctx context.Context, tx tx, r row, e pay.Event) (gone ledger.Amount, err error) {
	money, err := s.giveBack(ctx, tx, r, ledger.Disputed, "dispute "+e.Dispute, e.Money.Minor)
	if err != nil {
		return gone, err
	}
	after, err := s.order(ctx, tx, r.ID)
	return ledger.Amount{Gross: money.Minor, Tax: after.back.Tax - r.back.Tax, Fee: after.back.Fee - r.back.Fee}, err
}

func (s *Store) keepDispute(ctx context.Context, tx tx, r row, e pay.Event, state string, gone ledger.Amount) error {
	_, err := tx.exec(ctx, `INSERT INTO disputes (provider, id, order_id, state, minor, tax, fee) VALUES (?, ?, ?, ?, ?, ?, ?)
		ON CONFLICT (provider, id) DO UPDATE SET state = excluded.state`, r.provider, e.Dispute, string(r.ID), state, gone.Gross, gone.Tax, gone.Fee)
	return err
}

// reinstate posts that a dispute was won: the parties are owed their parts again.
func (s *Store) reinstate(ctx context.Context, tx tx, r row, e pay.Event, d dispute) error {
	if err := s.keepDispute(ctx, tx, r, e, disputeWon, d.gone); err != nil || d.gone.Gross == 0 {
		return err
	}
	sold, err := s.soldUnder(ctx, tx, r)
	if err != nil {
		return err
	}
	legs, err := sold.rule().Reinstate(r.provider, r.paid(), r.back, d.gone)
	if err != nil {
		return err
	}
	if _, err := s.post(ctx, tx, r.channel, r.entry(s.now(), ledger.Reinstated, "won "+e.Dispute, d.gone, legs)); err != nil {
		return err
	}
	if _, err := tx.exec(ctx, `UPDATE orders SET returned = returned - ?, untaxed = untaxed - ?, unfeed = unfeed - ? WHERE id = ?`, d.gone.Gross, d.gone.Tax, d.gone.Fee, string(r.ID)); err != nil {
		return err
	}
	if err := s.standing(ctx, tx, r); err != nil {
		return err
	}
	return s.queueTransfers(ctx, tx, r, legs)
}

// standing sets the state of an order after a dispute has ended.
func (s *Store) standing(ctx context.Context, tx tx, r row) error {
	_, err := tx.exec(ctx, `UPDATE orders SET state = CASE
		WHEN EXISTS (SELECT 1 FROM disputes d WHERE d.order_id = orders.id AND d.state = ?) THEN ?
		WHEN returned >= amount THEN ? ELSE ? END WHERE id = ?`,
		disputeOpen, string(Disputed), string(Returned), string(Settled), string(r.ID))
	return err
}
