package db

import (
	"context"
	"database/sql"
	"strings"

	"matinee/library"
)

const (
	upsertTold = `INSERT INTO facts (bundle, item, failures, probed, ` + factColumns + `, ` + toldColumns + `)
		VALUES (?, ?, 0, 0, ?, ?, ?, '', '', ?, '', 0, ?, '', '', '', 0, 0, 0, 1, ?, ?, ?)
		ON CONFLICT (bundle, item) DO UPDATE SET told = 1, role = excluded.role, season = excluded.season, episode = excluded.episode,
		title = iif(excluded.title <> '', excluded.title, title), voices = iif(excluded.voices <> '', excluded.voices, voices),
		duration = iif(duration > 0, duration, excluded.duration),
		width = iif(width > 0, width, excluded.width), height = iif(height > 0, height, excluded.height)`
	selectHeld = `SELECT e.id, EXISTS (SELECT 1 FROM bundles b JOIN facts f ON f.bundle = b.n WHERE b.id = e.id AND f.told = 1)
		FROM editions e`
)

// SaveTold stores what the publisher of a bundle says of its items, by their index: in
// front of what their files say, but for what can be measured. A bundle that is not
// there gives library.CodeNotFound.
func (d *DB) SaveTold(ctx context.Context, id library.BundleID, items map[int]library.Facts) error {
	return d.write(ctx, "save what is told of "+string(id), func(tx *sql.Tx) error {
		r, err := loadBundle(ctx, tx, id)
		if err != nil {
			return err
		}
		for item, f := range items {
			f = cleanFacts(f)
			_, err := tx.ExecContext(ctx, upsertTold, r.n, item, int64(f.Duration), f.Width, f.Height, strings.Join(f.Voices, " "),
				f.Title, string(f.Role), f.Season, f.Episode)
			if err != nil {
				return err
			}
		}
		return indexBundle(ctx, tx, r.n, r.bundle)
	})
}

// Beside returns the items of each bundle that its publisher calls an extra or a trailer.
func (d *DB) Beside(ctx context.Context) (map[library.BundleID]map[int]bool, error) {
	all := map[library.BundleID]map[int]bool{}
	err := d.read(ctx, "load what is no main item", func(tx *sql.Tx) error {
		return collect(ctx, tx, func(rows *sql.Rows) error {
			var id library.BundleID
			var item int
			err := rows.Scan(&id, &item)
			if all[id] == nil {
				all[id] = map[int]bool{}
			}
			all[id][item] = true
			return err
		}, `SELECT b.id, f.item FROM facts f JOIN bundles b ON b.n = f.bundle WHERE f.role IN ('extra', 'trailer')`)
	})
	return all, err
}

// BundlesWithTerms returns the bundles whose terms are kept.
func (d *DB) BundlesWithTerms(ctx context.Context) (all []library.BundleID, err error) {
	err = d.read(ctx, "load whose terms are kept", func(tx *sql.Tx) error {
		return collect(ctx, tx, func(rows *sql.Rows) error {
			var id library.BundleID
			err := rows.Scan(&id)
			all = append(all, id)
			return err
		}, `SELECT id FROM editions WHERE length(terms) > 0`)
	})
	return all, err
}

// HeldEditions returns the bundles whose manifests are kept, and whether what they tell
// of the items is stored.
func (d *DB) HeldEditions(ctx context.Context) (map[library.BundleID]bool, error) {
	all := map[library.BundleID]bool{}
	err := d.read(ctx, "load whose editions are kept", func(tx *sql.Tx) error {
		return collect(ctx, tx, func(rows *sql.Rows) error {
			var id library.BundleID
			var told bool
			err := rows.Scan(&id, &told)
			all[id] = told
			return err
		}, selectHeld)
	})
	return all, err
}
