package db

import (
	"context"
	"database/sql"
	"errors"
	"time"

	"matinee/library"
)

// Reel is a store's reel that is kept.
type Reel struct {
	Store    library.Key
	Channel  library.Key // by which the store was found
	Document []byte
	Looked   time.Time // when it was asked for last
}

// SaveReel keeps a reel in place of the store's last one.
func (d *DB) SaveReel(ctx context.Context, r Reel) error {
	return d.write(ctx, "keep a reel", func(tx *sql.Tx) error {
		_, err := tx.ExecContext(ctx, `INSERT INTO reels (store, channel, document, looked) VALUES (?, ?, ?, ?)
			ON CONFLICT DO UPDATE SET channel = excluded.channel, document = excluded.document, looked = excluded.looked`,
			string(r.Store), string(r.Channel), r.Document, stamp(r.Looked))
		return err
	})
}

// Reels are all that are kept.
func (d *DB) Reels(ctx context.Context) (all []Reel, err error) {
	err = d.read(ctx, "load reels", func(tx *sql.Tx) error {
		return collect(ctx, tx, func(rows *sql.Rows) error {
			var r Reel
			var looked int64
			err := rows.Scan(&r.Store, &r.Channel, &r.Document, &looked)
			r.Looked = moment(looked)
			all = append(all, r)
			return err
		}, `SELECT store, channel, document, looked FROM reels ORDER BY store`)
	})
	return all, err
}

// AdToken is a token by which a view can be told.
type AdToken struct {
	Store     library.Key
	Bundle    library.Token
	Week      time.Time
	Nonce     []byte
	Signature []byte
}

// SaveAdTokens keeps tokens.
func (d *DB) SaveAdTokens(ctx context.Context, tokens []AdToken) error {
	return d.write(ctx, "keep tokens of ads", func(tx *sql.Tx) error {
		for _, t := range tokens {
			_, err := tx.ExecContext(ctx, `INSERT INTO ad_tokens (nonce, store, bundle, week, signature) VALUES (?, ?, ?, ?, ?) ON CONFLICT DO NOTHING`,
				t.Nonce, string(t.Store), string(t.Bundle), stamp(t.Week), t.Signature)
			if err != nil {
				return err
			}
		}
		return nil
	})
}

// AdReceipt is a receipt of a view that waits to be told.
type AdReceipt struct {
	ID       int64
	Store    library.Key
	Document []byte
	Due      time.Time // not before
	Ends     time.Time // nobody takes it any more
}

// SpendAdToken takes the token of a bundle that ends first, of a week from a time on, and
// keeps the receipt that write makes of it, both or neither. It reports whether there was one.
func (d *DB) SpendAdToken(ctx context.Context, bundle library.Token, from time.Time, write func(AdToken) (AdReceipt, error)) (spent bool, err error) {
	err = d.write(ctx, "spend a token of ads", func(tx *sql.Tx) error {
		t := AdToken{Bundle: bundle}
		var week int64
		err := tx.QueryRowContext(ctx, `DELETE FROM ad_tokens WHERE nonce = (SELECT nonce FROM ad_tokens WHERE bundle = ? AND week >= ? ORDER BY week, nonce LIMIT 1)
			RETURNING nonce, store, week, signature`, string(bundle), stamp(from)).Scan(&t.Nonce, &t.Store, &week, &t.Signature)
		if errors.Is(err, sql.ErrNoRows) {
			return nil
		}
		if err != nil {
			return err
		}
		t.Week = moment(week)
		r, err := write(t)
		if err != nil {
			return err
		}
		spent = true
		_, err = tx.ExecContext(ctx, `INSERT INTO ad_receipts (store, document, due, ends) VALUES (?, ?, ?, ?)`, string(t.Store), r.Document, stamp(r.Due), stamp(r.Ends))
		return err
	})
	return spent && err == nil, err
}

// AdTokens is how many tokens of a bundle are left, of a week from a time on.
func (d *DB) AdTokens(ctx context.Context, bundle library.Token, from time.Time) (n int, err error) {
	err = d.read(ctx, "count tokens of ads", func(tx *sql.Tx) error {
		return tx.QueryRowContext(ctx, `SELECT count(*) FROM ad_tokens WHERE bundle = ? AND week >= ?`, string(bundle), stamp(from)).Scan(&n)
	})
	return n, err
}

// NextAdReceipt is the receipt that is due first; one without a document when none waits.
func (d *DB) NextAdReceipt(ctx context.Context) (r AdReceipt, err error) {
	err = d.read(ctx, "load a receipt of ads", func(tx *sql.Tx) error {
		var due, ends int64
		err := tx.QueryRowContext(ctx, `SELECT id, store, document, due, ends FROM ad_receipts ORDER BY due, id LIMIT 1`).Scan(&r.ID, &r.Store, &r.Document, &due, &ends)
		if errors.Is(err, sql.ErrNoRows) {
			return nil
		}
		r.Due, r.Ends = moment(due), moment(ends)
		return err
	})
	return r, err
}

// DelayAdReceipt has a receipt wait.
func (d *DB) DelayAdReceipt(ctx context.Context, id int64, due time.Time) error {
	return d.write(ctx, "delay a receipt of ads", func(tx *sql.Tx) error {
		_, err := tx.ExecContext(ctx, `UPDATE ad_receipts SET due = ? WHERE id = ?`, stamp(due), id)
		return err
	})
}

// DropAdReceipt forgets a receipt that was told, or that nobody takes.
func (d *DB) DropAdReceipt(ctx context.Context, id int64) error {
	return d.write(ctx, "forget a receipt of ads", func(tx *sql.Tx) error {
		_, err := tx.ExecContext(ctx, `DELETE FROM ad_receipts WHERE id = ?`, id)
		return err
	})
}

// AdShowing is a spot that played here.
type AdShowing struct {
	Bundle   library.BundleID
	Item     int
	Slot     int
	Spot     library.Token
	Campaign library.Token
	At       time.Time
}

// SaveAdShowing notes that a spot played. Those from before a time are forgotten, and tokens
// of weeks before another.
func (d *DB) SaveAdShowing(ctx context.Context, s AdShowing, before, weeks time.Time) error {
	return d.write(ctx, "note an advertisement", func(tx *sql.Tx) error {
		if _, err := tx.ExecContext(ctx, `DELETE FROM ad_showings WHERE at < ?`, stamp(before)); err != nil {
			return err
		}
		if _, err := tx.ExecContext(ctx, `DELETE FROM ad_tokens WHERE week < ?`, stamp(weeks)); err != nil {
			return err
		}
		_, err := tx.ExecContext(ctx, `INSERT INTO ad_showings (bundle, item, slot, spot, campaign, at) VALUES (?, ?, ?, ?, ?, ?)`,
			string(s.Bundle), s.Item, s.Slot, string(s.Spot), string(s.Campaign), stamp(s.At))
		return err
	})
}

// AdShowings are the spots that played from a time on.
func (d *DB) AdShowings(ctx context.Context, from time.Time) (all []AdShowing, err error) {
	err = d.read(ctx, "load what played of ads", func(tx *sql.Tx) error {
		return collect(ctx, tx, func(rows *sql.Rows) error {
			var s AdShowing
			var at int64
			err := rows.Scan(&s.Bundle, &s.Item, &s.Slot, &s.Spot, &s.Campaign, &at)
			s.At = moment(at)
			all = append(all, s)
			return err
		}, `SELECT bundle, item, slot, spot, campaign, at FROM ad_showings WHERE at >= ? ORDER BY at`, stamp(from))
	})
	return all, err
}
