package owner

import (
	"context"
	"time"

	"matinee/app/studio"
	"matinee/library"
	"matinee/library/format"
	"matinee/sync/store"
)

// errandAgain is after how long a store that did not answer is told again.
const errandAgain = 10 * time.Minute

// remind has the stores told what changed.
func (o *Owner) remind() {
	select {
	case o.revised <- struct{}{}:
	default:
	}
}

// tellStores tells the stores that sell one's editions new terms, until ctx ends: at once
// where it can be, else as soon as they answer. A store without an address is told by its
// creator, with a file.
func (o *Owner) tellStores(ctx context.Context) {
	for {
		errands, err := o.studio.Errands()
		if err != nil {
			o.log.Warn("look what stores are to be told", "err", err)
		}
		var again <-chan time.Time
		for _, e := range errands {
			if err := o.run(ctx, e); err != nil {
				o.log.Debug("tell a store new terms", "err", err)
				again = time.After(errandAgain)
			}
		}
		select {
		case <-ctx.Done():
			return
		case <-o.revised:
		case <-again:
		}
	}
}

func (o *Owner) run(ctx context.Context, e studio.Errand) error {
	certificate, err := o.certificateOf(ctx, e.Production, e.Store)
	if library.CodeOf(err) == library.CodeNotFound {
		return nil // the channel names the store no longer
	}
	if err != nil {
		return err
	}
	c, err := format.Read[format.StoreCertificate](certificate)
	if err != nil || c.Doc.Store.URL == "" {
		return err
	}
	papers, err := o.studio.Papers(string(e.Production))
	if err != nil {
		return err
	}
	sent, _, err := o.hand(ctx, store.Handover{Certificate: certificate, Manifest: papers.Manifest, Terms: papers.Terms})
	if err != nil || !sent {
		return err
	}
	return o.studio.Ran(e)
}
