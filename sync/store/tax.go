package store

import (
	"context"
	"database/sql"
	"errors"
	"fmt"

	"matinee/library"
)

// maxTax bounds a rate of tax, in basis points.
const maxTax = 10_000

// SetTax says what of a price in a currency is tax: the rate in basis points on top of the
// rest, as taxes are named, while prices include it. It holds for orders from now on. The
// store asks nobody where they live, so there is one rate for a currency.
func (s *Store) SetTax(ctx context.Context, money library.Currency, rate int64) error {
	if err := money.Valid(); err != nil || rate < 0 || rate > maxTax {
		return library.Errorf(library.CodeBadSetting, "a tax of %d basis points in %s", rate, money)
	}
	err := s.db.change(ctx, func(tx tx) error {
		_, err := tx.exec(ctx, `INSERT INTO taxes (currency, rate) VALUES (?, ?) ON CONFLICT (currency) DO UPDATE SET rate = excluded.rate`, string(money), rate)
		return err
	})
	if err != nil {
		return fmt.Errorf("set a tax: %w", err)
	}
	return nil
}

// Taxes are the rates in basis points.
func (s *Store) Taxes(ctx context.Context) (map[library.Currency]int64, error) {
	rows, err := s.db.read().rows(ctx, `SELECT currency, rate FROM taxes WHERE rate > 0`)
	if err != nil {
		return nil, fmt.Errorf("read taxes: %w", err)
	}
	defer rows.Close()
	out := map[library.Currency]int64{}
	for rows.Next() {
		var money library.Currency
		var rate int64
		if err := rows.Scan(&money, &rate); err != nil {
			return nil, fmt.Errorf("read taxes: %w", err)
		}
		out[money] = rate
	}
	return out, rows.Err()
}

// taxIn is the tax in a price, rounded to the nearest unit, half a unit up.
func (s *Store) taxIn(ctx context.Context, tx tx, price library.Money) (int64, error) {
	var rate int64
	err := tx.row(ctx, `SELECT rate FROM taxes WHERE currency = ?`, string(price.Currency)).Scan(&rate)
	if errors.Is(err, sql.ErrNoRows) {
		return 0, nil
	}
	return inclusive(price.Minor, rate), err
}

func inclusive(gross, rate int64) int64 {
	return (2*gross*rate + 10_000 + rate) / (2 * (10_000 + rate))
}
