package owner

import (
	"context"
	"slices"
	"strings"

	"matinee/app/control"
	"matinee/library"
)

// Finance implements control.Advertising. A profile with limits may do so as it may in the window:
// where that is permitted, with what it sees.
func (o *Owner) Finance(ctx context.Context, req control.FinanceRequest) error {
	if err := o.mayFinance(); err != nil {
		return err
	}
	l, err := o.named(ctx, strings.TrimSpace(req.Name))
	if err != nil {
		return err
	}
	all, err := o.listedAs(ctx, []library.Listing{l})
	if err != nil {
		return err
	}
	editions := all[0].Access.Editions
	i := slices.IndexFunc(editions, func(e library.EditionAccess) bool {
		return (req.Edition == "" || e.ID == req.Edition) && e.Offered(library.OfferAds)
	})
	if i < 0 {
		return library.AtStore(library.Errorf(library.CodeNotFound, "an edition of %s that is offered with ads", l.Name))
	}
	return o.WatchWithAds(ctx, l.Channel, l.Bundle, editions[i].ID)
}

// Interruptions implements control.Advertising.
func (o *Owner) Interruptions(ctx context.Context, id library.BundleID, item int) (control.Interruptions, error) {
	p, err := o.Programme(ctx, id, item)
	if err != nil {
		return control.Interruptions{}, err
	}
	return control.Interrupt(p), nil
}
