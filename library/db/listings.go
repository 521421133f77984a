package db

import (
	"context"
	"database/sql"
	"errors"
	"strings"

	"matinee/library"
)

const (
	listingColumns = `l.bundle, l.name, l.manifest, l.terms, l.torrent, l.infohash, l.poster, l.creators, l.synopsis,
		l.languages, l.length, l.rating, l.published, l.seen, l.read, l.state`
	selectListings = `SELECT c.root, ` + listingColumns + ` FROM listings l JOIN channels c ON c.n = l.channel`
)

// TakeChannel stores a new state of a followed channel, with what it lists and whom it
// recommends, in one transaction: a program that is killed knows all of it or nothing.
// It returns the bundles that were not listed before. What was read of a bundle stays
// until it is read anew.
func (d *DB) TakeChannel(ctx context.Context, c library.Channel, h library.HeldChannel, listed []library.Listing, recommended []library.Recommendation) (fresh []library.Listing, err error) {
	err = noChannel(d.write(ctx, "take a channel", func(tx *sql.Tx) error {
		fresh = nil
		r, err := loadChannel(ctx, tx, c.Root)
		if err != nil { // it is no longer followed
			return err
		}
		if _, err := saveChannel(ctx, tx, c, h); err != nil {
			return err
		}
		if fresh, err = replaceListings(ctx, tx, r.n, listed); err != nil {
			return err
		}
		return replaceRecommended(ctx, tx, r.n, recommended)
	}))
	return fresh, err
}

func replaceListings(ctx context.Context, tx *sql.Tx, channel int64, listed []library.Listing) (fresh []library.Listing, err error) {
	if _, err := tx.ExecContext(ctx, `UPDATE listings SET place = -1 WHERE channel = ?`, channel); err != nil {
		return nil, err
	}
	update, err := tx.PrepareContext(ctx, `UPDATE listings SET place = ?, manifest = ?, terms = ?, torrent = ?, infohash = ?,
		poster = ?, name = CASE WHEN read = '' THEN ? ELSE name END WHERE channel = ? AND bundle = ? RETURNING n`)
	if err != nil {
		return nil, err
	}
	defer update.Close()
	for place, l := range listed {
		var n int64
		err := update.QueryRowContext(ctx, place, string(l.Manifest), string(l.Terms), string(l.Torrent), string(l.Infohash),
			string(l.Poster), l.Name, channel, string(l.Bundle)).Scan(&n)
		if errors.Is(err, sql.ErrNoRows) {
			fresh = append(fresh, l)
			err = insertListing(ctx, tx, channel, place, l)
		}
		if err != nil {
			return nil, err
		}
	}
	_, err = tx.ExecContext(ctx, `DELETE FROM listings WHERE channel = ? AND place < 0`, channel)
	return fresh, err
}

func insertListing(ctx context.Context, tx *sql.Tx, channel int64, place int, l library.Listing) error {
	var n int64
	err := tx.QueryRowContext(ctx, `INSERT INTO listings (channel, place, bundle, name, manifest, terms, torrent, infohash,
		poster, creators, synopsis, languages, length, rating, published, seen, read, state)
		VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, '', '', '', 0, ?, 0, ?, '', ?) RETURNING n`,
		channel, place, string(l.Bundle), l.Name, string(l.Manifest), string(l.Terms), string(l.Torrent), string(l.Infohash),
		string(l.Poster), library.NoRating, stamp(l.Seen), int(l.State)).Scan(&n)
	if err != nil {
		return err
	}
	return indexListing(ctx, tx, n, l)
}

// indexListing makes a listing found by its words.
func indexListing(ctx context.Context, tx *sql.Tx, n int64, l library.Listing) error {
	var channel string
	err := tx.QueryRowContext(ctx, `SELECT c.name FROM listings l JOIN channels c ON c.n = l.channel WHERE l.n = ?`, n).Scan(&channel)
	if err == nil {
		_, err = tx.ExecContext(ctx, `DELETE FROM listing_words WHERE rowid = ?`, n)
	}
	if err == nil {
		_, err = tx.ExecContext(ctx, `INSERT INTO listing_words (rowid, name, creators, synopsis, channel) VALUES (?, ?, ?, ?, ?)`,
			n, fold(l.Name), fold(l.Creators), fold(l.Synopsis), fold(channel))
	}
	return err
}

func replaceRecommended(ctx context.Context, tx *sql.Tx, channel int64, all []library.Recommendation) error {
	if _, err := tx.ExecContext(ctx, `DELETE FROM recommended WHERE channel = ?`, channel); err != nil {
		return err
	}
	for _, r := range all {
		_, err := tx.ExecContext(ctx, `INSERT OR IGNORE INTO recommended (channel, root, link, name, why) VALUES (?, ?, ?, ?, ?)`,
			channel, string(r.Root), r.Link, r.Name, r.Why)
		if err != nil {
			return err
		}
	}
	return nil
}

// SaveListing stores what was read of a listed bundle, and its state. One that is no
// longer listed is passed over.
func (d *DB) SaveListing(ctx context.Context, l library.Listing) error {
	return d.write(ctx, "save a listing", func(tx *sql.Tx) error {
		var n int64
		err := tx.QueryRowContext(ctx, `UPDATE listings SET name = ?, creators = ?, synopsis = ?, languages = ?, length = ?,
			rating = ?, published = ?, read = ?, state = ?
			WHERE channel = (SELECT n FROM channels WHERE root = ?) AND bundle = ? RETURNING n`,
			l.Name, l.Creators, l.Synopsis, joined(l.Languages), l.Length, l.Rating, stamp(l.Published), string(l.Read), int(l.State),
			string(l.Channel), string(l.Bundle)).Scan(&n)
		if errors.Is(err, sql.ErrNoRows) {
			return nil
		}
		if err != nil {
			return err
		}
		return indexListing(ctx, tx, n, l)
	})
}

// Listings returns what a channel lists, in its order.
func (d *DB) Listings(ctx context.Context, root library.Key) ([]library.Listing, error) {
	return d.listings(ctx, selectListings+` WHERE c.root = ? ORDER BY l.place`, string(root))
}

// WantedListings returns what the rules of channels want downloaded.
func (d *DB) WantedListings(ctx context.Context) ([]library.Listing, error) {
	return d.listings(ctx, selectListings+` WHERE l.state = ? ORDER BY l.seen, l.n`, int(library.ListingWanted))
}

// ListingOf returns the listing of a bundle that is shared under an infohash, or
// library.CodeNotFound.
func (d *DB) ListingOf(ctx context.Context, id library.BundleID) (library.Listing, error) {
	all, err := d.listings(ctx, selectListings+` WHERE l.infohash = ? ORDER BY l.n LIMIT 1`, string(id))
	if err == nil && len(all) == 0 {
		err = library.Errorf(library.CodeNotFound, "%s", id)
	}
	if err != nil {
		return library.Listing{}, err
	}
	return all[0], nil
}

func (d *DB) listings(ctx context.Context, query string, args ...any) (all []library.Listing, err error) {
	err = d.read(ctx, "load listings", func(tx *sql.Tx) error {
		return collect(ctx, tx, func(rows *sql.Rows) error {
			l, err := scanListing(rows)
			all = append(all, l)
			return err
		}, query, args...)
	})
	return all, err
}

func scanListing(rows *sql.Rows) (l library.Listing, err error) {
	var languages string
	var published, seen int64
	err = rows.Scan(&l.Channel, &l.Bundle, &l.Name, &l.Manifest, &l.Terms, &l.Torrent, &l.Infohash, &l.Poster, &l.Creators,
		&l.Synopsis, &languages, &l.Length, &l.Rating, &published, &seen, &l.Read, &l.State)
	l.Published, l.Seen = moment(published), moment(seen)
	for _, tag := range strings.Fields(languages) {
		l.Languages = append(l.Languages, library.Language(tag))
	}
	return l, err
}
