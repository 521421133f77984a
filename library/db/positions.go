package db

import (
	"context"
	"database/sql"

	"matinee/library"
)

const selectMarks = `SELECT b.id, m.item, m.at, m.duration, m.updated, m.watched
	FROM marks m JOIN bundles b ON b.n = m.bundle`

// Position returns where a profile stopped in an item; its Updated is zero when
// nothing is stored.
func (d *DB) Position(ctx context.Context, by library.ProfileID, id library.BundleID, item int) (library.Position, error) {
	var m library.Mark
	err := d.read(ctx, "load position", func(tx *sql.Tx) (err error) {
		m, err = scanMark(tx.QueryRowContext(ctx, selectMarks+` WHERE m.profile = ? AND b.id = ? AND m.item = ?`,
			int64(by), string(id), item))
		return err
	})
	if library.CodeOf(err) == library.CodeNotFound {
		return library.Position{}, nil
	}
	return m.Position, err
}

// SavePosition stores where a profile stopped, and that it has seen the item when
// it stopped at its end; what was seen before stays so. A bundle that is not in the
// library, or a profile that is none, gives library.CodeNotFound.
func (d *DB) SavePosition(ctx context.Context, by library.ProfileID, p library.Position) error {
	return d.write(ctx, "save position", func(tx *sql.Tx) error {
		var n int64
		return tx.QueryRowContext(ctx, `INSERT INTO marks (profile, bundle, item, at, duration, updated, watched)
			SELECT p.n, b.n, ?, ?, ?, ?, ? FROM bundles b, profiles p WHERE b.id = ? AND p.n = ?
			ON CONFLICT (profile, bundle, item) DO UPDATE
			SET at = excluded.at, duration = excluded.duration, updated = excluded.updated,
			watched = max(watched, excluded.watched)
			RETURNING bundle`,
			p.Item, int64(p.At), int64(p.Duration), stamp(p.Updated), p.Seen(), string(p.Bundle), int64(by)).Scan(&n)
	})
}

// SetWatched marks items as seen by a profile or not; there is then nothing to go
// on with in them.
func (d *DB) SetWatched(ctx context.Context, by library.ProfileID, id library.BundleID, items []int, watched bool) error {
	return d.write(ctx, "mark as watched", func(tx *sql.Tx) error {
		for _, item := range items {
			var n int64
			err := tx.QueryRowContext(ctx, `INSERT INTO marks (profile, bundle, item, at, duration, updated, watched)
				SELECT p.n, b.n, ?, 0, 0, 0, ? FROM bundles b, profiles p WHERE b.id = ? AND p.n = ?
				ON CONFLICT (profile, bundle, item) DO UPDATE SET at = 0, watched = excluded.watched
				RETURNING bundle`, item, watched, string(id), int64(by)).Scan(&n)
			if err != nil {
				return err
			}
		}
		return nil
	})
}

// Marks returns everything a profile has seen or begun, the newest first.
func (d *DB) Marks(ctx context.Context, by library.ProfileID) ([]library.Mark, error) {
	var marks []library.Mark
	err := d.read(ctx, "load marks", func(tx *sql.Tx) error {
		return collect(ctx, tx, func(rows *sql.Rows) error {
			m, err := scanMark(rows)
			marks = append(marks, m)
			return err
		}, selectMarks+` WHERE m.profile = ? ORDER BY m.updated DESC, b.id, m.item`, int64(by))
	})
	return marks, err
}

// WatchedBy counts the profiles that have seen all of these items.
func (d *DB) WatchedBy(ctx context.Context, id library.BundleID, items []int) (n int, err error) {
	if len(items) == 0 {
		return 0, nil
	}
	seen := map[int64]map[int]bool{}
	err = d.read(ctx, "who watched "+string(id), func(tx *sql.Tx) error {
		return collect(ctx, tx, func(rows *sql.Rows) error {
			var by int64
			var item int
			err := rows.Scan(&by, &item)
			if seen[by] == nil {
				seen[by] = map[int]bool{}
			}
			seen[by][item] = true
			return err
		}, `SELECT m.profile, m.item FROM marks m JOIN bundles b ON b.n = m.bundle WHERE b.id = ? AND m.watched = 1`, string(id))
	})
	for _, by := range seen {
		all := true
		for _, item := range items {
			all = all && by[item]
		}
		if all {
			n++
		}
	}
	return n, err
}

func scanMark(from interface{ Scan(...any) error }) (m library.Mark, err error) {
	var updated int64
	err = from.Scan(&m.Bundle, &m.Item, &m.At, &m.Duration, &updated, &m.Watched)
	m.Updated = moment(updated)
	return m, err
}
