package store

import (
	"context"
	"fmt"
	"time"

	"matinee/library"
	"matinee/library/ledger"
)

// sumEvery is after how many entries of a channel they are added up, in the transaction
// that posts the last of them. A statement reads fewer entries than that.
const sumEvery = 256

// sum adds the entries up that were not yet. The channel's row is locked by whoever calls.
func (s *Store) sum(ctx context.Context, tx tx, channel library.Key) error {
	summed, sums, err := s.unsummed(ctx, tx, channel)
	if err != nil {
		return err
	}
	for of, sum := range sums {
		_, err := tx.exec(ctx, `INSERT INTO sums (channel, account, name, currency, day, bundle, kind, minor, base, entries, earliest, latest)
			VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?) ON CONFLICT (channel, account, name, currency, day, bundle, kind) DO UPDATE
			SET minor = sums.minor + excluded.minor, base = sums.base + excluded.base, entries = sums.entries + excluded.entries, latest = excluded.latest`,
			string(channel), string(of.Account.Kind), of.Account.Name, string(of.Money), of.Day, string(of.Bundle), string(of.Kind),
			sum.Minor, sum.Base, sum.Count, sum.First, sum.Latest)
		if err != nil {
			return err
		}
	}
	_, err = tx.exec(ctx, `UPDATE channels SET summed = ? WHERE root = ?`, summed, string(channel))
	return err
}

// unsummed are the sums of the entries after the last that was added up, and how far they
// go.
func (s *Store) unsummed(ctx context.Context, tx tx, channel library.Key) (last int64, sums ledger.Sums, err error) {
	if err := tx.row(ctx, `SELECT summed FROM channels WHERE root = ?`, string(channel)).Scan(&last); err != nil {
		return 0, nil, notFound(err, "the channel "+string(channel))
	}
	sums = ledger.Sums{}
	err = tx.eachEntry(ctx, channel, last, func(e ledger.Entry) error {
		sums.Add(e)
		last = e.N
		return nil
	})
	return last, sums, err
}

// Statement is what an account of a channel had in a month.
func (s *Store) Statement(ctx context.Context, channel library.Key, a ledger.Account, money library.Currency, month time.Time) (out ledger.Statement, err error) {
	err = s.db.change(ctx, func(tx tx) error {
		behind, err := s.lockBooks(ctx, tx, channel)
		if err != nil {
			return err
		}
		if behind >= sumEvery { // entries of a store that did not add up yet
			if err := s.sum(ctx, tx, channel); err != nil {
				return err
			}
		}
		_, sums, err := s.unsummed(ctx, tx, channel)
		if err != nil {
			return err
		}
		if err := s.addMonth(ctx, tx, channel, sums, ledger.SumOf{Account: a, Money: money}, month); err != nil {
			return err
		}
		out = sums.State(a, money, month)
		if out.Against, err = s.contested(ctx, tx, channel, a, money, month); err != nil {
			return err
		}
		if out.Head.N == 0 {
			return nil
		}
		return tx.eachEntry(ctx, channel, out.Head.N-1, func(e ledger.Entry) (err error) {
			out.Head.Hash, err = e.Hash()
			return err
		}, 1)
	})
	if err != nil {
		return ledger.Statement{}, fmt.Errorf("state the books: %w", err)
	}
	return out, nil
}

// lockBooks keeps a channel's books as they are until the transaction ends, and returns how
// many of its entries were not added up.
func (s *Store) lockBooks(ctx context.Context, tx tx, channel library.Key) (behind int64, err error) {
	err = tx.row(ctx, `UPDATE channels SET entries = entries WHERE root = ? RETURNING entries - summed`, string(channel)).Scan(&behind)
	return behind, notFound(err, "the channel "+string(channel))
}

// addMonth adds what a statement of an account needs of the sums that are kept: those of
// the month, and all before it as one.
func (s *Store) addMonth(ctx context.Context, tx tx, channel library.Key, sums ledger.Sums, of ledger.SumOf, month time.Time) error {
	start, end := ledger.Month(month)
	from, until := ledger.DayOf(start), ledger.DayOf(end)
	opening, err := s.until(ctx, tx, channel, of, from)
	if err != nil {
		return err
	}
	var head int64
	err = tx.row(ctx, `SELECT coalesce(max(latest), 0) FROM sums WHERE channel = ? AND account = '' AND day < ?`, string(channel), until).Scan(&head)
	if err != nil {
		return err
	}
	early := of
	early.Day = from - 1
	sums.Join(early, ledger.Sum{Minor: opening})
	sums.Join(ledger.SumOf{Money: of.Money, Day: from - 1}, ledger.Sum{Latest: head})
	for _, account := range []ledger.Account{of.Account, {}} {
		rows, err := tx.rows(ctx, `SELECT day, bundle, kind, minor, base, entries, earliest, latest FROM sums
			WHERE channel = ? AND account = ? AND name = ? AND currency = ? AND day >= ? AND day < ?`,
			string(channel), string(account.Kind), account.Name, string(of.Money), from, until)
		if err != nil {
			return err
		}
		for rows.Next() {
			one := ledger.SumOf{Account: account, Money: of.Money}
			var sum ledger.Sum
			if err := rows.Scan(&one.Day, &one.Bundle, &one.Kind, &sum.Minor, &sum.Base, &sum.Count, &sum.First, &sum.Latest); err != nil {
				_ = rows.Close()
				return err
			}
			sums.Join(one, sum)
		}
		_ = rows.Close()
		if err := rows.Err(); err != nil {
			return err
		}
	}
	return nil
}

// until is what an account had until a day, of the entries that are added up.
func (s *Store) until(ctx context.Context, tx tx, channel library.Key, of ledger.SumOf, day int64) (minor int64, err error) {
	err = tx.row(ctx, `SELECT CAST(coalesce(sum(minor), 0) AS BIGINT) FROM sums WHERE channel = ? AND account = ? AND name = ? AND currency = ? AND day < ?`,
		string(channel), string(of.Account.Kind), of.Account.Name, string(of.Money), day).Scan(&minor)
	return minor, err
}

// balance is what an account is owed by now. The channel's row is locked by whoever calls.
func (s *Store) balance(ctx context.Context, tx tx, channel library.Key, a ledger.Account, money library.Currency) (int64, error) {
	_, sums, err := s.unsummed(ctx, tx, channel)
	if err != nil {
		return 0, err
	}
	const never = 1 << 40
	minor, err := s.until(ctx, tx, channel, ledger.SumOf{Account: a, Money: money}, never)
	for of, sum := range sums {
		if of.Account == a && of.Money == money {
			minor += sum.Minor
		}
	}
	return minor, err
}
