package store

import (
	"context"
	"fmt"
	"time"

	"matinee/library"
	"matinee/library/ledger"
	"matinee/sync/store/pay"
)

// Return is a part or all of a sale that goes back to the buyer.
type Return struct {
	Order library.Token
	Key   string // what it is called; under one name it happens once
	Minor int64  // how much, taxes included; 0 for all that is left
}

// Refund sends a part or all of a sale back, by the provider where it can, and posts it.
// When all of it went, the receipt restores nothing any more; a licence that was issued
// cannot be called back. It returns what goes back. An error of CodeProvider says that the
// provider has not done it yet; that is tried again by itself.
func (s *Store) Refund(ctx context.Context, back Return) (money library.Money, err error) {
	var waits string
	of, err := s.order(ctx, s.db.read(), back.Order)
	if err != nil {
		return money, fmt.Errorf("refund an order: %w", err)
	}
	err = s.db.changeBooks(ctx, of.channel, func(tx tx) error {
		r, err := s.held(ctx, tx, back.Order)
		switch {
		case err != nil:
			return err
		case r.State == Returned:
			return &library.Error{Code: library.CodeRefunded}
		case r.State == Disputed:
			return &library.Error{Code: library.CodeDisputed}
		case r.State != Settled || r.provider == Voucher:
			return &library.Error{Code: library.CodeNotPaid}
		}
		if s.refunds(r) {
			waits, money, err = s.queueRefund(ctx, tx, r, back)
			return err
		}
		left := r.Price.Minor - r.back.Gross
		minor := back.Minor
		if minor == 0 {
			minor = left
		}
		if minor < 0 || minor > left {
			return library.Errorf(library.CodeBadSetting, "%d of %d that are left to go back", minor, left)
		}
		money, err = s.giveBack(ctx, tx, r, ledger.Refunded, "refund "+back.Key, minor)
		return err
	})
	if err == nil && waits != "" {
		err = s.finish(ctx, waits)
	}
	if err != nil {
		return money, fmt.Errorf("refund an order: %w", err)
	}
	return money, nil
}

// refunds reports whether an order's provider sends money back by itself. A process that
// does not know the provider leaves it to one that does.
func (s *Store) refunds(r row) bool {
	p, known := s.provider(r.provider)
	_, can := p.(pay.Refunder)
	return can || !known && r.provider != (Sandbox{}).Name()
}

// queueRefund notes that money is to go back, unless it was noted under the same name.
func (s *Store) queueRefund(ctx context.Context, tx tx, r row, back Return) (id string, money library.Money, err error) {
	money = library.Money{Currency: r.Price.Currency, Minor: back.Minor}
	j := job{id: "refund " + string(r.ID) + " " + back.Key, lane: laneRefund, kind: jobRefund, money: money}
	before, err := s.job(ctx, tx, j.id)
	if err == nil {
		return j.id, before.money, nil
	}
	if library.CodeOf(err) != library.CodeNotFound {
		return "", money, err
	}
	var promised int64
	if err := tx.row(ctx, `SELECT coalesce(sum(minor), 0) FROM jobs WHERE order_id = ? AND kind = ? AND state = ?`,
		string(r.ID), jobRefund, jobOpen).Scan(&promised); err != nil {
		return "", money, err
	}
	rest := r.Price.Minor - r.back.Gross - promised
	if back.Minor == 0 {
		money.Minor = rest
	}
	if money.Minor <= 0 || money.Minor > rest {
		return "", money, library.Errorf(library.CodeBadSetting, "%d of %d that are left to go back", money.Minor, rest)
	}
	j.money = money
	return j.id, money, s.queue(ctx, tx, r, j)
}

// giveBack posts that money of a sale went back. Where more went than is left of it, as
// when it is refunded and disputed, the store bears the rest.
func (s *Store) giveBack(ctx context.Context, tx tx, r row, kind ledger.Kind, key string, minor int64) (money library.Money, err error) {
	paid := r.paid()
	left := paid.Gross - r.back.Gross
	now := ledger.Amount{Gross: min(minor, left)}
	if minor > left {
		if err := s.bear(ctx, tx, r, key+" over", library.Money{Currency: r.Price.Currency, Minor: minor - left}); err != nil || left == 0 {
			return money, err
		}
	}
	now.Tax = taxBack(paid, r.back, now.Gross)
	now.Fee = feeBack(paid, r.back, now)
	sold, err := s.soldUnder(ctx, tx, r)
	if err != nil {
		return money, err
	}
	legs, err := sold.rule().Refund(r.provider, paid, r.back, now)
	if err != nil {
		return money, err
	}
	if _, err = s.post(ctx, tx, r.channel, r.entry(s.now(), kind, key, now, legs)); err != nil {
		return money, err
	}
	state := Settled
	switch {
	case kind == ledger.Disputed:
		state = Disputed
	case r.back.Gross+now.Gross == paid.Gross:
		state = Returned
	case r.State == Disputed:
		state = Disputed
	}
	if _, err = tx.exec(ctx, `UPDATE orders SET state = ?, returned = returned + ?, untaxed = untaxed + ?, unfeed = unfeed + ? WHERE id = ?`, string(state), now.Gross, now.Tax, now.Fee, string(r.ID)); err != nil {
		return money, err
	}
	return library.Money{Currency: r.Price.Currency, Minor: now.Gross}, s.queueReversals(ctx, tx, r, key, legs)
}

// entry is an entry of the books about an order.
func (r row) entry(at time.Time, kind ledger.Kind, key string, a ledger.Amount, legs []ledger.Leg) ledger.Entry {
	return ledger.Entry{
		At: at, Kind: kind, Key: key, Order: r.ID, Bundle: r.Bundle, Edition: r.Edition, Terms: r.terms,
		Money: r.Price.Currency, Gross: a.Gross, Tax: a.Tax, Fee: a.Fee, Test: r.Test, Legs: legs,
	}
}

// bear posts what the store bears of a payment.
func (s *Store) bear(ctx context.Context, tx tx, r row, key string, fee library.Money) error {
	_, err := s.post(ctx, tx, r.channel, ledger.Entry{
		At: s.now(), Kind: ledger.CardFee, Key: key, Order: r.ID, Money: fee.Currency, Gross: fee.Minor, Test: r.Test,
		Legs: ledger.BearFee(r.provider, fee.Minor),
	})
	return err
}

// taxBack is the tax in a part that goes back after others: rounded so that what is left
// never has more than its share, and within what is left.
func taxBack(paid, before ledger.Amount, now int64) int64 {
	tax := taxOf(paid, before.Gross+now) - before.Tax
	least := max(0, now-((paid.Gross-paid.Tax)-(before.Gross-before.Tax)))
	most := min(now, paid.Tax-before.Tax)
	return min(max(tax, least), most)
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

// PayOut posts that a party was paid. It is refused where more than is owed would be, and
// where ads brought it too lately.
func (s *Store) PayOut(ctx context.Context, p Payout) error {
	err := s.db.change(ctx, func(tx tx) error {
		owed, err := s.owed(ctx, tx, p)
		if err != nil {
			return err
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
