package db

import (
	"context"
	"database/sql"

	"matinee/library"
)

// News returns the listings that were found last, the newest first. What is rated above
// what sight allows is left out.
func (d *DB) News(ctx context.Context, sight Sight, limit int) ([]library.Listing, error) {
	return d.listings(ctx, selectListings+` WHERE ? = 0 OR l.rating BETWEEN 0 AND ? ORDER BY l.seen DESC, l.published DESC, l.n DESC LIMIT ?`,
		sight.Limit, sight.Limit, limit)
}

// Unseen counts by channel the bundles that were found since somebody looked at it.
func (d *DB) Unseen(ctx context.Context) (map[library.Key]int, error) {
	unseen := map[library.Key]int{}
	err := d.read(ctx, "count new listings", func(tx *sql.Tx) error {
		return collect(ctx, tx, func(rows *sql.Rows) error {
			var root library.Key
			var n int
			err := rows.Scan(&root, &n)
			unseen[root] = n
			return err
		}, `SELECT c.root, count(*) FROM channels c JOIN listings l ON l.channel = c.n WHERE l.seen > c.opened GROUP BY c.n`)
	})
	return unseen, err
}

// RecommendedBy returns the channels that a followed one recommends.
func (d *DB) RecommendedBy(ctx context.Context, root library.Key) (all []library.Recommendation, err error) {
	err = d.read(ctx, "load recommendations", func(tx *sql.Tx) error {
		return collect(ctx, tx, func(rows *sql.Rows) error {
			var r library.Recommendation
			err := rows.Scan(&r.Root, &r.Link, &r.Name, &r.Why)
			all = append(all, r)
			return err
		}, `SELECT r.root, r.link, r.name, r.why FROM recommended r JOIN channels c ON c.n = r.channel
			WHERE c.root = ? ORDER BY r.name COLLATE NOCASE, r.root`, string(root))
	})
	return all, err
}
