package store

import (
	"cmp"
	"context"
	"fmt"
	"net/http"
	"slices"
	"strconv"
	"sync"
	"time"

	"matinee/library"
	"matinee/library/format"
)

// How long a list holds for those who have it, and after which time it is made again even
// when nothing was handed over: the word of a channel may have ended.
const (
	catalogueValid = 24 * time.Hour
	catalogueFresh = time.Hour
)

// shelves are the pages of the store's list, as they were made last.
type shelves struct {
	mu    sync.Mutex
	mark  string // of what they were made from
	made  time.Time
	pages [][]byte
}

// Catalogue is a page of the signed list of what the store sells, from 1: only channels
// that gave it their link.
func (s *Store) Catalogue(ctx context.Context, page int) ([]byte, error) {
	s.shelves.mu.Lock()
	defer s.shelves.mu.Unlock()
	var mark string
	err := s.db.read().row(ctx, `SELECT
		(SELECT count(*) || ' ' || coalesce(sum(version), 0) || ' ' || coalesce(sum(withdrawn), 0) FROM consignments) || ' ' ||
		(SELECT coalesce(sum(version), 0) || ' ' || coalesce(sum(length(terms) + length(manifest)), 0) FROM bundles) || ' ' ||
		(SELECT coalesce(sum(length(certificate)), 0) FROM channels)`).Scan(&mark)
	if err != nil {
		return nil, fmt.Errorf("list what is sold: %w", err)
	}
	if now := s.now(); mark != s.shelves.mark || now.Sub(s.shelves.made).Abs() >= catalogueFresh {
		pages, err := s.catalogue(ctx, now)
		if err != nil {
			return nil, fmt.Errorf("list what is sold: %w", err)
		}
		s.shelves.mark, s.shelves.made, s.shelves.pages = mark, now, pages
	}
	if page < 1 || page > len(s.shelves.pages) {
		return nil, library.Errorf(library.CodeNotFound, "page %d of %d", page, len(s.shelves.pages))
	}
	return s.shelves.pages[page-1], nil
}

// catalogue signs all pages.
func (s *Store) catalogue(ctx context.Context, now time.Time) (pages [][]byte, err error) {
	listed, err := s.listed(ctx, now)
	if err != nil {
		return nil, err
	}
	parts := slices.Collect(slices.Chunk(listed, format.CatalogueChannels))
	if len(parts) == 0 {
		parts = append(parts, nil)
	}
	for i, part := range parts {
		signed, err := format.Sign(format.StoreCatalogue{
			Store: s.keys.public, Name: shortName(s.cfg.Name), Issued: now, Expires: now.Add(catalogueValid),
			Page: int64(i + 1), Pages: int64(len(parts)), Channels: part,
		}, s.keys.signing)
		if err != nil {
			return nil, err
		}
		pages = append(pages, signed.Bytes())
	}
	return pages, nil
}

// shortName is a name as documents have room for it.
func shortName(name string) string {
	const most = 120 // bytes
	for n := most; ; n-- {
		if short := library.CleanLine(name, n); len(short) <= most {
			return short
		}
	}
}

// listed are the channels that may be listed now, with what they sell here.
func (s *Store) listed(ctx context.Context, now time.Time) (all []format.StoredChannel, err error) {
	words, err := s.texts(ctx, `SELECT certificate FROM channels WHERE certificate <> '' ORDER BY root`)
	if err != nil {
		return nil, err
	}
	for _, text := range words {
		c, err := format.Read[format.StoreCertificate]([]byte(text))
		if err != nil {
			return nil, err
		}
		if c.Doc.Link == "" || c.Doc.Store.Key != s.keys.public || now.Before(c.Doc.Store.From) || !now.Before(c.Doc.Store.Until) {
			continue
		}
		bundles, err := s.goods(ctx, c.Doc.Channel)
		if err != nil {
			return nil, err
		}
		if len(bundles) > 0 {
			all = append(all, format.StoredChannel{Certificate: c.Envelope, Bundles: bundles})
		}
	}
	return all, nil
}

// texts are the values of a query of one column.
func (s *Store) texts(ctx context.Context, query string, args ...any) (all []string, err error) {
	rows, err := s.db.read().rows(ctx, query, args...)
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	for rows.Next() {
		var text string
		if err := rows.Scan(&text); err != nil {
			return nil, err
		}
		all = append(all, text)
	}
	return all, rows.Err()
}

// goods are the newest bundles of a channel of which an edition is sold here.
func (s *Store) goods(ctx context.Context, channel library.Key) ([]format.StoredBundle, error) {
	manifests, err := s.texts(ctx, `SELECT manifest FROM bundles b WHERE channel = ? AND
		EXISTS (SELECT 1 FROM consignments k WHERE k.bundle = b.id AND k.withdrawn = 0) ORDER BY id`, string(channel))
	if err != nil {
		return nil, err
	}
	var all []format.Manifest
	for _, text := range manifests {
		m, err := format.Read[format.Manifest]([]byte(text))
		if err != nil {
			return nil, err
		}
		all = append(all, m.Doc)
	}
	slices.SortStableFunc(all, func(a, b format.Manifest) int { return b.Published.Compare(a.Published) })
	var goods []format.StoredBundle
	for _, m := range all[:min(len(all), format.CatalogueBundles)] {
		prices, err := s.prices(ctx, m.ID)
		if err != nil {
			return nil, err
		}
		goods = append(goods, format.StoredBundle{Bundle: m.ID, Name: m.Name, Prices: prices})
	}
	return goods, nil
}

// prices are the least ones of a bundle, one of each currency.
func (s *Store) prices(ctx context.Context, bundle library.Token) (least []library.Money, err error) {
	terms, err := s.texts(ctx, `SELECT terms FROM bundles WHERE id = ?`, string(bundle))
	if err != nil {
		return nil, err
	}
	editions, err := s.texts(ctx, `SELECT edition FROM consignments WHERE bundle = ? AND withdrawn = 0`, string(bundle))
	if err != nil || len(terms) == 0 {
		return nil, err
	}
	t, err := format.Read[format.Terms]([]byte(terms[0]))
	if err != nil {
		return nil, err
	}
	for _, e := range t.Doc.Editions {
		if !slices.Contains(editions, string(e.Edition)) {
			continue
		}
		for _, o := range e.Offers {
			if o.Price == nil {
				continue
			}
			i := slices.IndexFunc(least, func(m library.Money) bool { return m.Currency == o.Price.Currency })
			if i < 0 {
				least = append(least, *o.Price)
			} else if o.Price.Minor < least[i].Minor {
				least[i] = *o.Price
			}
		}
	}
	slices.SortStableFunc(least, func(a, b library.Money) int { return cmp.Compare(a.Currency, b.Currency) })
	return least[:min(len(least), format.CataloguePrices)], nil
}

func (h handlers) catalogue(w http.ResponseWriter, r *http.Request) {
	page := 1
	if text := r.URL.Query().Get("page"); text != "" {
		n, err := strconv.Atoi(text)
		if err != nil {
			h.problem(w, r, library.Errorf(library.CodeBadDocument, "a page is a number"))
			return
		}
		page = n
	}
	data, err := h.s.Catalogue(r.Context(), page)
	if err != nil {
		h.problem(w, r, err)
		return
	}
	w.Header().Set("Content-Type", "application/json")
	if _, err := w.Write(data); err != nil {
		h.log.Debug("an answer was not taken", "error", err)
	}
}
