package db

import (
	"context"
	"crypto/rand"
	"database/sql"
	"errors"

	"matinee/library"
)

// maxHelped bounds the peers remembered of one bundle.
const maxHelped = 1_000_000

// AddHelped remembers peers that were helped, once each. Bundles that are not
// there any more are passed over.
func (d *DB) AddHelped(ctx context.Context, all []library.Help) error {
	return d.write(ctx, "note helped peers", func(tx *sql.Tx) error {
		stmt, err := tx.PrepareContext(ctx, `INSERT OR IGNORE INTO helped (bundle, peer)
			SELECT n, ? FROM bundles WHERE id = ?
			AND (SELECT count(*) FROM helped WHERE bundle = n) < ?`)
		if err != nil {
			return err
		}
		defer stmt.Close()
		for _, h := range all {
			if _, err := stmt.ExecContext(ctx, h.Peer[:], string(h.ID), maxHelped); err != nil {
				return err
			}
		}
		return nil
	})
}

// Helped counts the peers that were helped.
func (d *DB) Helped(ctx context.Context) (library.HelpedCount, error) {
	count := library.HelpedCount{Bundles: map[library.BundleID]int{}}
	err := d.read(ctx, "count helped peers", func(tx *sql.Tx) error {
		if err := tx.QueryRowContext(ctx, `SELECT count(DISTINCT peer) FROM helped`).Scan(&count.All); err != nil {
			return err
		}
		return collect(ctx, tx, func(rows *sql.Rows) error {
			var id library.BundleID
			var n int
			err := rows.Scan(&id, &n)
			count.Bundles[id] = n
			return err
		}, `SELECT b.id, count(*) FROM helped h JOIN bundles b ON b.n = h.bundle GROUP BY h.bundle`)
	})
	return count, err
}

// HelpedBy counts the peers that were helped with one bundle.
func (d *DB) HelpedBy(ctx context.Context, id library.BundleID) (n int, err error) {
	err = d.read(ctx, "count helped peers", func(tx *sql.Tx) error {
		return tx.QueryRowContext(ctx, `SELECT count(*) FROM helped WHERE bundle = (SELECT n FROM bundles WHERE id = ?)`,
			string(id)).Scan(&n)
	})
	return n, err
}

// HelpKey is the secret with which this library marks peers, 32 bytes. It is made
// at the first call and never changes.
func (d *DB) HelpKey(ctx context.Context) (key []byte, err error) {
	err = d.write(ctx, "read the key of the marks", func(tx *sql.Tx) error {
		err := tx.QueryRowContext(ctx, `SELECT value FROM state WHERE key = ?`, stateHelpKey).Scan(&key)
		if !errors.Is(err, sql.ErrNoRows) {
			return err
		}
		key = make([]byte, 32)
		if _, err := rand.Read(key); err != nil {
			return err
		}
		return setState(ctx, tx, stateHelpKey, key)
	})
	return key, err
}
