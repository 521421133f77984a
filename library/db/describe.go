package db

import (
	"context"
	"database/sql"
	"errors"

	"matinee/library"
)

const selectDescriptions = `SELECT b.id, d.creators, d.synopsis, d.year, d.rating, d.artwork
	FROM descriptions d JOIN bundles b ON b.n = d.bundle`

// Descriptions returns what is known of bundles; those of which nothing is are
// left out.
func (d *DB) Descriptions(ctx context.Context) (map[library.BundleID]library.Description, error) {
	all := map[library.BundleID]library.Description{}
	err := d.read(ctx, "load descriptions", func(tx *sql.Tx) error {
		return collect(ctx, tx, func(rows *sql.Rows) error {
			id, about, err := scanDescription(rows)
			all[id] = about
			return err
		}, selectDescriptions)
	})
	return all, err
}

// Describe loads a bundle's description, lets change alter it and stores it, in
// one transaction, and returns it. Texts are cleaned and bounded. A bundle that is
// not there gives library.CodeNotFound.
func (d *DB) Describe(ctx context.Context, id library.BundleID, change func(*library.Description)) (about library.Description, err error) {
	err = d.write(ctx, "describe "+string(id), func(tx *sql.Tx) error {
		r, err := loadBundle(ctx, tx, id)
		if err != nil {
			return err
		}
		_, about, err = scanDescription(tx.QueryRowContext(ctx, selectDescriptions+` WHERE b.n = ?`, r.n))
		if errors.Is(err, sql.ErrNoRows) {
			about, err = library.Undescribed(), nil
		}
		if err != nil {
			return err
		}
		before := about
		change(&about)
		about = bounded(about)
		if about == before {
			return nil
		}
		_, err = tx.ExecContext(ctx, `INSERT INTO descriptions (bundle, creators, synopsis, year, rating, artwork)
			VALUES (?, ?, ?, ?, ?, ?) ON CONFLICT (bundle) DO UPDATE SET creators = excluded.creators,
			synopsis = excluded.synopsis, year = excluded.year, rating = excluded.rating, artwork = excluded.artwork`,
			r.n, about.Creators, about.Synopsis, about.Year, about.Rating, about.Artwork)
		if err != nil || about.Creators == before.Creators {
			return err
		}
		return indexBundle(ctx, tx, r.n, r.bundle)
	})
	return about, err
}

// The bounds of what may be stored.
const (
	maxVersion = 100  // of a picture's version, in runes
	maxYear    = 9999 // of a year and of every other number that is small by nature
)

func bounded(about library.Description) library.Description {
	about.Creators = library.CleanLine(about.Creators, library.MaxCreators)
	about.Synopsis = library.CleanText(about.Synopsis, library.MaxSynopsis)
	about.Artwork = library.CleanLine(about.Artwork, maxVersion)
	about.Year = between(about.Year, 0, maxYear)
	if about.Rating < 0 || about.Rating > library.MaxLimit {
		about.Rating = library.NoRating
	}
	return about
}

// between returns v when it lies within the bounds, else 0.
func between(v, low, high int) int {
	if v < low || v > high {
		return 0
	}
	return v
}

func scanDescription(from interface{ Scan(...any) error }) (id library.BundleID, about library.Description, err error) {
	err = from.Scan(&id, &about.Creators, &about.Synopsis, &about.Year, &about.Rating, &about.Artwork)
	return id, bounded(about), err // somebody may have edited the file by hand
}
