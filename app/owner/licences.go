package owner

import (
	"context"

	"matinee/app/control"
	"matinee/library"
	"matinee/library/format"
)

// DeviceRecipient implements control.Licences.
func (o *Owner) DeviceRecipient(context.Context) (library.Recipient, error) { return o.Device(), nil }

// BringLicence implements control.Licences.
func (o *Owner) BringLicence(ctx context.Context, document []byte) (control.Licence, error) {
	if err := o.shelf.Unlimited(); err != nil {
		return control.Licence{}, err
	}
	l, err := o.ImportLicence(ctx, document)
	if library.CodeOf(err) == library.CodeNotFound {
		l, err = o.importWithBundle(ctx, document, err)
	}
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

// importWithBundle brings the bundle of a licence first, where a followed channel lists it:
// a licence is kept for what is in the library. why is the error without it.
func (o *Owner) importWithBundle(ctx context.Context, document []byte, why error) (format.Licence, error) {
	signed := document
	if format.IsGift(document) {
		gift, err := format.ParseGift(document)
		if err != nil {
			return format.Licence{}, err
		}
		signed = gift.Licence
	}
	l, err := format.Read[format.Licence](signed)
	if err != nil {
		return format.Licence{}, err
	}
	if _, err := o.DownloadListed(ctx, l.Doc.Channel, l.Doc.Bundle, l.Doc.Edition); err != nil {
		return format.Licence{}, why
	}
	return o.ImportLicence(ctx, document)
}
