package db

import (
	"cmp"
	"context"
	"database/sql"
	"path"
	"slices"
	"strings"
	"unicode"

	"matinee/library"
)

// The bounds of a search: what is read of a text, in runes and words, and how many
// of those found are weighed against each other.
const (
	maxQuery   = 200
	maxWords   = 12
	maxWeighed = 100
)

// Found is a bundle that was found, or an item of it; Item is -1 for the bundle
// itself. Title is the title that the item's tags give it, "" without.
type Found struct {
	ID    library.BundleID
	Item  int
	Title string
}

// Sight is what a profile may see: bundles rated up to an age; Limit 0 is all.
type Sight struct{ Limit int }

// visible is the condition of a Sight; it takes the limit twice.
const visible = `(? = 0 OR d.rating BETWEEN 0 AND ?)`

const (
	findBundles = `SELECT b.id, -1, '', b.title, '' FROM bundle_words w
		CROSS JOIN bundles b ON b.n = w.rowid LEFT JOIN descriptions d ON d.bundle = b.n
		WHERE bundle_words MATCH ? AND ` + visible + ` ORDER BY w.rowid DESC LIMIT ?`
	findItems = `SELECT b.id, i.idx, coalesce(f.title, ''), b.title, i.path FROM item_words w
		CROSS JOIN bundles b ON b.n = w.rowid >> 20 LEFT JOIN descriptions d ON d.bundle = b.n
		JOIN items i ON i.bundle = b.n AND i.idx = w.rowid & 1048575
		LEFT JOIN facts f ON f.bundle = b.n AND f.item = i.idx
		WHERE item_words MATCH ? AND ` + visible + ` ORDER BY w.rowid DESC LIMIT ?`
	findIDs = `SELECT b.id FROM bundles b LEFT JOIN descriptions d ON d.bundle = b.n WHERE ` + visible + ` AND b.n IN (
		SELECT rowid FROM bundle_words WHERE bundle_words MATCH ?
		UNION SELECT rowid >> 20 FROM item_words WHERE item_words MATCH ?)`
)

// Search finds bundles by their titles and creators, and items by their names and
// titles together with those: each word of the text must begin one of theirs. The
// best come first: titles that begin with the text, then other bundles, then
// items; the newest among equals. Text is never read as a query language.
func (d *DB) Search(ctx context.Context, text string, sight Sight, limit int) ([]Found, error) {
	words := queryWords(text)
	if len(words) == 0 || limit <= 0 {
		return nil, nil
	}
	var hits []weighed
	err := d.read(ctx, "search", func(tx *sql.Tx) error {
		for _, q := range []struct {
			query, match string
			best         int // nothing new of it weighs less
		}{
			{findBundles, `title : ^ "` + words[0] + `"* AND ` + phrases(words), exactTitle},
			{findBundles, phrases(words), titleWithin},
			{findItems, itemMatch(words), itemBegins},
		} {
			if better(hits, q.best) >= limit {
				break // what else there is would come behind
			}
			err := collect(ctx, tx, func(rows *sql.Rows) error {
				h, err := scanFound(rows, words)
				h.order = len(hits)
				hits = append(hits, h)
				return err
			}, q.query, q.match, sight.Limit, sight.Limit, maxWeighed)
			if err != nil {
				return err
			}
		}
		return nil
	})
	return best(hits, limit), err
}

// SearchBundles finds every bundle that Search finds itself or by an item.
func (d *DB) SearchBundles(ctx context.Context, text string, sight Sight) (map[library.BundleID]bool, error) {
	words, found := queryWords(text), map[library.BundleID]bool{}
	if len(words) == 0 {
		return found, nil
	}
	err := d.read(ctx, "search bundles", func(tx *sql.Tx) error {
		return collect(ctx, tx, func(rows *sql.Rows) error {
			var id library.BundleID
			err := rows.Scan(&id)
			found[id] = true
			return err
		}, findIDs, sight.Limit, sight.Limit, phrases(words), itemMatch(words))
	})
	return found, err
}

// queryWords are the words of what a person typed, folded as the index is.
func queryWords(text string) []string {
	if runes := []rune(text); len(runes) > maxQuery {
		text = string(runes[:maxQuery])
	}
	words := strings.FieldsFunc(fold(text), func(r rune) bool { return r == '"' || unicode.IsSpace(r) })
	words = slices.DeleteFunc(words, func(w string) bool {
		return !strings.ContainsFunc(w, func(r rune) bool { return unicode.IsLetter(r) || unicode.IsNumber(r) })
	})
	return words[:min(len(words), maxWords)]
}

// phrases is the query for all words, each as the beginning of one. Within the
// quotes nothing has a meaning.
func phrases(words []string) string { return `("` + strings.Join(words, `"* AND "`) + `"*)` }

// itemMatch is the query for items: one of the words at least is the item's own,
// else its bundle is what was meant.
func itemMatch(words []string) string {
	return phrases(words) + ` AND item : ("` + strings.Join(words, `"* OR "`) + `"*)`
}

// weighed is something found and how well it fits: less is better.
type weighed struct {
	Found
	weight, order int
}

// What something found weighs.
const (
	exactTitle = iota
	titleBegins
	titleWithin
	titleElse // all words, but not side by side
	itemBegins
	itemElse
)

// better counts what was found that weighs less than weight.
func better(hits []weighed, weight int) int {
	seen := map[Found]bool{}
	for _, h := range hits {
		if h.weight < weight {
			seen[h.Found] = true
		}
	}
	return len(seen)
}

func scanFound(rows *sql.Rows, words []string) (h weighed, err error) {
	var title, item string
	err = rows.Scan(&h.ID, &h.Item, &h.Title, &title, &item)
	text := strings.Join(words, " ")
	title = fold(title)
	switch {
	case h.Item >= 0 && (strings.HasPrefix(fold(h.Title), text) || strings.HasPrefix(fold(path.Base(item)), text)):
		h.weight = itemBegins
	case h.Item >= 0:
		h.weight = itemElse
	case title == text:
		h.weight = exactTitle
	case strings.HasPrefix(title, text):
		h.weight = titleBegins
	case strings.Contains(title, text):
		h.weight = titleWithin
	default:
		h.weight = titleElse
	}
	return h, err
}

// best sorts what was found and leaves out what was found twice.
func best(hits []weighed, limit int) []Found {
	slices.SortFunc(hits, func(a, b weighed) int { return cmp.Or(a.weight-b.weight, a.order-b.order) })
	seen := map[Found]bool{}
	var out []Found
	for _, h := range hits {
		if len(out) == limit {
			break
		}
		if !seen[h.Found] {
			seen[h.Found] = true
			out = append(out, h.Found)
		}
	}
	return out
}
