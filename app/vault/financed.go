package vault

import (
	"context"
	"time"

	"matinee/library"
	"matinee/library/format"
)

// Financed returns the newest ads licence of an item, where nothing else opens the item: no
// published key, no purchase, no gift. It may have ended.
func (v *Vault) Financed(ctx context.Context, m format.Manifest, item format.Item) (newest format.Licence, financed bool, err error) {
	for _, id := range item.Editions {
		edition, known := m.Edition(id)
		if !known || edition.Recipient == "" {
			continue
		}
		l, otherwise, err := v.Ads(ctx, m, edition)
		if err != nil || otherwise {
			return format.Licence{}, false, err
		}
		if l.Issued.After(newest.Issued) {
			newest, financed = l, true
		}
	}
	return newest, financed, nil
}

// Ads is the newest ads licence of an edition, and whether something else opens it.
func (v *Vault) Ads(ctx context.Context, m format.Manifest, e format.Edition) (newest format.Licence, otherwise bool, err error) {
	if _, open, err := v.Published(ctx, m.ID, e.ID, library.ReleaseOpen); err != nil || open {
		return newest, open, err
	}
	if own, err := v.Made(ctx, m.ID, e.ID); err != nil || own != "" {
		return newest, own != "", err
	}
	list, err := v.cfg.Store.Licences(ctx, m.ID)
	if err != nil {
		return newest, false, err
	}
	for _, data := range list {
		signed, err := format.Read[format.Licence](data)
		if err != nil || signed.Doc.Edition != e.ID || signed.Doc.Recipient != e.Recipient {
			continue
		}
		l := signed.Doc
		if l.Kind == library.LicenceAds {
			if l.Issued.After(newest.Issued) {
				newest = l
			}
			continue
		}
		if _, err := v.unlock(ctx, l, time.Time{}); err == nil {
			return newest, true, nil
		}
	}
	return newest, false, nil
}
