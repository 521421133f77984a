package db

import (
	"context"
	"database/sql"
	"errors"
	"path"
	"slices"
	"strings"

	"matinee/library"
)

// indexForm numbers what the search index is made of. A library whose index was
// made in another way is indexed anew when it is opened.
const indexForm = "1"

// itemBits is how many bits of a rowid of item_words name the item.
const itemBits = 20

// maxItemWords bounds what is indexed of one item, in bytes.
const maxItemWords = 2048

// sameWords reports whether two states of a bundle are found by the same words.
func sameWords(a, b library.Bundle) bool {
	return a.Title == b.Title && slices.EqualFunc(a.Items, b.Items, func(x, y library.Item) bool {
		return x.Index == y.Index && x.Path == y.Path
	})
}

// told is what tags tell of an item, as far as it is searched for.
type told struct{ title, artist string }

// indexBundle makes a bundle and its playable items found by their words, and by
// no others, in the transaction that changes them.
func indexBundle(ctx context.Context, tx *sql.Tx, n int64, b library.Bundle) error {
	var creators string
	err := tx.QueryRowContext(ctx, `SELECT creators FROM descriptions WHERE bundle = ?`, n).Scan(&creators)
	if err != nil && !errors.Is(err, sql.ErrNoRows) {
		return err
	}
	tags := map[int]told{}
	err = collect(ctx, tx, func(rows *sql.Rows) error {
		var item int
		var t told
		err := rows.Scan(&item, &t.title, &t.artist)
		tags[item] = t
		return err
	}, `SELECT item, title, artist FROM facts WHERE bundle = ? AND (title <> '' OR artist <> '')`, n)
	if err != nil {
		return err
	}
	if err := unindex(ctx, tx, n); err != nil {
		return err
	}
	title, by := fold(b.Title), fold(creators)
	_, err = tx.ExecContext(ctx, `INSERT INTO bundle_words (rowid, title, creators) VALUES (?, ?, ?)`, n, title, by)
	if err != nil {
		return err
	}
	return indexItems(ctx, tx, n, b.Items, title, by, tags)
}

func unindex(ctx context.Context, tx *sql.Tx, n int64) error {
	if _, err := tx.ExecContext(ctx, `DELETE FROM bundle_words WHERE rowid = ?`, n); err != nil {
		return err
	}
	_, err := tx.ExecContext(ctx, `DELETE FROM item_words WHERE rowid >= ? AND rowid < ?`, n<<itemBits, (n+1)<<itemBits)
	return err
}

func indexItems(ctx context.Context, tx *sql.Tx, n int64, items []library.Item, title, by string, tags map[int]told) error {
	insert, err := tx.PrepareContext(ctx, `INSERT INTO item_words (rowid, item, title, creators) VALUES (?, ?, ?, ?)`)
	if err != nil {
		return err
	}
	defer insert.Close()
	for _, item := range items {
		if !item.Kind().Playable() || item.Index < 0 || item.Index >= 1<<itemBits {
			continue
		}
		t := tags[item.Index]
		words := fold(strings.TrimSuffix(item.Plain(), path.Ext(item.Plain())) + " " + t.title)
		artist := by
		if t.artist != "" {
			artist += " " + fold(t.artist)
		}
		row := n<<itemBits | int64(item.Index)
		if _, err := insert.ExecContext(ctx, row, words[:min(len(words), maxItemWords)], title, artist); err != nil {
			return err
		}
	}
	return nil
}

// reindex makes the index of every bundle anew when it is of another form.
func (d *DB) reindex(ctx context.Context) error {
	form, err := d.state(ctx, stateIndex)
	if err != nil || string(form) == indexForm {
		return err
	}
	return d.write(ctx, "index the library", func(tx *sql.Tx) error {
		var all []row
		err := collect(ctx, tx, func(rows *sql.Rows) error {
			r, err := scanBundle(rows)
			all = append(all, r)
			return err
		}, selectBundles)
		if err != nil {
			return err
		}
		for _, r := range all {
			r, err := loadBundle(ctx, tx, r.bundle.ID)
			if err == nil {
				err = indexBundle(ctx, tx, r.n, r.bundle)
			}
			if err != nil {
				return err
			}
		}
		return setState(ctx, tx, stateIndex, []byte(indexForm))
	})
}
