package db

import (
	"cmp"
	"context"
	"database/sql"
	"fmt"
	"slices"
	"time"

	"matinee/library"
)

const (
	bundleColumns = `id, title, source, folder, length, piece_length, private, local_ok, paused, pinned,
		bought, queue, down_limit, up_limit, downloaded, uploaded, seed_time, added, finished, played, watched, local`
	selectBundles = `SELECT n, ` + bundleColumns + ` FROM bundles`
	selectItems   = `SELECT bundle, idx, path, length, priority, duration FROM items`
	upsertBundle  = `INSERT INTO bundles (` + bundleColumns + `)
		VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
		ON CONFLICT (id) DO UPDATE SET title = excluded.title, source = excluded.source,
		folder = excluded.folder, length = excluded.length, piece_length = excluded.piece_length,
		private = excluded.private, local_ok = excluded.local_ok, paused = excluded.paused,
		pinned = excluded.pinned, bought = excluded.bought, queue = excluded.queue,
		down_limit = excluded.down_limit, up_limit = excluded.up_limit,
		downloaded = excluded.downloaded, uploaded = excluded.uploaded,
		seed_time = excluded.seed_time, added = excluded.added, finished = excluded.finished,
		played = excluded.played, watched = excluded.watched, local = excluded.local
		RETURNING n`
	insertItem = `INSERT INTO items (bundle, idx, path, length, priority, duration) VALUES (?, ?, ?, ?, ?, ?)`
)

// row is a bundle and the number its other rows refer to it by.
type row struct {
	n      int64
	bundle library.Bundle
}

// Bundles returns every bundle of a torrent with its items, by Queue, then by
// Added.
func (d *DB) Bundles(ctx context.Context) ([]library.Bundle, error) { return d.bundles(ctx, false) }

// LocalBundles returns every bundle of this machine's own media, by Added.
func (d *DB) LocalBundles(ctx context.Context) ([]library.Bundle, error) { return d.bundles(ctx, true) }

func (d *DB) bundles(ctx context.Context, local bool) ([]library.Bundle, error) {
	var bundles []library.Bundle
	err := d.read(ctx, "load bundles", func(tx *sql.Tx) error {
		all, err := loadRows(ctx, tx, local)
		if err != nil || len(all) == 0 {
			return err
		}
		bundles = make([]library.Bundle, len(all))
		at := make(map[int64]int, len(all))
		for i, r := range all {
			bundles[i], at[r.n] = r.bundle, i
		}
		return collect(ctx, tx, func(rows *sql.Rows) error {
			n, item, err := scanItem(rows)
			if i, ok := at[n]; ok {
				bundles[i].Items = append(bundles[i].Items, item)
			}
			return err
		}, selectItems+` WHERE bundle IN (SELECT n FROM bundles WHERE local = ?) ORDER BY bundle, idx`, local)
	})
	return bundles, err
}

// loadRows reads the rows of one sort of bundles in their order. To sort ten
// thousand here takes a fraction of what it takes the database.
func loadRows(ctx context.Context, tx *sql.Tx, local bool) ([]*row, error) {
	var all []*row
	err := collect(ctx, tx, func(rows *sql.Rows) error {
		r, err := scanBundle(rows)
		all = append(all, &r)
		return err
	}, selectBundles+` WHERE local = ?`, local)
	slices.SortFunc(all, func(a, b *row) int {
		return cmp.Or(cmp.Compare(a.bundle.Queue, b.bundle.Queue), a.bundle.Added.Compare(b.bundle.Added), cmp.Compare(a.bundle.ID, b.bundle.ID))
	})
	return all, err
}

// Bundle returns one bundle with its items, or library.CodeNotFound.
func (d *DB) Bundle(ctx context.Context, id library.BundleID) (library.Bundle, error) {
	var r row
	err := d.read(ctx, "load bundle "+string(id), func(tx *sql.Tx) (err error) {
		r, err = loadBundle(ctx, tx, id)
		return err
	})
	return r.bundle, err
}

// SaveBundle stores the bundle as it is, items and totals included, in the place
// of what was stored under its ID.
func (d *DB) SaveBundle(ctx context.Context, b library.Bundle) error {
	return d.SaveBundles(ctx, []library.Bundle{b})
}

// SaveBundles stores bundles like SaveBundle, all or none: a rebuilt library or a
// new order of the queue is one transaction.
func (d *DB) SaveBundles(ctx context.Context, bundles []library.Bundle) error {
	return d.write(ctx, "save bundles", func(tx *sql.Tx) error {
		to, err := newSaver(ctx, tx)
		if err != nil {
			return err
		}
		for _, b := range bundles {
			n, err := to.save(ctx, b)
			if err == nil {
				err = to.saveItems(ctx, n, b.Items)
			}
			if err == nil {
				err = indexBundle(ctx, tx, n, b)
			}
			if err != nil {
				return fmt.Errorf("%s: %w", b.ID, err)
			}
		}
		return nil
	})
}

// UpdateBundle loads a bundle, lets change alter it and stores it, in one
// transaction: no other writer comes between. change must not use the database,
// and what it does to the ID is ignored. A bundle that is not there gives
// library.CodeNotFound.
func (d *DB) UpdateBundle(ctx context.Context, id library.BundleID, change func(*library.Bundle)) error {
	return d.write(ctx, "update bundle "+string(id), func(tx *sql.Tx) error {
		r, err := loadBundle(ctx, tx, id)
		if err != nil {
			return err
		}
		before := r.bundle
		before.Items = slices.Clone(before.Items)
		change(&r.bundle)
		r.bundle.ID = id
		to, err := newSaver(ctx, tx)
		if err != nil {
			return err
		}
		n, err := to.save(ctx, r.bundle)
		if err == nil && !slices.Equal(before.Items, r.bundle.Items) {
			err = to.saveItems(ctx, n, r.bundle.Items)
		}
		if err != nil || sameWords(before, r.bundle) {
			return err
		}
		return indexBundle(ctx, tx, n, r.bundle)
	})
}

// DeleteBundle forgets a bundle with all that is known of it, its piece record too. One
// that is not there gives library.CodeNotFound.
func (d *DB) DeleteBundle(ctx context.Context, id library.BundleID) error {
	return d.write(ctx, "delete bundle "+string(id), func(tx *sql.Tx) error {
		if _, err := tx.ExecContext(ctx, `DELETE FROM pieces WHERE id = ?`, string(id)); err != nil {
			return err
		}
		var n int64
		return tx.QueryRowContext(ctx, `DELETE FROM bundles WHERE id = ? RETURNING n`, string(id)).Scan(&n)
	})
}

// AddTotals adds to the totals of bundles. Those that are not there any more are
// passed over.
func (d *DB) AddTotals(ctx context.Context, totals []library.Totals) error {
	return d.write(ctx, "add totals", func(tx *sql.Tx) error {
		stmt, err := tx.PrepareContext(ctx, `UPDATE bundles SET downloaded = downloaded + ?,
			uploaded = uploaded + ?, seed_time = seed_time + ? WHERE id = ?`)
		if err != nil {
			return err
		}
		defer stmt.Close()
		for _, t := range totals {
			_, err := stmt.ExecContext(ctx, t.Downloaded, t.Uploaded, int64(t.SeedTime), string(t.ID))
			if err != nil {
				return err
			}
		}
		return nil
	})
}

func loadBundle(ctx context.Context, tx *sql.Tx, id library.BundleID) (row, error) {
	r, err := scanBundle(tx.QueryRowContext(ctx, selectBundles+` WHERE id = ?`, string(id)))
	if err != nil {
		return row{}, err
	}
	err = collect(ctx, tx, func(rows *sql.Rows) error {
		_, item, err := scanItem(rows)
		r.bundle.Items = append(r.bundle.Items, item)
		return err
	}, selectItems+` WHERE bundle = ? ORDER BY idx`, r.n)
	return r, err
}

// saver holds the statements that store bundles in one transaction, with whose
// end they are closed.
type saver struct {
	bundle, clear, item *sql.Stmt
}

func newSaver(ctx context.Context, tx *sql.Tx) (s saver, err error) {
	if s.bundle, err = tx.PrepareContext(ctx, upsertBundle); err != nil {
		return s, err
	}
	if s.clear, err = tx.PrepareContext(ctx, `DELETE FROM items WHERE bundle = ?`); err != nil {
		return s, err
	}
	s.item, err = tx.PrepareContext(ctx, insertItem)
	return s, err
}

// save stores the bundle's own row and returns its number.
func (s saver) save(ctx context.Context, b library.Bundle) (n int64, err error) {
	err = s.bundle.QueryRowContext(ctx,
		string(b.ID), b.Title, b.Source, b.Folder, b.Length, b.PieceLength, b.Private, b.LocalOK, b.Paused, b.Pinned,
		b.Bought, b.Queue, b.Limits.Down, b.Limits.Up, b.Downloaded, b.Uploaded, int64(b.SeedTime),
		stamp(b.Added), stamp(b.Finished), stamp(b.Played), b.Watched, b.Local).Scan(&n)
	return n, err
}

// saveItems stores items in the place of those that bundle number n had.
func (s saver) saveItems(ctx context.Context, n int64, items []library.Item) error {
	if _, err := s.clear.ExecContext(ctx, n); err != nil {
		return err
	}
	for _, i := range items {
		if _, err := s.item.ExecContext(ctx, n, i.Index, i.Path, i.Length, int(i.Priority), int64(i.Duration)); err != nil {
			return err
		}
	}
	return nil
}

func scanBundle(from interface{ Scan(...any) error }) (r row, err error) {
	b := &r.bundle
	var added, finished, played int64
	err = from.Scan(&r.n, &b.ID, &b.Title, &b.Source, &b.Folder, &b.Length, &b.PieceLength, &b.Private, &b.LocalOK,
		&b.Paused, &b.Pinned, &b.Bought, &b.Queue, &b.Limits.Down, &b.Limits.Up, &b.Downloaded, &b.Uploaded,
		&b.SeedTime, &added, &finished, &played, &b.Watched, &b.Local)
	b.Added, b.Finished, b.Played = moment(added), moment(finished), moment(played)
	return r, err
}

func scanItem(rows *sql.Rows) (n int64, i library.Item, err error) {
	err = rows.Scan(&n, &i.Index, &i.Path, &i.Length, &i.Priority, &i.Duration)
	return n, i, err
}

// stamp is a time as it is stored: Unix nanoseconds, 0 for none.
func stamp(t time.Time) int64 {
	if t.IsZero() {
		return 0
	}
	return t.UnixNano()
}

// moment is the time stamp stored, in UTC.
func moment(ns int64) time.Time {
	if ns == 0 {
		return time.Time{}
	}
	return time.Unix(0, ns).UTC()
}
