//go:build cgo

package app

import (
	"context"

	"matinee/app/control"
	"matinee/app/ui/studio"
	"matinee/library"
)

// Sponsors implements studio.Sponsors.
func (s studioOf) Sponsors(ctx context.Context, root, store library.Key, word studio.SponsorWord) (library.SponsorsAt, error) {
	req := control.SponsorsRequest{Channel: string(root), Store: store, Named: word.Named}
	if word.Refuse != "" {
		req.Refuse = []string{word.Refuse}
	}
	if word.Allow != "" {
		req.Allow = []string{word.Allow}
	}
	all, err := s.own.Sponsors(ctx, req)
	if err != nil || len(all) == 0 {
		return library.SponsorsAt{}, err
	}
	return all[0], nil
}
