package adverts

import (
	"context"
	"fmt"
	"time"

	"matinee/library"
	"matinee/library/ads"
	"matinee/library/db"
	"matinee/library/format"
	"matinee/sync/store"
)

// viewLasts is how long after its licence was issued a view is the same one: it is gone on
// with, and nothing that was watched is asked again.
const viewLasts = 24 * time.Hour

// Fresh reports whether a licence is of the view that is under way.
func (a *Adverts) Fresh(l format.Licence) bool {
	now := a.cfg.Now()
	return now.Before(l.Issued.Add(viewLasts)) && now.Before(l.Expires)
}

// License asks a store for an ads licence and for the tokens of one view, and returns the
// licence. The tokens are kept before the licence is used.
func (a *Adverts) License(ctx context.Context, channel, key library.Key, m format.Manifest, t format.Terms, edition library.EditionID) (licence []byte, err error) {
	terms, known := t.Edition(edition)
	if !known {
		return nil, library.Errorf(library.CodeNotFound, "the edition %s", edition)
	}
	wanted := min(max(tokensOf(m, terms), 1), ads.DefaultCaps().Once)
	err = a.cfg.Ask(ctx, channel, key, func(ctx context.Context, c store.Client) error {
		tokenKey, err := c.TokenKey(ctx, key, m.ID)
		if err != nil {
			return err
		}
		if now := a.cfg.Now(); now.Before(tokenKey.Doc.From.Add(-clockSlack)) || !now.Before(tokenKey.Doc.Until.Add(clockSlack)) {
			return library.Errorf(library.CodeExpired, "the store's key of tokens is of another week")
		}
		grant, err := c.LicenseAds(ctx, tokenKey.Doc, edition, a.cfg.Device, wanted)
		if err != nil {
			return err
		}
		licence = grant.Licence
		kept := make([]db.AdToken, 0, len(grant.Tokens))
		for _, token := range grant.Tokens {
			kept = append(kept, db.AdToken{Store: key, Bundle: m.ID, Week: token.Week, Nonce: token.Nonce, Signature: token.Signature})
		}
		return a.cfg.Store.SaveAdTokens(ctx, kept)
	})
	if err != nil {
		return nil, fmt.Errorf("ask for a license with ads: %w", err)
	}
	return licence, nil
}

// clockSlack is by how much clocks may differ.
const clockSlack = 48 * time.Hour

// tokensOf is how many spots one view of an edition shows at most.
func tokensOf(m format.Manifest, terms format.EditionTerms) int {
	n := 0
	for _, item := range m.Items {
		if item.Role == library.RoleMain || item.Role == library.RoleExtra {
			n += ads.Tokens(ads.Slots(terms.Breaks, item.Path, item.Role == library.RoleMain, item.Duration))
		}
	}
	return n
}
