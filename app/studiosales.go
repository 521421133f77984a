//go:build cgo

package app

import (
	"context"
	"fmt"
	"io"
	"os"

	"matinee/app/control"
	"matinee/app/sheet"
	"matinee/app/ui/studio"
	"matinee/library"
)

// DraftOf implements studio.Backend.
func (s studioOf) DraftOf(ctx context.Context, id library.Token) (library.Draft, error) {
	return s.own.DraftOf(ctx, string(id))
}

// Revise implements studio.Backend.
func (s studioOf) Revise(ctx context.Context, id library.Token, d library.Draft) (library.Production, error) {
	return s.own.ReviseTerms(ctx, string(id), d)
}

// Withdraw implements studio.Backend.
func (s studioOf) Withdraw(ctx context.Context, id library.Token, why string) (library.Production, error) {
	return s.own.WithdrawBundle(ctx, string(id), why)
}

// Licence implements studio.Backend.
func (s studioOf) Licence(ctx context.Context, l studio.Licence) ([]byte, error) {
	req := control.LicenceRequest{Name: string(l.Production), Edition: l.Edition, Device: l.Device, Kind: l.Kind, Early: l.Early}
	if l.Export {
		req.Permits = []library.Permit{library.PermitExport}
	}
	return s.own.IssueLicence(ctx, req)
}

// Gifts implements studio.Backend.
func (s studioOf) Gifts(ctx context.Context, l studio.Licence, count int) ([]string, error) {
	req := control.LicenceRequest{Name: string(l.Production), Edition: l.Edition, Kind: library.LicenceGift}
	if l.Export {
		req.Permits = []library.Permit{library.PermitExport}
	}
	return s.own.IssueGifts(ctx, req, count)
}

// CodeSheet implements studio.Backend.
func (studioOf) CodeSheet(ctx context.Context, s library.CodeSheet) ([]byte, error) {
	return sheet.Page(ctx, s)
}

// Deals implements studio.Deals.
func (s studioOf) Deals(ctx context.Context) ([]studio.Deal, error) {
	all, err := s.own.Deals(ctx)
	list := make([]studio.Deal, 0, len(all))
	for _, d := range all {
		list = append(list, dealOf(d))
	}
	return list, err
}

func dealOf(d control.Deal) studio.Deal {
	out := studio.Deal{
		ID: d.ID, Channel: library.Key(d.Channel), Name: d.Name, Studio: d.Studio, From: d.From, Until: d.Until,
		Shortest: d.Shortest, Longest: d.Longest, Share: d.Share, Signed: d.Hash != "", Here: d.Here,
	}
	for _, s := range d.Stores {
		out.Stores = append(out.Stores, studio.Party{Name: s.Name, Key: s.Key})
	}
	for _, p := range d.Productions {
		out.Productions = append(out.Productions, studio.Work{Name: p.Name, Bundle: p.Bundle})
	}
	return out
}

// NewDeal implements studio.Deals.
func (s studioOf) NewDeal(ctx context.Context, d studio.Deal) ([]byte, error) {
	req := control.DealRequest{
		Channel: string(d.Channel), Name: d.Name, Studio: d.Studio, From: d.From, Until: d.Until, Shortest: d.Shortest, Longest: d.Longest,
		Share: d.Share,
	}
	for _, p := range d.Stores {
		req.Stores = append(req.Stores, control.DealStore{Name: p.Name, Key: p.Key})
	}
	for _, w := range d.Productions {
		req.Productions = append(req.Productions, control.DealProduction{Name: w.Name, Bundle: w.Bundle})
	}
	if d.Annex != "" {
		annex, err := bounded(d.Annex)
		if err != nil {
			return nil, err
		}
		req.Annex = annex
	}
	return s.own.NewDeal(ctx, req)
}

// SignDeal implements studio.Deals.
func (s studioOf) SignDeal(ctx context.Context, file string, channel library.Key, asStore bool) ([]byte, error) {
	deal, err := bounded(file)
	if err != nil {
		return nil, err
	}
	return s.own.SignDeal(ctx, control.SignDealRequest{Deal: deal, Channel: string(channel), AsStore: asStore})
}

// KeepDeal implements studio.Deals.
func (s studioOf) KeepDeal(ctx context.Context, file, annex string) (studio.Deal, error) {
	deal, err := bounded(file)
	if err != nil {
		return studio.Deal{}, err
	}
	var more []byte
	if annex != "" {
		if more, err = bounded(annex); err != nil {
			return studio.Deal{}, err
		}
	}
	kept, err := s.own.KeepDeal(ctx, deal, more)
	return dealOf(kept), err
}

// KeepAnnex implements studio.Deals.
func (s studioOf) KeepAnnex(ctx context.Context, id library.Token, file string) error {
	annex, err := bounded(file)
	if err != nil {
		return err
	}
	return s.own.KeepAnnex(ctx, id, annex)
}

// VerifyDeal implements studio.Deals.
func (s studioOf) VerifyDeal(ctx context.Context, id library.Token) error {
	_, err := s.own.VerifyDeal(ctx, id)
	return err
}

// ExportDeal implements studio.Deals.
func (s studioOf) ExportDeal(ctx context.Context, id library.Token, folder string) error {
	return s.own.ExportDeal(ctx, id, folder)
}

// StoreKey implements studio.Deals.
func (s studioOf) StoreKey(ctx context.Context) (library.Key, error) {
	keys, err := s.own.OwnStore(ctx)
	return keys.Key, err
}

// maxDealFile bounds a file that is read for a deal, in bytes: an annex is the largest.
const maxDealFile = 16 << 20

// bounded reads a file of a person's choice.
func bounded(path string) ([]byte, error) {
	f, err := os.Open(path)
	if err != nil {
		return nil, &library.Error{Code: library.CodeBadFolder, Detail: path, Err: err}
	}
	defer f.Close()
	raw, err := io.ReadAll(io.LimitReader(f, maxDealFile+1))
	switch {
	case err != nil:
		return nil, fmt.Errorf("read %s: %w", path, err)
	case len(raw) > maxDealFile:
		return nil, library.Errorf(library.CodeBadDocument, "%s has more than %s", path, library.Bytes(maxDealFile))
	}
	return raw, nil
}
