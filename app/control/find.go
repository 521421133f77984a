package control

import (
	"context"
	"os"
	"strings"

	"matinee/library"
)

// Find names a bundle by its id, the beginning of it or its title, or, when it
// is not in the library, adds it by its source. Both stand in req.Source. A known
// bundle is told the peers of req.
func Find(ctx context.Context, s Service, req AddRequest) (Bundle, error) {
	b, err := s.Get(ctx, req.Source)
	switch {
	case err == nil && len(req.Peers) == 0:
		return b, nil
	case err == nil:
		req.Source = string(b.ID)
	case library.CodeOf(err) != library.CodeNotFound || looksShort(req.Source):
		return Bundle{}, err
	}
	id, err := s.Add(ctx, req)
	if err != nil {
		return Bundle{}, err
	}
	return s.Get(ctx, string(id))
}

// looksShort reports whether text can only be meant as the beginning of an id:
// that it is no source would be a misleading answer.
func looksShort(text string) bool {
	if len(text) >= 32 || strings.Trim(strings.ToLower(text), "0123456789abcdef") != "" {
		return false
	}
	_, err := os.Stat(text)
	return err != nil
}
