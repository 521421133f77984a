package store

import (
	"context"
	"errors"
	"fmt"
	"time"

	"matinee/library"
	"matinee/library/ledger"
	"matinee/sync/store/pay"
)

// patience is how long a party's account may lack what it is to give back; then the store
// bears it.
const patience = 7 * 24 * time.Hour

// doFee asks what the provider kept of a sale. The store bears it.
func (s *Store) doFee(ctx context.Context, p Provider, r row) (outcome, error) {
	charger, ok := p.(pay.Charger)
	if !ok {
		return outcome{}, fmt.Errorf("%w: it tells no fee", pay.ErrNever)
	}
	fee, err := charger.Fee(ctx, r.payment)
	if err != nil || fee.Minor == 0 {
		return outcome{}, err
	}
	return outcome{post: func(ctx context.Context, tx tx, r row) error { return s.bear(ctx, tx, r, "fee "+string(r.ID), fee) }}, nil
}

// doTransfer pays a party its part, less what the store lost on it before and has again.
func (s *Store) doTransfer(ctx context.Context, p Provider, r row, j job) (outcome, error) {
	payer, ok := p.(pay.Payer)
	if !ok {
		return outcome{}, fmt.Errorf("%w: it pays nobody", pay.ErrNever)
	}
	var lost int64
	err := s.db.read().row(ctx, `SELECT coalesce(sum(lost), 0) FROM jobs WHERE order_id = ? AND lane = ? AND n < ?`, string(j.order), j.lane, j.n).Scan(&lost)
	if err != nil {
		return outcome{}, err
	}
	lost = min(lost, j.money.Minor)
	pays := library.Money{Currency: j.money.Currency, Minor: j.money.Minor - lost}
	ref := ""
	if pays.Minor > 0 {
		t := pay.Transfer{Key: j.id, Order: r.ID, Account: j.account, Money: pays, Again: j.tries > 1, Refused: j.refused}
		if j.n == 0 {
			t.Ref = r.payment
		}
		if ref, err = payer.Transfer(ctx, t); err != nil {
			return outcome{}, err
		}
	}
	return outcome{ref, func(ctx context.Context, tx tx, r row) error {
		if lost > 0 {
			if err := s.regain(ctx, tx, r, j, lost); err != nil {
				return err
			}
		}
		if _, err := tx.exec(ctx, `UPDATE jobs SET minor = ? WHERE id = ?`, pays.Minor, j.id); err != nil || pays.Minor == 0 {
			return err
		}
		return s.postFor(ctx, tx, r, ledger.Transferred, j.id, pays, ledger.Transfer(r.provider, j.party, pays.Minor))
	}}, nil
}

// regain posts that a loss of the store's is none any more: the party kept the money, and
// it is owed to it again.
func (s *Store) regain(ctx context.Context, tx tx, r row, j job, lost int64) error {
	earlier, err := s.jobs(ctx, tx, `order_id = ? AND lane = ? AND n < ? AND lost > 0 ORDER BY n`, string(j.order), j.lane, j.n)
	if err != nil {
		return err
	}
	left := lost
	for _, e := range earlier {
		var of int64
		if err := tx.row(ctx, `SELECT lost FROM jobs WHERE id = ?`, e.id).Scan(&of); err != nil {
			return err
		}
		now := min(of, left)
		left -= now
		if _, err := tx.exec(ctx, `UPDATE jobs SET lost = lost - ? WHERE id = ?`, now, e.id); err != nil {
			return err
		}
	}
	m := library.Money{Currency: j.money.Currency, Minor: lost}
	return s.postFor(ctx, tx, r, ledger.Regained, "regain "+j.id, m, ledger.BearLoss(j.party, -lost))
}

// postFor posts an entry that no terms divide.
func (s *Store) postFor(ctx context.Context, tx tx, r row, kind ledger.Kind, key string, m library.Money, legs []ledger.Leg) error {
	_, err := s.post(ctx, tx, r.channel, ledger.Entry{At: s.now(), Kind: kind, Key: key, Order: r.ID, Money: m.Currency, Gross: m.Minor, Test: r.Test, Legs: legs})
	return err
}

// doReverse takes back from a party what it was paid of a sale that went back: of the
// latest transfer first. What its account lacks for too long the store bears.
func (s *Store) doReverse(ctx context.Context, p Provider, r row, j job) (outcome, error) {
	payer, ok := p.(pay.Payer)
	if !ok {
		return outcome{}, fmt.Errorf("%w: it pays nobody", pay.ErrNever)
	}
	parts, err := s.reversals(ctx, j)
	if err != nil {
		return outcome{}, err
	}
	var got, short int64
	for i := range parts {
		part := &parts[i]
		err := payer.Reverse(ctx, pay.Reversal{
			Key: j.id + " " + decimal(int64(i)), Transfer: part.transfer.ref, Money: library.Money{Currency: j.money.Currency, Minor: part.minor}, Again: j.tries > 1, Refused: j.refused,
		})
		late := !s.now().Before(j.created.Add(patience))
		switch {
		case err == nil:
			got += part.minor
			part.came = true
		case errors.Is(err, pay.ErrNever), errors.Is(err, pay.ErrShort) && late:
			short += part.minor
		default:
			return outcome{}, err
		}
	}
	return outcome{post: func(ctx context.Context, tx tx, r row) error { return s.postReversal(ctx, tx, r, j, parts, got, short) }}, nil
}

// part is what is taken back of one transfer.
type part struct {
	transfer job
	minor    int64
	came     bool
}

// reversals are the parts that a reversal is made of. They are the same at each try: what
// they depend on changes only in the lane of the job.
func (s *Store) reversals(ctx context.Context, j job) (parts []part, err error) {
	transfers, err := s.jobs(ctx, s.db.read(), `order_id = ? AND lane = ? AND kind = ? AND state = ? AND ref <> '' AND n < ? ORDER BY n DESC`,
		string(j.order), j.lane, jobTransfer, jobDone, j.n)
	if err != nil {
		return nil, err
	}
	left := j.money.Minor
	for _, t := range transfers {
		var went int64
		if err := s.db.read().row(ctx, `SELECT went FROM jobs WHERE id = ?`, t.id).Scan(&went); err != nil {
			return nil, err
		}
		if now := min(t.money.Minor-went, left); now > 0 {
			parts = append(parts, part{transfer: t, minor: now})
			left -= now
		}
	}
	return parts, nil
}

func (s *Store) postReversal(ctx context.Context, tx tx, r row, j job, parts []part, got, short int64) error {
	for _, part := range parts {
		if _, err := tx.exec(ctx, `UPDATE jobs SET went = went + ? WHERE id = ?`, part.minor, part.transfer.id); err != nil {
			return err
		}
	}
	if got > 0 {
		m := library.Money{Currency: j.money.Currency, Minor: got}
		if err := s.postFor(ctx, tx, r, ledger.Returned, j.id, m, ledger.Transfer(r.provider, j.party, -got)); err != nil {
			return err
		}
	}
	if short == 0 {
		return nil
	}
	if _, err := tx.exec(ctx, `UPDATE jobs SET lost = ? WHERE id = ?`, short, j.id); err != nil {
		return err
	}
	m := library.Money{Currency: j.money.Currency, Minor: short}
	return s.postFor(ctx, tx, r, ledger.Lost, "loss "+j.id, m, ledger.BearLoss(j.party, short))
}

// doRefund sends money back and posts it as what the provider says went back by then.
func (s *Store) doRefund(ctx context.Context, p Provider, r row, j job) (outcome, error) {
	refunder, ok := p.(pay.Refunder)
	if !ok {
		return outcome{}, fmt.Errorf("%w: it gives nothing back", pay.ErrNever)
	}
	ref := j.payment
	if ref == "" {
		ref = r.payment
	}
	e, err := refunder.Refund(ctx, pay.Refund{Key: j.id, Order: r.ID, Ref: ref, Money: j.money, Again: j.tries > 1, Refused: j.refused})
	if err != nil || j.kind == jobSendBack {
		return outcome{}, err
	}
	return outcome{post: func(ctx context.Context, tx tx, r row) error { return s.returned(ctx, tx, r, e) }}, nil
}
