package owner

import (
	"context"
	"time"

	"matinee/app/control"
	"matinee/library"
	"matinee/library/format"
)

// NewDeal implements control.Studio.
func (o *Owner) NewDeal(ctx context.Context, r control.DealRequest) ([]byte, error) {
	if err := o.shelf.Unlimited(); err != nil {
		return nil, err
	}
	d := format.Deal{
		Name: r.Name, Studio: r.Studio, From: r.From, Until: r.Until, Shortest: time.Duration(r.Shortest), Longest: time.Duration(r.Longest),
		Share: r.Share,
	}
	for _, s := range r.Stores {
		d.Stores = append(d.Stores, format.Party{Name: s.Name, Key: s.Key, URL: s.URL})
	}
	for _, p := range r.Productions {
		d.Productions = append(d.Productions, format.Production{Name: p.Name, Bundle: p.Bundle})
	}
	return o.studio.NewDeal(ctx, r.Channel, d, r.Annex)
}

// SignDeal implements control.Studio.
func (o *Owner) SignDeal(ctx context.Context, r control.SignDealRequest) ([]byte, error) {
	if err := o.shelf.Unlimited(); err != nil {
		return nil, err
	}
	return o.studio.SignDeal(ctx, r.Deal, r.Channel, r.AsStore)
}

// KeepDeal implements control.Studio.
func (o *Owner) KeepDeal(_ context.Context, deal, annex []byte) (control.Deal, error) {
	if err := o.shelf.Unlimited(); err != nil {
		return control.Deal{}, err
	}
	d, err := o.studio.KeepDeal(deal, annex)
	if err != nil {
		return control.Deal{}, err
	}
	return o.viewDeal(d.Doc), nil
}

// Deals implements control.Studio.
func (o *Owner) Deals(context.Context) ([]control.Deal, error) {
	if err := o.shelf.Unlimited(); err != nil {
		return nil, err
	}
	all, err := o.studio.Deals()
	list := make([]control.Deal, 0, len(all))
	for _, d := range all {
		list = append(list, o.viewDeal(d.Doc))
	}
	return list, err
}

// viewDeal is a deal that everybody signed as commands show it.
func (o *Owner) viewDeal(d format.Deal) control.Deal {
	v := control.Deal{ID: d.ID, Whole: true, Hash: d.Annex, Here: o.studio.HasAnnex(d.ID), DealRequest: control.DealRequest{
		Channel: string(d.Channel), Name: d.Name, Studio: d.Studio, From: d.From, Until: d.Until,
		Shortest: library.Interval(d.Shortest), Longest: library.Interval(d.Longest), Share: d.Share,
	}}
	for _, s := range d.Stores {
		v.Stores = append(v.Stores, control.DealStore{Name: s.Name, Key: s.Key, URL: s.URL})
	}
	for _, p := range d.Productions {
		v.Productions = append(v.Productions, control.DealProduction{Name: p.Name, Bundle: p.Bundle})
	}
	return v
}

// ExportDeal implements control.Studio.
func (o *Owner) ExportDeal(_ context.Context, id library.Token, to string) error {
	if err := o.shelf.Unlimited(); err != nil {
		return err
	}
	return o.studio.ExportDeal(id, to)
}

// VerifyDeal implements control.Studio.
func (o *Owner) VerifyDeal(_ context.Context, id library.Token) (control.Deal, error) {
	if err := o.shelf.Unlimited(); err != nil {
		return control.Deal{}, err
	}
	d, here, err := o.studio.CheckDeal(id)
	if err != nil {
		return control.Deal{}, err
	}
	v := o.viewDeal(d.Doc)
	v.Here = here
	return v, nil
}

// KeepAnnex keeps the annex of a deal that is here.
func (o *Owner) KeepAnnex(_ context.Context, id library.Token, annex []byte) error {
	if err := o.shelf.Unlimited(); err != nil {
		return err
	}
	return o.studio.KeepAnnex(id, annex)
}
