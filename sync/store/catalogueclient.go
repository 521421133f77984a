package store

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net/http"
	"strconv"
	"strings"
	"time"

	"matinee/library"
	"matinee/library/format"
)

// Catalogue reads the list of what a store sells: all pages, up to a bound, signed by the
// same store and in force at a time. A key that is not empty must be the store's.
func (c Client) Catalogue(ctx context.Context, key library.Key, now time.Time) ([]format.StoreCatalogue, error) {
	var all []format.StoreCatalogue
	for page, pages := int64(1), int64(1); page <= min(pages, format.MaxCataloguePages); page++ {
		data, err := c.page(ctx, page)
		if err != nil {
			return nil, fmt.Errorf("ask the store: %w", err)
		}
		signed, err := format.Read[format.StoreCatalogue](data)
		if err != nil {
			return nil, fmt.Errorf("read a store's list: %w", err)
		}
		if key == "" {
			key = signed.Doc.Store
		}
		switch d := signed.Doc; {
		case d.Store != key:
			return nil, library.Errorf(library.CodeBadSignature, "another store answers at %s", c.URL)
		case d.Page != page:
			return nil, library.Errorf(library.CodeStoreGone, "it answers with another page")
		case !now.Before(d.Expires):
			return nil, library.Errorf(library.CodeExpired, "the store's list ended on %s", d.Expires.Format(time.DateOnly))
		}
		all, pages = append(all, signed.Doc), signed.Doc.Pages
	}
	return all, nil
}

func (c Client) page(ctx context.Context, n int64) ([]byte, error) {
	address := strings.TrimSuffix(string(c.URL), "/") + "/v1/catalogue?page=" + strconv.FormatInt(n, 10)
	req, err := http.NewRequestWithContext(ctx, http.MethodGet, address, nil)
	if err != nil {
		return nil, err
	}
	answer, err := c.HTTP.Do(req)
	if err != nil {
		return nil, gone(ctx, err)
	}
	data, err := io.ReadAll(io.LimitReader(answer.Body, format.MaxStoreCatalogue+1))
	if err = errors.Join(err, answer.Body.Close()); err != nil {
		return nil, gone(ctx, err)
	}
	if answer.StatusCode != http.StatusOK {
		return nil, refusal(answer.StatusCode, data)
	}
	return data, nil
}
