package store

import (
	"context"
	"database/sql"
	"errors"
	"fmt"

	"matinee/library"
	"matinee/library/ledger"
	"matinee/sync/store/pay"
)

// rule is how an edition is divided.
func (s sold) rule() ledger.Rule {
	return ledger.Rule{Fee: s.fee, Splits: s.terms.Splits, Offers: s.terms.Offers}
}

// paid is what an order's buyer pays.
func (r row) paid() ledger.Amount {
	return ledger.Amount{Gross: r.Price.Minor, Tax: r.Tax, Fee: r.CardFee}
}

// SetCardFee says what a provider is expected to keep of a payment in a currency. Who buys
// what has its buyer bear that pays it on top of the price, as it is said here when they
// order; no tax is reckoned in it. Where nothing is said, the store bears it.
func (s *Store) SetCardFee(ctx context.Context, provider string, rate library.FeeRate) error {
	if err := rate.Valid(); err != nil {
		return library.Errorf(library.CodeBadSetting, "the card fee %v", err)
	}
	err := s.db.change(ctx, func(tx tx) error {
		_, err := tx.exec(ctx, `INSERT INTO card_fees (provider, currency, part, fixed) VALUES (?, ?, ?, ?)
			ON CONFLICT (provider, currency) DO UPDATE SET part = excluded.part, fixed = excluded.fixed`,
			provider, string(rate.Currency), rate.Part, rate.Fixed)
		return err
	})
	if err != nil {
		return fmt.Errorf("set a card fee: %w", err)
	}
	return nil
}

// CardFees are what providers are expected to keep.
func (s *Store) CardFees(ctx context.Context) (map[string][]library.FeeRate, error) {
	rows, err := s.db.read().rows(ctx, `SELECT provider, currency, part, fixed FROM card_fees WHERE part > 0 OR fixed > 0 ORDER BY provider, currency`)
	if err != nil {
		return nil, fmt.Errorf("read card fees: %w", err)
	}
	defer rows.Close()
	out := map[string][]library.FeeRate{}
	for rows.Next() {
		var provider string
		var r library.FeeRate
		if err := rows.Scan(&provider, &r.Currency, &r.Part, &r.Fixed); err != nil {
			return nil, fmt.Errorf("read card fees: %w", err)
		}
		out[provider] = append(out[provider], r)
	}
	return out, rows.Err()
}

// cardFees are those of a provider, with the amounts that it takes.
func (s *Store) cardFees(ctx context.Context, p pay.Provider) ([]library.FeeRate, error) {
	all, err := s.CardFees(ctx)
	return stepped(all[p.Name()], p), err
}

func stepped(rates []library.FeeRate, p pay.Provider) []library.FeeRate {
	steps, has := p.(pay.Stepper)
	for i := range rates {
		if has && steps.Step(rates[i].Currency) > 1 {
			rates[i].Step = steps.Step(rates[i].Currency)
		}
	}
	return rates
}

// addCardFee puts what a provider keeps on top of a price, where the offer has its buyer
// bear it; it must be what the buyer saw.
func (s *Store) addCardFee(ctx context.Context, tx tx, r *row, p pay.Provider, offer library.Offer, saw int64) error {
	if offer.CardFee == library.BuyerBears {
		rate := library.FeeRate{Currency: r.Price.Currency}
		err := tx.row(ctx, `SELECT part, fixed FROM card_fees WHERE provider = ? AND currency = ? AND (part > 0 OR fixed > 0)`,
			p.Name(), string(rate.Currency)).Scan(&rate.Part, &rate.Fixed)
		switch {
		case err == nil:
			r.CardFee = stepped([]library.FeeRate{rate}, p)[0].On(r.Price.Minor)
		case !errors.Is(err, sql.ErrNoRows):
			return fmt.Errorf("read a card fee: %w", err)
		}
	}
	if saw != r.CardFee {
		return library.Errorf(library.CodePriceChanged, "the card fee is %s now", library.Money{Currency: r.Price.Currency, Minor: r.CardFee})
	}
	r.Price.Minor += r.CardFee
	return nil
}

// feeBack is the card fee in a part that goes back after others, taxes taken off: like the
// price it goes back by its share, and all of it with the last part.
func feeBack(paid, before, now ledger.Amount) int64 {
	if paid.Fee == 0 {
		return 0
	}
	whole, rest := paid.Fee+paid.Base(), now.Gross-now.Tax
	part := before.Fee + before.Base() + rest
	fee := part/whole*paid.Fee + part%whole*paid.Fee/whole - before.Fee
	least := max(0, rest-(paid.Base()-before.Base()))
	return min(max(fee, least), min(rest, paid.Fee-before.Fee))
}

// feeText is the card fee of an order for a page; "" for none.
func (r row) feeText() string {
	if r.CardFee == 0 {
		return ""
	}
	return library.Money{Currency: r.Price.Currency, Minor: r.CardFee}.String()
}
