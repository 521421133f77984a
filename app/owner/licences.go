package owner

import (
	"context"

	"matinee/app/control"
	"matinee/library"
)

// DeviceRecipient implements control.Licences.
func (o *Owner) DeviceRecipient(context.Context) (library.Recipient, error) { return o.Device(), nil }

// BringLicence implements control.Licences.
func (o *Owner) BringLicence(ctx context.Context, document []byte) (control.Licence, error) {
	if err := o.shelf.Unlimited(); err != nil {
		return control.Licence{}, err
	}
	l, err := o.ImportLicence(ctx, document)
	if err != nil {
		return control.Licence{}, err
	}
	known, err := o.db.EditionsOf(ctx, l.Bundle)
	for _, e := range known { // their pages say what opens now
		o.shelf.Tell(library.NewDescribed(e.ID))
	}
	if err != nil {
		o.log.Warn("tell of a license", "err", err)
	}
	return control.Licence{Bundle: l.Bundle, Edition: l.Edition, Kind: l.Kind, Waits: l.Premiere != "", Expires: l.Expires}, nil
}
