package db

import (
	"context"
	"database/sql"
	"encoding/json"
	"slices"

	"matinee/library"
)

// SaveStore keeps a store whose list is looked through, or what is known of it now.
func (d *DB) SaveStore(ctx context.Context, s library.StoreList) error {
	return d.write(ctx, "keep a store", func(tx *sql.Tx) error {
		warning, detail := "", ""
		if s.Warning != nil {
			warning, detail = string(library.CodeOf(s.Warning)), library.CleanLine(library.Explain(s.Warning).Detail, maxWarning)
		}
		_, err := tx.ExecContext(ctx, `INSERT INTO stores (url, key, name, added, local_ok, looked, answered, warning, detail) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)
			ON CONFLICT (url) DO UPDATE SET key = excluded.key, name = excluded.name, added = excluded.added, local_ok = excluded.local_ok,
				looked = excluded.looked, answered = excluded.answered, warning = excluded.warning, detail = excluded.detail`,
			string(s.URL), string(s.Key), s.Name, s.Added, s.LocalOK, stamp(s.Looked), stamp(s.Answered), warning, detail)
		return err
	})
}

// Stock replaces what a store lists.
func (d *DB) Stock(ctx context.Context, store library.WebURL, all []library.Stocked) error {
	return d.write(ctx, "keep a store's list", func(tx *sql.Tx) error {
		if _, err := tx.ExecContext(ctx, `DELETE FROM stocked WHERE store = ?`, string(store)); err != nil {
			return err
		}
		for _, c := range all {
			bundles, err := json.Marshal(c.Bundles)
			if err != nil {
				return err
			}
			if _, err := tx.ExecContext(ctx, `INSERT INTO stocked (store, root, link, name, bundles) VALUES (?, ?, ?, ?, ?) ON CONFLICT DO NOTHING`,
				string(store), string(c.Root), c.Link, c.Name, string(bundles)); err != nil {
				return err
			}
		}
		return nil
	})
}

// Stores returns the stores whose lists are looked through, by address.
func (d *DB) Stores(ctx context.Context) (all []library.StoreList, err error) {
	err = d.read(ctx, "load stores", func(tx *sql.Tx) error {
		return collect(ctx, tx, func(rows *sql.Rows) error {
			var s library.StoreList
			var looked, answered int64
			var warning, detail string
			err := rows.Scan(&s.URL, &s.Key, &s.Name, &s.Added, &s.LocalOK, &looked, &answered, &warning, &detail, &s.Channels)
			s.Looked, s.Answered = moment(looked), moment(answered)
			if warning != "" {
				s.Warning = &library.Error{Code: library.Code(warning), Detail: detail}
			}
			all = append(all, s)
			return err
		}, `SELECT url, key, name, added, local_ok, looked, answered, warning, detail, (SELECT count(*) FROM stocked k WHERE k.store = url) FROM stores ORDER BY url`)
	})
	return all, err
}

// DropStore forgets a store and its list.
func (d *DB) DropStore(ctx context.Context, url library.WebURL) error {
	return d.write(ctx, "forget a store", func(tx *sql.Tx) error {
		_, err := tx.ExecContext(ctx, `DELETE FROM stores WHERE url = ?`, string(url))
		return err
	})
}

// stocked gathers the channels on stores' lists that are not followed.
func stocked(ctx context.Context, tx *sql.Tx, words []string, limit int, found *library.Discovery) error {
	at := map[library.Key]int{}
	err := collect(ctx, tx, func(rows *sql.Rows) error {
		var r library.Recommendation
		var store, bundles string
		if err := rows.Scan(&r.Root, &r.Link, &r.Name, &bundles, &store); err != nil {
			return err
		}
		if i, known := at[r.Root]; known {
			found.Sold[i].Stores = append(found.Sold[i].Stores, store)
			return nil
		}
		if err := json.Unmarshal([]byte(bundles), &r.Sells); err != nil {
			return err
		}
		texts := []string{r.Name}
		for _, b := range r.Sells {
			texts = append(texts, b.Name)
		}
		if hasWords(words, texts...) && len(found.Sold) < limit {
			at[r.Root] = len(found.Sold)
			r.Stores = []string{store}
			found.Sold = append(found.Sold, r)
		}
		return nil
	}, `SELECT k.root, k.link, k.name, k.bundles, CASE s.name WHEN '' THEN s.url ELSE s.name END FROM stocked k JOIN stores s ON s.url = k.store
		WHERE k.root NOT IN (SELECT root FROM channels) ORDER BY k.name COLLATE NOCASE, k.root, s.url`)
	found.Others = slices.DeleteFunc(found.Others, func(r library.Recommendation) bool {
		i, sold := at[r.Root]
		if sold { // it stands once, where it says more
			found.Sold[i].By, found.Sold[i].Why = r.By, r.Why
		}
		return sold
	})
	return err
}
