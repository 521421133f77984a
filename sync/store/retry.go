package store

import (
	"context"
	"fmt"

	"matinee/library/ledger"
	"matinee/sync/store/meter"
)

// RetryJobs opens again what was refused, for when its reason was mended. A transfer goes
// to the account that its party has now, unless the party was paid by hand meanwhile.
func (s *Store) RetryJobs(ctx context.Context) error {
	failed, err := s.jobs(ctx, s.db.read(), `state = ? ORDER BY created, id`, jobFailed)
	for i := 0; err == nil && i < len(failed); i++ {
		err = s.retry(ctx, failed[i])
	}
	if err != nil {
		return fmt.Errorf("retry jobs: %w", err)
	}
	s.poke()
	return nil
}

// retry locks a job's channel before its order, as everybody does who posts.
func (s *Store) retry(ctx context.Context, j job) error {
	of, err := s.order(ctx, s.db.read(), j.order)
	if err != nil {
		return err
	}
	return s.db.changeBooks(ctx, of.channel, func(tx tx) error {
		r, err := s.held(ctx, tx, j.order)
		if err != nil {
			return err
		}
		account := j.account
		if j.kind == jobTransfer {
			owed, err := s.owed(ctx, tx, Payout{Channel: r.channel, Party: j.party, Money: j.money})
			if err != nil || owed < j.money.Minor {
				return err
			}
			if account, err = s.account(ctx, tx, r.channel, j.party, r.provider); err != nil || account == "" {
				return err
			}
		}
		_, err = tx.exec(ctx, `UPDATE jobs SET state = ?, due = ?, account = ? WHERE id = ? AND state = ?`,
			jobOpen, s.now().Unix(), account, j.id, jobFailed)
		return err
	})
}

// owed is what a party is owed, is not held, and no open transfer will pay. The channel's row is locked,
// so that nobody else pays the same.
func (s *Store) owed(ctx context.Context, tx tx, p Payout) (minor int64, err error) {
	if _, err := tx.exec(ctx, `UPDATE channels SET entries = entries WHERE root = ?`, string(p.Channel)); err != nil {
		return 0, err
	}
	party := ledger.Account{Kind: ledger.PartyDue, Name: p.Party}
	if minor, err = s.balance(ctx, tx, p.Channel, party, p.Money.Currency); err != nil {
		return 0, err
	}
	held, err := s.objectable(ctx, tx, p.Channel, party, p.Money.Currency)
	if err != nil {
		return 0, err
	}
	minor -= held
	promised, err := s.promised(ctx, tx, p)
	return minor - promised, err
}

func (s *Store) countJobs(ctx context.Context) (out []meter.Sample, err error) {
	rows, err := s.db.read().rows(ctx, `SELECT state, kind, count(*) FROM jobs WHERE state <> ? GROUP BY state, kind`, jobDone)
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	for rows.Next() {
		labels, n := make([]string, 2), 0.0
		if err := rows.Scan(&labels[0], &labels[1], &n); err != nil {
			return nil, err
		}
		out = append(out, meter.Sample{Labels: labels, Value: n})
	}
	return out, rows.Err()
}
