package owner

import (
	"context"

	"matinee/library"
)

// Premieres are those that are to come, of the bundles that the profile in use may see.
func (o *Owner) Premieres(ctx context.Context) (all []library.Premiere) {
	ids, err := o.withTerms(ctx)
	if err != nil {
		o.log.WarnContext(ctx, "look for premieres", "err", err)
	}
	now, known := o.now(), map[library.BundleID]bool{}
	for _, id := range ids {
		if known[id] {
			continue
		}
		known[id] = true
		b, err := o.Bundle(id)
		if err != nil {
			continue // it is not here, or not for the profile
		}
		access, err := o.Access(ctx, id)
		if err != nil {
			continue // its page says why
		}
		if at := access.Premieres(now); at.After(now) {
			all = append(all, library.Premiere{ID: id, Title: b.Title, At: at})
		}
	}
	return all
}
