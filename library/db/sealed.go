package db

import (
	"context"
	"database/sql"
	"time"

	"matinee/library"
)

// SaveLicence keeps a licence of a publication. One that is kept already changes
// nothing.
func (d *DB) SaveLicence(ctx context.Context, bundle, licence library.Token, data []byte) error {
	return d.write(ctx, "save a license", func(tx *sql.Tx) error {
		_, err := tx.ExecContext(ctx, `INSERT INTO licences (id, bundle, body) VALUES (?, ?, ?) ON CONFLICT DO NOTHING`,
			string(licence), string(bundle), data)
		return err
	})
}

// SaveGiftKey keeps the key that a licence was made for, which came with it; the first one
// stays.
func (d *DB) SaveGiftKey(ctx context.Context, licence library.Token, wrapped []byte) error {
	return d.write(ctx, "save the key of a gift", func(tx *sql.Tx) error {
		_, err := tx.ExecContext(ctx, `INSERT INTO gifts (licence, wrapped) VALUES (?, ?) ON CONFLICT DO NOTHING`, string(licence), wrapped)
		return err
	})
}

// GiftKey returns it; nil when there is none.
func (d *DB) GiftKey(ctx context.Context, licence library.Token) ([]byte, error) {
	all, err := d.bodies(ctx, "load the key of a gift", `SELECT wrapped FROM gifts WHERE licence = ?`, string(licence))
	if err != nil || len(all) == 0 {
		return nil, err
	}
	return all[0], nil
}

// Licences returns all licences of a publication.
func (d *DB) Licences(ctx context.Context, bundle library.Token) ([][]byte, error) {
	return d.bodies(ctx, "load licenses", `SELECT body FROM licences WHERE bundle = ? ORDER BY id`, string(bundle))
}

// PlayedFirst returns when a licence was used first. A time that is given is
// noted when none was before; without either it is zero. A licence that is not
// kept gives library.CodeNotFound.
func (d *DB) PlayedFirst(ctx context.Context, licence library.Token, at time.Time) (first time.Time, err error) {
	query := `SELECT played FROM licences WHERE id = ?`
	args := []any{string(licence)}
	work := d.read
	if !at.IsZero() {
		query = `UPDATE licences SET played = iif(played = 0, ?, played) WHERE id = ? RETURNING played`
		args, work = []any{stamp(at), string(licence)}, d.write
	}
	err = work(ctx, "note the first use of a license", func(tx *sql.Tx) error {
		var ns int64
		err := tx.QueryRowContext(ctx, query, args...).Scan(&ns)
		first = moment(ns)
		return err
	})
	return first, err
}

// SaveRelease keeps a key that was published; the first one of its kind stays.
func (d *DB) SaveRelease(ctx context.Context, bundle library.Token, edition library.EditionID, kind library.ReleaseKind, data []byte) error {
	return d.write(ctx, "save a published key", func(tx *sql.Tx) error {
		_, err := tx.ExecContext(ctx, `INSERT INTO releases (bundle, edition, kind, body) VALUES (?, ?, ?, ?) ON CONFLICT DO NOTHING`,
			string(bundle), string(edition), string(kind), data)
		return err
	})
}

// Releases returns the keys of a publication that were published.
func (d *DB) Releases(ctx context.Context, bundle library.Token) ([][]byte, error) {
	return d.bodies(ctx, "load published keys", `SELECT body FROM releases WHERE bundle = ? ORDER BY edition, kind`, string(bundle))
}

func (d *DB) bodies(ctx context.Context, op, query string, args ...any) (all [][]byte, err error) {
	err = d.read(ctx, op, func(tx *sql.Tx) error {
		return collect(ctx, tx, func(rows *sql.Rows) error {
			var body []byte
			err := rows.Scan(&body)
			all = append(all, body)
			return err
		}, query, args...)
	})
	return all, err
}

// Editions are the signed documents that say which editions a bundle has.
type Editions struct {
	ID       library.BundleID // its torrent's
	Bundle   library.Token    // what its manifest calls it
	Manifest []byte
	Terms    []byte // empty while they are not known
}

// SaveEditions keeps the documents of a bundle, in place of earlier ones.
func (d *DB) SaveEditions(ctx context.Context, e Editions) error {
	if e.Terms == nil {
		e.Terms = []byte{}
	}
	return d.write(ctx, "save the editions of a bundle", func(tx *sql.Tx) error {
		_, err := tx.ExecContext(ctx, `INSERT INTO editions (id, bundle, manifest, terms) VALUES (?, ?, ?, ?)
			ON CONFLICT DO UPDATE SET bundle = excluded.bundle, manifest = excluded.manifest, terms = excluded.terms`,
			string(e.ID), string(e.Bundle), e.Manifest, e.Terms)
		return err
	})
}

// Editions returns the documents of a bundle; an empty Manifest when none are kept.
func (d *DB) Editions(ctx context.Context, id library.BundleID) (Editions, error) {
	all, err := d.editions(ctx, ` WHERE id = ?`, string(id))
	if err != nil || len(all) == 0 {
		return Editions{ID: id}, err
	}
	return all[0], nil
}

// EditionsOf returns the documents of every torrent of a publication.
func (d *DB) EditionsOf(ctx context.Context, bundle library.Token) ([]Editions, error) {
	return d.editions(ctx, ` WHERE bundle = ? ORDER BY id`, string(bundle))
}

func (d *DB) editions(ctx context.Context, where string, args ...any) (all []Editions, err error) {
	err = d.read(ctx, "load the editions of a bundle", func(tx *sql.Tx) error {
		return collect(ctx, tx, func(rows *sql.Rows) error {
			var e Editions
			err := rows.Scan(&e.ID, &e.Bundle, &e.Manifest, &e.Terms)
			all = append(all, e)
			return err
		}, `SELECT id, bundle, manifest, terms FROM editions`+where, args...)
	})
	return all, err
}
