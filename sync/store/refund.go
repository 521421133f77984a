package store

import (
	"context"
	"fmt"

	"matinee/library"
	"matinee/library/ledger"
)

// Return is a part or all of a sale that goes back to the buyer.
type Return struct {
	Order library.Token
	Key   string // what it is called; under one name it happens once
	Minor int64  // how much, taxes included; 0 for all that is left
}

// Refund posts that a part or all of a sale went back. When all of it did, the receipt
// restores nothing any more; a licence that was issued cannot be called back. It returns
// what went back.
func (s *Store) Refund(ctx context.Context, back Return) (money library.Money, err error) {
	err = s.db.change(ctx, func(tx tx) error {
		if _, err := tx.exec(ctx, `UPDATE orders SET state = state WHERE id = ?`, string(back.Order)); err != nil {
			return err
		}
		r, err := s.order(ctx, tx, back.Order)
		switch {
		case err != nil:
			return err
		case r.State == Returned:
			return &library.Error{Code: library.CodeRefunded}
		case r.State != Settled || r.provider == Voucher:
			return &library.Error{Code: library.CodeNotPaid}
		}
		money, err = s.giveBack(ctx, tx, r, back)
		return err
	})
	if err != nil {
		return library.Money{}, fmt.Errorf("refund an order: %w", err)
	}
	return money, nil
}

func (s *Store) giveBack(ctx context.Context, tx tx, r row, back Return) (money library.Money, err error) {
	var before ledger.Amount
	if err := tx.row(ctx, `SELECT returned, untaxed FROM orders WHERE id = ?`, string(r.ID)).Scan(&before.Gross, &before.Tax); err != nil {
		return money, err
	}
	paid := ledger.Amount{Gross: r.Price.Minor, Tax: r.Tax}
	now := ledger.Amount{Gross: back.Minor}
	if back.Minor == 0 {
		now.Gross = paid.Gross - before.Gross
	}
	// The tax goes back with it, rounded so that what is left never has more than its share.
	now.Tax = taxOf(paid, before.Gross+now.Gross) - before.Tax
	sold, err := s.soldUnder(ctx, tx, r)
	if err != nil {
		return money, err
	}
	legs, err := ledger.Rule{Fee: sold.fee, Splits: sold.terms.Splits}.Refund(r.provider, paid, before, now)
	if err != nil {
		return money, err
	}
	_, err = s.post(ctx, tx, r.channel, ledger.Entry{
		At: s.now(), Kind: ledger.Refunded, Key: "refund " + back.Key, Order: r.ID, Bundle: r.Bundle, Edition: r.Edition, Terms: r.terms,
		Money: r.Price.Currency, Gross: now.Gross, Tax: now.Tax, Test: r.Test, Legs: legs,
	})
	if err != nil {
		return money, err
	}
	state := Settled
	if before.Gross+now.Gross == paid.Gross {
		state = Returned
	}
	_, err = tx.exec(ctx, `UPDATE orders SET state = ?, returned = returned + ?, untaxed = untaxed + ? WHERE id = ?`, string(state), now.Gross, now.Tax, string(r.ID))
	return library.Money{Currency: r.Price.Currency, Minor: now.Gross}, err
}

// taxOf is the tax in a part of what was paid, rounded down; all of it in the whole.
func taxOf(paid ledger.Amount, part int64) int64 {
	if paid.Gross == 0 {
		return 0
	}
	return part/paid.Gross*paid.Tax + part%paid.Gross*paid.Tax/paid.Gross
}

// Payout is what a party was paid.
type Payout struct {
	Channel  library.Key
	Party    string
	Money    library.Money
	Provider string // how: sandbox, or the name of whatever the store paid by
	Key      string // what it is called; under one name it is posted once
}

// PayOut posts that a party was paid. It is refused where more than is owed would be.
func (s *Store) PayOut(ctx context.Context, p Payout) error {
	err := s.db.change(ctx, func(tx tx) error {
		// The channel's row is locked first, so that two payouts cannot pay the same twice.
		if _, err := tx.exec(ctx, `UPDATE channels SET entries = entries WHERE root = ?`, string(p.Channel)); err != nil {
			return err
		}
		entries, err := s.entries(ctx, tx, p.Channel)
		if err != nil {
			return err
		}
		owed := int64(0)
		for _, e := range entries {
			if e.Money == p.Money.Currency {
				owed -= e.Of(ledger.Account{Kind: ledger.PartyDue, Name: p.Party})
			}
		}
		if p.Money.Minor <= 0 || p.Money.Minor > owed {
			return library.Errorf(library.CodeBadSetting, "%s is owed %s", p.Party, library.Money{Currency: p.Money.Currency, Minor: owed})
		}
		_, err = s.post(ctx, tx, p.Channel, ledger.Entry{
			At: s.now(), Kind: ledger.Transferred, Key: "payout " + p.Key, Money: p.Money.Currency, Gross: p.Money.Minor,
			Legs: ledger.Transfer(p.Provider, p.Party, p.Money.Minor),
		})
		return err
	})
	if err != nil {
		return fmt.Errorf("pay a party: %w", err)
	}
	return nil
}
