package curator

import (
	"context"
	"slices"
	"strings"
	"unicode"

	"golang.org/x/text/unicode/norm"

	"matinee/library"
)

// maxHits bounds what a search returns.
const maxHits = 200

// Search finds bundles and items as a person types, the best first, among what
// the profile in use may see.
func (c *Curator) Search(ctx context.Context, text string, limit int) ([]library.Hit, error) {
	if limit <= 0 || limit > maxHits {
		limit = maxHits
	}
	found, err := c.db.Search(ctx, text, c.sight(), limit)
	if err != nil {
		return nil, err
	}
	hits := make([]library.Hit, 0, len(found))
	for _, f := range found {
		b, err := c.Bundle(f.ID)
		if err != nil {
			continue // removed, or hidden, in this moment
		}
		c.mu.Lock()
		hit := library.Hit{Card: c.card(b), Item: f.Item}
		c.mu.Unlock()
		if f.Item >= 0 {
			hit.Name = nameOf(itemOf(b, f.Item), library.Facts{Title: f.Title})
		}
		hits = append(hits, hit)
	}
	return withoutEchoes(hits), nil
}

// withoutEchoes drops an item that says no more than its bundle, which was found,
// too: a film is one thing for who looks for it.
func withoutEchoes(hits []library.Hit) []library.Hit {
	whole := map[library.BundleID]bool{}
	for _, h := range hits {
		whole[h.Card.ID] = whole[h.Card.ID] || h.Item < 0
	}
	return slices.DeleteFunc(hits, func(h library.Hit) bool {
		return h.Item >= 0 && h.Card.Playable == 1 && whole[h.Card.ID]
	})
}

// titleKey is a title as it is sorted: in small letters, without accents and
// without signs in front.
func titleKey(title string) string {
	title = strings.Map(func(r rune) rune {
		if unicode.Is(unicode.Mn, r) {
			return -1
		}
		return unicode.ToLower(r)
	}, norm.NFD.String(title))
	return strings.TrimLeftFunc(title, func(r rune) bool { return !unicode.IsLetter(r) && !unicode.IsNumber(r) })
}
