package db

import (
	"context"
	"database/sql"
	"slices"
	"strings"
	"unicode"

	"matinee/library"
)

// Discover searches what is known of channels: those that are followed, the bundles
// that they list, the channels that they recommend, and those on stores' lists. An empty
// text finds what is not followed alone. What is rated above what sight allows is left out.
func (d *DB) Discover(ctx context.Context, text string, sight Sight, limit int) (library.Discovery, error) {
	var found library.Discovery
	words := queryWords(text)
	err := d.read(ctx, "discover", func(tx *sql.Tx) error {
		err := recommendations(ctx, tx, words, limit, &found)
		if err == nil {
			err = stocked(ctx, tx, words, limit, &found)
		}
		if err != nil || len(words) == 0 {
			return err
		}
		err = collect(ctx, tx, func(rows *sql.Rows) error {
			l, err := scanListing(rows)
			found.Bundles = append(found.Bundles, l)
			return err
		}, `SELECT c.root, `+listingColumns+` FROM listing_words w CROSS JOIN listings l ON l.n = w.rowid
			JOIN channels c ON c.n = l.channel WHERE listing_words MATCH ? AND (? = 0 OR l.rating BETWEEN 0 AND ?)
			ORDER BY w.rowid DESC LIMIT ?`, phrases(words), sight.Limit, sight.Limit, limit)
		if err != nil {
			return err
		}
		return collect(ctx, tx, func(rows *sql.Rows) error {
			r, err := scanChannel(rows)
			if err == nil && hasWords(words, r.channel.Name, r.channel.Description, string(r.channel.Domain)) && len(found.Channels) < limit {
				found.Channels = append(found.Channels, r.channel)
			}
			return err
		}, selectChannels+` ORDER BY name COLLATE NOCASE`)
	})
	return found, err
}

// recommendations gathers the channels that are recommended and not followed, those
// that most recommend first.
func recommendations(ctx context.Context, tx *sql.Tx, words []string, limit int, found *library.Discovery) error {
	at := map[library.Key]int{}
	err := collect(ctx, tx, func(rows *sql.Rows) error {
		var r library.Recommendation
		var by string
		if err := rows.Scan(&r.Root, &r.Link, &r.Name, &r.Why, &by); err != nil {
			return err
		}
		if i, known := at[r.Root]; known {
			found.Others[i].By = append(found.Others[i].By, by)
		} else if hasWords(words, r.Name, r.Why) {
			at[r.Root] = len(found.Others)
			r.By = []string{by}
			found.Others = append(found.Others, r)
		}
		return nil
	}, `SELECT r.root, r.link, r.name, r.why, c.name FROM recommended r JOIN channels c ON c.n = r.channel
		WHERE r.root NOT IN (SELECT root FROM channels) ORDER BY c.name COLLATE NOCASE, r.root`)
	slices.SortStableFunc(found.Others, func(a, b library.Recommendation) int { return len(b.By) - len(a.By) })
	found.Others = found.Others[:min(len(found.Others), limit)]
	return err
}

// hasWords reports whether each word begins one of the texts'.
func hasWords(words []string, texts ...string) bool {
	var have []string
	for _, t := range texts {
		have = append(have, queryParts(t)...)
	}
	for _, w := range words {
		if !slices.ContainsFunc(have, func(h string) bool { return len(h) >= len(w) && h[:len(w)] == w }) {
			return false
		}
	}
	return true
}

// queryParts are all words of a text, folded as the index is.
func queryParts(text string) []string {
	return strings.FieldsFunc(fold(text), func(r rune) bool { return !unicode.IsLetter(r) && !unicode.IsNumber(r) })
}
