package db

import (
	"context"
	"database/sql"

	"matinee/library"
)

// SavePurchase keeps a purchase before the store is asked, so that nothing that was paid is
// ever lost; one that is kept already stays as it is.
func (d *DB) SavePurchase(ctx context.Context, p library.Purchase) error {
	if p.Receipt == nil {
		p.Receipt = []byte{}
	}
	return d.write(ctx, "save a purchase", func(tx *sql.Tx) error {
		_, err := tx.ExecContext(ctx, `INSERT INTO purchases (id, secret, bundle, edition, name, currency, amount, fee, returned, gone, test, store, store_key, page, created, settled, receipt, provider)
			VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
			ON CONFLICT DO NOTHING`,
			string(p.Order), p.Secret.Reveal(), string(p.Bundle), string(p.Edition), p.Name, string(p.Price.Currency), p.Price.Minor, p.CardFee, p.Returned, p.Gone, p.Test,
			string(p.Store), string(p.Key), p.Page, stamp(p.Created), stamp(p.Settled), p.Receipt, p.Provider)
		return err
	})
}

// RenewPurchase brings a purchase up to date. One that was forgotten meanwhile stays so: its
// store may answer after its buyer gave it up.
func (d *DB) RenewPurchase(ctx context.Context, p library.Purchase) error {
	if p.Receipt == nil {
		p.Receipt = []byte{}
	}
	return d.write(ctx, "bring a purchase up to date", func(tx *sql.Tx) error {
		_, err := tx.ExecContext(ctx, `UPDATE purchases SET name = ?, currency = ?, amount = ?, fee = ?, returned = ?, gone = ?, test = ?, page = ?, settled = ?, receipt = ?, provider = ?
			WHERE id = ?`,
			p.Name, string(p.Price.Currency), p.Price.Minor, p.CardFee, p.Returned, p.Gone, p.Test, p.Page, stamp(p.Settled), p.Receipt, p.Provider, string(p.Order))
		return err
	})
}

// DropPurchase forgets a purchase that was never paid.
func (d *DB) DropPurchase(ctx context.Context, order library.Token) error {
	return d.write(ctx, "forget a purchase", func(tx *sql.Tx) error {
		_, err := tx.ExecContext(ctx, `DELETE FROM purchases WHERE id = ? AND settled = 0`, string(order))
		return err
	})
}

// Purchases returns all purchases, the newest first.
func (d *DB) Purchases(ctx context.Context) (all []library.Purchase, err error) {
	err = d.read(ctx, "load purchases", func(tx *sql.Tx) error {
		return collect(ctx, tx, func(rows *sql.Rows) error {
			var p library.Purchase
			var created, settled int64
			err := rows.Scan(&p.Order, &p.Secret, &p.Bundle, &p.Edition, &p.Name, &p.Price.Currency, &p.Price.Minor, &p.CardFee, &p.Returned, &p.Gone, &p.Test,
				&p.Store, &p.Key, &p.Page, &created, &settled, &p.Receipt, &p.Provider)
			p.Created, p.Settled = moment(created), moment(settled)
			all = append(all, p)
			return err
		}, `SELECT id, secret, bundle, edition, name, currency, amount, fee, returned, gone, test, store, store_key, page, created, settled, receipt, provider FROM purchases
			ORDER BY created DESC, id`)
	})
	return all, err
}
